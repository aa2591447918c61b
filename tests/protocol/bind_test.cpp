#include "protocol/bind.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/golden.hpp"

namespace {

using namespace tests::support;
using protocol::flaw;
using protocol::read_bind;
using protocol::read_bind_answer;
using protocol::read_message_id;

TEST(Bind, ReadsEveryField) {
    const auto [fields, found] = read_bind(golden("bind_receiver.address_range").view());
    EXPECT_EQ(found, flaw::none);
    EXPECT_EQ(fields.system_id, "stopgate");
    EXPECT_EQ(fields.password, "secret");
    EXPECT_EQ(fields.system_type, "");
    EXPECT_EQ(fields.interface_version, 0x34);
    EXPECT_EQ(fields.addr_ton, 1);
    EXPECT_EQ(fields.addr_npi, 1);
    EXPECT_EQ(fields.address_range, "^1555010[0-9]$");
}

struct read_as {
    const char* name;
    std::string_view system_id;
    std::uint8_t version;
    flaw found;
};

TEST(Bind, TakesWhatPeersReallySend) {
    const read_as table[] = {
        {"bind_transmitter.plain", "stopgate", 0x34, flaw::none},
        {"bind_transceiver.version_50", "stopgate", 0x50, flaw::none},
        {"bind_transceiver.version_33", "stopgate", 0x33, flaw::none},
        {"bind_transmitter.version_0", "stopgate", 0, flaw::none},
        {"bind_transceiver.all_empty", "", 0x34, flaw::none},
        {"bind_transceiver.longest_fields", "abcdefghijklmno", 0x34, flaw::none},
        {"bind_transceiver.overlong_password", "stopgate", 0x34, flaw::overlong},
        {"bind_transceiver.trailing_octets", "stopgate", 0x34, flaw::none},
        {"bind_transceiver.no_body", "", 0, flaw::truncated},
        {"bind_transceiver.endless_password", "stopgate", 0, flaw::unterminated},
        {"bind_transceiver.ends_after_version", "stopgate", 0x34, flaw::truncated},
    };
    for (const read_as& each : table) {
        const auto [fields, found] = read_bind(golden(each.name).view());
        EXPECT_EQ(fields.system_id, each.system_id) << each.name;
        EXPECT_EQ(fields.interface_version, each.version) << each.name;
        EXPECT_EQ(found, each.found) << each.name;
    }
    EXPECT_EQ(read_bind(golden("bind_transceiver.overlong_password").view()).fields.password, "correct-horse-battery");
}

TEST(Bind, CutAtEveryOctetIsReported) {
    for (const golden_pdu& each : golden_pdus()) {
        const bool trailing = each.name == "bind_transceiver.trailing_octets";
        if (!protocol::is_bind(each.view().command()) || each.family == "malformed" || trailing) continue;
        for (std::size_t size = protocol::header_octets; size < each.bytes.size(); ++size) {
            const exact_buffer cut(each.bytes.view().first(size));
            const auto found = read_bind(protocol::pdu_view(cut.view())).found;
            ASSERT_TRUE(found == flaw::truncated || found == flaw::unterminated) << each.name << " cut at " << size;
        }
    }
}

TEST(BindAnswer, IsReadLeniently) {
    const read_as table[] = {
        {"bind_transmitter_resp.plain", "SMSC", 0x34, {}},          {"bind_receiver_resp.no_version", "SMSC", 0, {}},
        {"bind_transceiver_resp.version_50", "SMSC5", 0x50, {}},    {"bind_transceiver_resp.other_tlvs_first", "SMSC5", 0x34, {}},
        {"bind_transceiver_resp.empty_version_tlv", "SMSC", 0, {}}, {"bind_transceiver_resp.refused_16_octets", "", 0, {}},
        {"bind_transceiver_resp.refused_17_octets", "", 0, {}},     {"bind_transceiver_resp.refused_with_body", "SMSC", 0, {}},
        {"bind_transceiver_resp.endless_system_id", "", 0, {}},     {"bind_transceiver_resp.tlv_past_end", "SMSC", 0, {}},
    };
    for (const read_as& each : table) {
        const auto answer = read_bind_answer(golden(each.name).view());
        EXPECT_EQ(answer.system_id, each.system_id) << each.name;
        EXPECT_EQ(answer.sc_interface_version, each.version) << each.name;
    }
}

TEST(MessageId, IsReadFromAnyAnswer) {
    const std::pair<const char*, std::string> table[] = {
        {"submit_sm_resp.plain", "7f3a91c2"},
        {"submit_sm_resp.empty_id", ""},
        {"submit_sm_resp.id_of_64_octets", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"},
        {"submit_sm_resp.refused_16_octets", ""},
        {"submit_sm_resp.refused_17_octets", ""},
        {"submit_sm_resp.congestion_state", "1001"},
        {"submit_sm_resp.id_without_nul", "1002"},
        {"data_sm_resp.plain", "d-1"},
        {"deliver_sm_resp.plain", ""},
        {"deliver_sm_resp.16_octets", ""},
        {"deliver_sm_resp.with_id", "abc"},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(read_message_id(golden(name).view()), expected) << name;
}

}  // namespace
