#include "protocol/cursor.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "protocol/c_octet_string.hpp"
#include "tests/support/exact_buffer.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;
using protocol::cursor;
using protocol::flaw;

TEST(Cursor, ReadsFieldsInWireOrder) {
    const exact_buffer body("\"CMT\" 00  05  00  \"abc\"  CA FE"_hex);
    cursor in(body.view());
    EXPECT_EQ(in.c_string(6), "CMT");
    EXPECT_EQ(in.octet(), 5);
    EXPECT_EQ(in.c_string(6), "");
    EXPECT_EQ(protocol::characters(in.take(3)), "abc");
    EXPECT_EQ(in.rest().size(), 2U);
    EXPECT_EQ(in.found(), flaw::none);
}

// Wherever it ends, and whatever follows; the buffer ends where it says.
TEST(Cursor, FindsTheFirstNul) {
    for (std::size_t size = 0; size < 40; ++size) {
        for (std::size_t behind = 0; behind < 20; ++behind) {
            std::vector<std::uint8_t> octets(size, 'x');
            const exact_buffer endless(octets);
            EXPECT_EQ(protocol::find_nul(endless.view().data(), endless.view().data() + size), nullptr);
            octets.resize(size + 1 + behind, 0);
            const exact_buffer body(octets);
            EXPECT_EQ(protocol::find_nul(body.view().data(), body.view().data() + octets.size()), body.view().data() + size);
        }
    }
}

TEST(Cursor, AStringOfTheLargestSizeIsNotOverlong) {
    const exact_buffer body("\"12345\" 00 \"123456\" 00 \"7\" 00"_hex);
    cursor in(body.view());
    EXPECT_EQ(in.c_string(6), "12345");
    EXPECT_EQ(in.found(), flaw::none);
    EXPECT_EQ(in.c_string(6), "123456");
    EXPECT_EQ(in.found(), flaw::overlong);
    EXPECT_FALSE(in.stopped());
    EXPECT_EQ(in.c_string(6), "7");
    EXPECT_EQ(in.found(), flaw::overlong);
}

TEST(Cursor, AFlawThatStopsReplacesOverlongAndStays) {
    const exact_buffer body("\"123456\" 00 \"abc\""_hex);
    cursor in(body.view());
    static_cast<void>(in.c_string(6));
    EXPECT_EQ(in.c_string(6), "");
    EXPECT_EQ(in.found(), flaw::unterminated);
    EXPECT_TRUE(in.stopped());
    EXPECT_EQ(in.octet(), 0);
    EXPECT_TRUE(in.take(1).empty());
    EXPECT_TRUE(in.rest().empty());
    EXPECT_EQ(in.found(), flaw::unterminated);
}

TEST(Cursor, NothingLeftIsTruncatedAndNoNulIsUnterminated) {
    const exact_buffer empty;
    cursor octet(empty.view());
    EXPECT_EQ(octet.octet(), 0);
    EXPECT_EQ(octet.found(), flaw::truncated);
    cursor string(empty.view());
    EXPECT_EQ(string.c_string(6), "");
    EXPECT_EQ(string.found(), flaw::truncated);
    const exact_buffer letters("\"abc\""_hex);
    cursor endless(letters.view());
    EXPECT_EQ(endless.c_string(6), "");
    EXPECT_EQ(endless.found(), flaw::unterminated);
}

TEST(Cursor, TakesNothingRatherThanPart) {
    const exact_buffer body("01 02 03"_hex);
    cursor in(body.view());
    EXPECT_TRUE(in.take(4).empty());
    EXPECT_EQ(in.found(), flaw::truncated);
    EXPECT_TRUE(in.take(0).empty());
}

TEST(Flaw, EachHasALabel) {
    std::vector<std::string_view> names;
    for (std::size_t i = 0; i < protocol::flaw_count; ++i) names.push_back(protocol::name(static_cast<flaw>(i)));
    EXPECT_EQ(names, (std::vector<std::string_view>{"none", "bad_length", "truncated", "unterminated", "overlong", "bad_tlv",
                                                    "bad_destination"}));
}

}  // namespace
