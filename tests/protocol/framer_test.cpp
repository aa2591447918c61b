#include "protocol/framer.hpp"

#include <gtest/gtest.h>

#include "tests/support/exact_buffer.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;
using protocol::framing;
using protocol::next_frame;
using protocol::whole_pdu;

constexpr std::size_t limit = 131'072;

struct front {
    const char* what;
    std::vector<std::uint8_t> stream;
    framing state;
    std::size_t size;
};

TEST(Framer, JudgesTheFrontByItsLengthAlone) {
    const front table[] = {
        {"nothing yet", ""_hex, framing::partial, 0},
        {"three octets of the length", "00 00 00"_hex, framing::partial, 0},
        {"a length and no more", "00 00 00 10"_hex, framing::partial, 16},
        {"one octet missing", "00 00 00 10  00 00 00 15  00 00 00 00  00 00 00"_hex, framing::partial, 16},
        {"a header alone", "00 00 00 10  00 00 00 15  00 00 00 00  00 00 00 01"_hex, framing::whole, 16},
        {"a header and the next", "00 00 00 10  00 00 00 15  00 00 00 00  00 00 00 01  00"_hex, framing::whole, 16},
        {"a length of 15", "00 00 00 0F"_hex, framing::broken, 0},
        {"a length of 0", "00 00 00 00"_hex, framing::broken, 0},
        {"the largest length", "00 02 00 00"_hex, framing::partial, limit},
        {"one more than the largest", "00 02 00 01"_hex, framing::broken, 0},
        {"all ones", "FF FF FF FF"_hex, framing::broken, 0},
        {"somebody speaks HTTP", "\"GET / HTTP/1.1\""_hex, framing::broken, 0},
        {"somebody speaks TLS", "16 03 01 02 00"_hex, framing::broken, 0},
    };
    for (const front& each : table) {
        SCOPED_TRACE(each.what);
        const exact_buffer stream(each.stream);
        const auto seen = next_frame(stream.view(), limit);
        EXPECT_EQ(seen.state, each.state);
        EXPECT_EQ(seen.size, each.size);
        EXPECT_EQ(whole_pdu(stream.view(), limit), each.state == framing::whole ? each.size : 0);
    }
}

TEST(Framer, TheLimitIsInclusive) {
    const auto header = "00 00 00 20"_hex;
    EXPECT_EQ(next_frame(header, 32).state, framing::partial);
    EXPECT_EQ(next_frame(header, 31).state, framing::broken);
    auto pdu = header;
    pdu.resize(40);
    EXPECT_EQ(whole_pdu(pdu, 32), 32U);
    EXPECT_EQ(whole_pdu(pdu, 31), 0U);
}

// What comes out of a stream that arrives in two pieces.
std::vector<std::vector<std::uint8_t>> frames_of(protocol::octets stream, std::size_t cut) {
    std::vector<std::vector<std::uint8_t>> frames;
    std::size_t start = 0;
    for (const std::size_t arrived : {cut, stream.size()}) {
        for (;;) {
            const exact_buffer here(stream.subspan(start, arrived - start));
            const auto next = next_frame(here.view(), limit);
            EXPECT_NE(next.state, framing::broken);
            if (next.state != framing::whole) break;
            const auto pdu = here.view().first(next.size);
            frames.emplace_back(pdu.begin(), pdu.end());
            start += next.size;
        }
    }
    EXPECT_EQ(start, stream.size());
    return frames;
}

TEST(Framer, EveryCutOfAStreamGivesTheSamePdus) {
    std::vector<std::uint8_t> stream;
    std::vector<std::vector<std::uint8_t>> expected;
    for (const golden_pdu& each : golden_pdus()) {
        const auto pdu = each.bytes.view();
        stream.insert(stream.end(), pdu.begin(), pdu.end());
        expected.emplace_back(pdu.begin(), pdu.end());
        // The cut runs through three neighbours at a time; longer streams show nothing new.
        if (expected.size() < 3) continue;
        for (std::size_t cut = 0; cut <= stream.size(); ++cut)
            ASSERT_EQ(frames_of(stream, cut), expected) << each.name << " at " << cut;
        stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(expected.front().size()));
        expected.erase(expected.begin());
    }
}

TEST(Framer, OneOctetAtATimeGivesTheSamePdus) {
    for (const golden_pdu& each : golden_pdus()) {
        for (std::size_t arrived = 0; arrived < each.bytes.size(); ++arrived) {
            const exact_buffer here(each.bytes.view().first(arrived));
            const auto next = next_frame(here.view(), limit);
            ASSERT_EQ(next.state, framing::partial) << each.name << " at " << arrived;
            ASSERT_EQ(next.size, arrived < 4 ? 0 : each.bytes.size()) << each.name << " at " << arrived;
            ASSERT_EQ(whole_pdu(here.view(), limit), 0U) << each.name << " at " << arrived;
        }
        EXPECT_EQ(next_frame(each.bytes.view(), limit).state, framing::whole) << each.name;
        EXPECT_EQ(whole_pdu(each.bytes.view(), limit), each.bytes.size()) << each.name;
    }
}

}  // namespace
