// Every reader over every golden PDU, whole and cut at every octet. The properties are those of tests/support/readers.hpp.
#include <gtest/gtest.h>

#include "tests/support/golden.hpp"
#include "tests/support/readers.hpp"

namespace {

using namespace tests::support;

TEST(Golden, ThereAreManyOfEveryFamily) {
    std::size_t malformed = 0;
    for (const golden_pdu& each : golden_pdus()) malformed += each.family == "malformed" ? 1 : 0;
    EXPECT_GE(golden_pdus().size(), 200U);
    EXPECT_GE(malformed, 30U);
}

TEST(Golden, EveryReaderKeepsItsPromises) {
    for (const golden_pdu& each : golden_pdus()) {
        SCOPED_TRACE(each.name);
        read_in_every_way(each.bytes.view());
    }
}

TEST(Golden, CutAtEveryOctetTheyStillDo) {
    for (const golden_pdu& each : golden_pdus()) {
        for (std::size_t size = protocol::header_octets; size < each.bytes.size(); ++size) {
            const exact_buffer cut(each.bytes.view().first(size));
            read_in_every_way(cut.view());
        }
    }
}

// A body read under another command: a submit as a bind, a receipt as data_sm.
TEST(Golden, ReadUnderEveryOtherCommandTheyStillDo) {
    for (const golden_pdu& each : golden_pdus()) {
        for (const golden_pdu& other : golden_pdus()) {
            exact_buffer disguised = each.bytes;
            protocol::store32(disguised.edit().data() + 4, static_cast<std::uint32_t>(other.view().command()));
            read_in_every_way(disguised.view());
        }
    }
}

}  // namespace
