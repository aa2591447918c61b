#include "protocol/pdu_view.hpp"

#include <gtest/gtest.h>

#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;

TEST(PduView, ReadsTheFourFieldsOfTheHeader) {
    const auto pdu = "00 00 00 12  80 00 00 04  00 00 00 58  FF FF FF FE  \"id\""_hex;
    const protocol::pdu_view view(pdu);
    EXPECT_EQ(view.length(), 18U);
    EXPECT_EQ(view.command(), protocol::command_id::submit_sm_resp);
    EXPECT_EQ(view.status(), protocol::command_status::throttled);
    EXPECT_EQ(view.sequence(), 0xFFFFFFFEU);
    EXPECT_EQ(protocol::characters(view.body()), "id");
    EXPECT_EQ(view.whole().size(), 18U);
}

TEST(PduView, RenumberingChangesFourOctetsAndNoOther) {
    for (const golden_pdu& each : golden_pdus()) {
        exact_buffer renumbered = each.bytes;
        protocol::renumber(renumbered.edit(), 0x12345678);
        EXPECT_EQ(protocol::pdu_view(renumbered.view()).sequence(), 0x12345678U) << each.name;
        protocol::renumber(renumbered.edit(), each.view().sequence());
        EXPECT_TRUE(std::ranges::equal(renumbered.view(), each.bytes.view())) << each.name;

        protocol::renumber(renumbered.edit(), ~each.view().sequence());
        for (std::size_t at = 0; at < each.bytes.size(); ++at) {
            const bool sequence = at >= 12 && at < 16;
            ASSERT_EQ(renumbered.view()[at] == each.bytes.view()[at], !sequence) << each.name << " at " << at;
        }
    }
}

}  // namespace
