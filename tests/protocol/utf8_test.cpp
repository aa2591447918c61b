#include "protocol/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

namespace utf8 = protocol::utf8;

struct sequence {
    std::string octets;
    char32_t value;
    std::size_t size;
    bool valid;
};

TEST(Utf8, ReadsTheFirstCodePointOrStepsOverWhatIsNone) {
    const sequence table[] = {
        {"A", U'A', 1, true},
        {std::string(1, '\0'), 0, 1, true},
        {"\x7F", 0x7F, 1, true},
        {"\xC2\x80", 0x80, 2, true},
        {"\xDF\xBF", 0x7FF, 2, true},
        {"\xE0\xA0\x80", 0x800, 3, true},
        {"\xED\x9F\xBF", 0xD7FF, 3, true},
        {"\xEE\x80\x80", 0xE000, 3, true},
        {"\xEF\xBF\xBF", 0xFFFF, 3, true},
        {"\xF0\x90\x80\x80", 0x10000, 4, true},
        {"\xF4\x8F\xBF\xBF", 0x10FFFF, 4, true},
        {"\x80", 0xFFFD, 1, false},              // a continuation alone
        {"\xC0\x80", 0xFFFD, 1, false},          // overlong NUL
        {"\xC1\xBF", 0xFFFD, 1, false},          // overlong
        {"\xE0\x9F\xBF", 0xFFFD, 1, false},      // overlong
        {"\xED\xA0\x80", 0xFFFD, 1, false},      // a surrogate
        {"\xF0\x8F\xBF\xBF", 0xFFFD, 1, false},  // overlong
        {"\xF4\x90\x80\x80", 0xFFFD, 1, false},  // over U+10FFFF
        {"\xF5\x80\x80\x80", 0xFFFD, 1, false},
        {"\xFF", 0xFFFD, 1, false},
        {"\xC3", 0xFFFD, 1, false},          // cut
        {"\xE2\x82", 0xFFFD, 2, false},      // cut
        {"\xF0\x9F\x9B", 0xFFFD, 3, false},  // cut
        {"\xE2\x82"
         "A",
         0xFFFD, 2, false},  // a letter where a continuation should be
    };
    for (const sequence& each : table) {
        SCOPED_TRACE(testing::PrintToString(each.octets));
        const auto read = utf8::first(each.octets);
        EXPECT_EQ(read.value, each.value);
        EXPECT_EQ(read.size, each.size);
        EXPECT_EQ(read.valid, each.valid);
    }
}

TEST(Utf8, EveryCodePointComesBack) {
    for (char32_t value = 0; value <= 0x10FFFF; ++value) {
        std::string text;
        utf8::append(text, value);
        const auto read = utf8::first(text);
        const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
        ASSERT_EQ(read.value, surrogate ? utf8::replacement : value);
        ASSERT_TRUE(read.valid);
        ASSERT_EQ(read.size, text.size());
    }
}

TEST(Utf8, WhatIsNoCodePointIsReplaced) {
    std::string text;
    utf8::append(text, 0x110000);
    utf8::append(text, 0xFFFFFFFF);
    EXPECT_EQ(text, "\uFFFD\uFFFD");
}

}  // namespace
