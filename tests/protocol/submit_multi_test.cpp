#include "protocol/submit_multi.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;
using protocol::address;
using protocol::flaw;
using protocol::octet_buffer;
using protocol::pdu_view;
using protocol::read_multi_route;

std::vector<std::string> destinations_of(pdu_view pdu) {
    std::vector<std::string> all;
    protocol::destination_walk walk(read_multi_route(pdu).destinations);
    while (const auto one = walk.next()) all.push_back(one->is_list ? "a list" : std::string(one->number.digits));
    return all;
}

// A PDU of tests, with its length made right.
octet_buffer framed(octet_buffer pdu) {
    protocol::store32(pdu.data(), static_cast<std::uint32_t>(pdu.size()));
    return pdu;
}

TEST(SubmitMulti, ReadsWhatAVerdictNeeds) {
    const auto pdu = golden("submit_multi.plain").view();
    const auto route = read_multi_route(pdu);
    EXPECT_EQ(route.found, flaw::none);
    EXPECT_EQ(route.service_type, "");
    EXPECT_EQ(route.source, (address{1, 1, "15550100"}));
    EXPECT_EQ(route.count, 3);
    EXPECT_EQ(destinations_of(pdu), (std::vector<std::string>{"447700900123", "447700900124", "a list"}));
    EXPECT_TRUE(destinations_of(golden("submit_multi.no_destination").view()).empty());
}

TEST(SubmitMulti, SaysWhatIsWrong) {
    const struct {
        const char* name;
        flaw found;
    } table[] = {
        {"submit_multi.fewer_destinations_than_counted", flaw::bad_destination},
        {"submit_multi.unknown_flag", flaw::bad_destination},
        {"submit_multi.ends_within_destinations", flaw::unterminated},
        {"submit_multi.with_tlvs", flaw::none},
    };
    for (const auto& each : table) {
        const auto route = read_multi_route(golden(each.name).view());
        EXPECT_EQ(route.found, each.found) << each.name;
        EXPECT_EQ(route.destinations.empty(), each.found != flaw::none) << each.name;
    }
}

TEST(SubmitMulti, WhatIsTakenOutIsGoneAndTheRestStaysOctetForOctet) {
    const auto pdu = golden("submit_multi.with_tlvs").view();
    octet_buffer out{0xAA};
    std::vector<std::string> asked;
    protocol::append_without(out, pdu, read_multi_route(pdu), [&](const address& one) {
        asked.emplace_back(one.digits);
        return one.digits == "447700900123";
    });
    EXPECT_EQ(asked, (std::vector<std::string>{"447700900123", "+447700900124"}));
    ASSERT_EQ(out.front(), 0xAA) << "what stood in the buffer stays";
    out.erase(out.begin());
    EXPECT_EQ(hex(out), hex(framed(bytes(R"(
        00000000 00000021 00000000 000001A0
        00 01 01 "15550100" 00
        01 01 00 00 "+447700900124" 00
        00 00 00 00 00 00 00 00 00 00
        0424 0005 "Hello" 1403 0002 BEEF)"))));
}

octet_buffer entry() {
    octet_buffer made;
    protocol::append_unsuccess(made, {1, 1, "447700900123"}, protocol::command_status::submit_failed);
    return made;
}

TEST(SubmitMulti, AnEntryOfUnsuccess) { EXPECT_EQ(hex(entry()), hex("01 01 \"447700900123\" 00 00000045"_hex)); }

TEST(SubmitMulti, TheAnswerNamesThemBehindItsOwnAndBeforeItsTlvs) {
    const struct {
        const char* name;
        const char* expected;
    } table[] = {
        {"submit_multi_resp.all_taken", R"(00000000 80000021 00000000 00000190 "m-1" 00 01 01 01 "447700900123" 00 00000045)"},
        {"submit_multi_resp.refused_with_tlvs",
         R"(00000000 80000021 00000000 000001A2 "m-5" 00 02 01 01 "447700900124" 00 0000000B
            01 01 "447700900123" 00 00000045 0428 0001 63)"},
        {"submit_multi_resp.no_count", R"(00000000 80000021 00000000 000002E3 "m-3" 00 01 01 01 "447700900123" 00 00000045)"},
        {"submit_multi_resp.fewer_than_counted",
         R"(00000000 80000021 00000000 000002E4 "m-4" 00 02 01 01 "447700900124" 00 0000000B
            01 01 "447700900123" 00 00000045)"},
    };
    for (const auto& each : table) {
        octet_buffer out;
        EXPECT_TRUE(protocol::append_with_unsuccess(out, golden(each.name).view(), entry(), 1));
        EXPECT_EQ(hex(out), hex(framed(bytes(each.expected)))) << each.name;
    }
}

TEST(SubmitMulti, AnAnswerWithoutABodyGetsOne) {
    const auto bare = "00000010 80000021 00000000 00000007"_hex;
    octet_buffer out;
    EXPECT_TRUE(protocol::append_with_unsuccess(out, pdu_view{bare}, entry(), 1));
    EXPECT_EQ(hex(out), hex(framed(bytes(R"(00000000 80000021 00000000 00000007 00 01 01 01 "447700900123" 00 00000045)"))));
}

TEST(SubmitMulti, AnAnswerCountsUpTo255) {
    auto full = bytes(R"(00000000 80000021 00000000 00000007 "m" 00 FE)");
    for (int i = 0; i < 254; ++i) {
        const auto one = entry();
        full.insert(full.end(), one.begin(), one.end());
    }
    full = framed(full);
    octet_buffer out;
    EXPECT_FALSE(protocol::append_with_unsuccess(out, pdu_view{full}, entry(), 2));
    EXPECT_TRUE(out.empty());
    EXPECT_TRUE(protocol::append_with_unsuccess(out, pdu_view{full}, entry(), 1));
    EXPECT_EQ(out[18], 255);
}

}  // namespace
