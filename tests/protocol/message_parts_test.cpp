#include "protocol/message_parts.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "protocol/message_text.hpp"
#include "protocol/octets.hpp"

namespace {

using protocol::alphabet;
using protocol::encode_parts;
using protocol::first_beyond;
using protocol::message_part;
using protocol::parts_of;

constexpr alphabet every[] = {alphabet::gsm7, alphabet::ascii, alphabet::latin1, alphabet::utf8, alphabet::ucs2};

std::string times(std::size_t count, std::string_view of) {
    std::string text;
    for (; count > 0; --count) text += of;
    return text;
}

protocol::short_message as_message(const message_part& part) {
    protocol::short_message message;
    message.esm_class = part.esm_class;
    message.data_coding = part.data_coding;
    message.text = protocol::octets_of(part.octets);
    return message;
}

// Without their headers.
std::vector<std::size_t> sizes(const std::vector<message_part>& parts) {
    std::vector<std::size_t> all;
    for (const auto& part : parts) {
        all.push_back(protocol::split_user_data(part.esm_class, protocol::octets_of(part.octets)).text.size());
    }
    return all;
}

struct split_case {
    const char* about;
    alphabet link;
    std::string text;
    std::uint8_t data_coding;
    std::vector<std::size_t> octets;  // of each part, without its header
};

const split_case splits[] = {
    {"nothing", alphabet::gsm7, "", 0, {0}},
    {"one", alphabet::gsm7, "x", 0, {1}},
    {"alone", alphabet::gsm7, times(160, "x"), 0, {160}},
    {"one more", alphabet::gsm7, times(161, "x"), 0, {153, 8}},
    {"two full", alphabet::gsm7, times(306, "x"), 0, {153, 153}},
    {"three", alphabet::gsm7, times(307, "x"), 0, {153, 153, 1}},
    {"four full", alphabet::gsm7, times(612, "x"), 0, {153, 153, 153, 153}},
    {"five", alphabet::gsm7, times(613, "x"), 0, {153, 153, 153, 153, 1}},
    {"two octets of UTF-8, one septet", alphabet::gsm7, times(160, "é"), 0, {160}},
    {"escapes alone", alphabet::gsm7, times(80, "€"), 0, {160}},
    {"half an escape more", alphabet::gsm7, "x" + times(80, "€"), 0, {153, 8}},
    {"an escape at the border", alphabet::gsm7, times(81, "€"), 0, {152, 10}},
    {"an escape that would be cut", alphabet::gsm7, times(152, "x") + "{" + times(8, "x"), 0, {152, 10}},
    {"an escape that just fits", alphabet::gsm7, times(151, "x") + "{" + times(9, "x"), 0, {153, 9}},
    {"ASCII alone", alphabet::ascii, times(160, "x"), 0, {160}},
    {"ASCII, one more", alphabet::latin1, times(161, "x"), 0, {153, 8}},
    {"ASCII, two full", alphabet::utf8, times(306, "x"), 0, {153, 153}},
    {"ASCII that becomes escapes", alphabet::ascii, times(80, "{"), 0, {80}},
    {"ASCII that becomes one escape too many", alphabet::latin1, times(81, "{"), 0, {76, 5}},
    {"ASCII of all that are escaped", alphabet::utf8, times(16, "^{}\\[]~|\f") + times(16, "x"), 0, {76, 76 + 8}},
    {"UCS-2 alone", alphabet::gsm7, times(70, "б"), 8, {140}},
    {"UCS-2, one more", alphabet::gsm7, times(71, "б"), 8, {134, 8}},
    {"UCS-2, two full", alphabet::ascii, times(134, "б"), 8, {134, 134}},
    {"UCS-2, three", alphabet::latin1, times(135, "б"), 8, {134, 134, 2}},
    {"UCS-2 by the link", alphabet::ucs2, times(71, "x"), 8, {134, 8}},
    {"pairs alone", alphabet::gsm7, times(35, "🛑"), 8, {140}},
    {"a pair that would be cut", alphabet::gsm7, times(36, "🛑"), 8, {132, 12}},
    {"a pair that just fits", alphabet::utf8, "x" + times(36, "🛑"), 8, {134, 12}},
    {"Latin-1 is not sure", alphabet::latin1, "é", 8, {2}},
    {"nor is UTF-8", alphabet::utf8, "é", 8, {2}},
    {"broken UTF-8", alphabet::gsm7, "a\xFF", 8, {4}},
};

TEST(MessageParts, AreAsLongAsHandsetsAllow) {
    for (const auto& each : splits) {
        SCOPED_TRACE(each.about);
        const auto parts = encode_parts(each.text, each.link, 0);
        EXPECT_EQ(sizes(parts), each.octets);
        EXPECT_EQ(parts_of(each.text, each.link), each.octets.size());
        for (const auto& part : parts) {
            EXPECT_EQ(part.data_coding, each.data_coding);
            EXPECT_EQ(part.esm_class, parts.size() > 1 ? 0x40 : 0);
        }
    }
}

TEST(MessageParts, AHandsetReadsTheTextAgain) {
    for (const auto& each : splits) {
        if (each.about == std::string_view("broken UTF-8")) continue;
        SCOPED_TRACE(each.about);
        std::string joined;
        for (const auto& part : encode_parts(each.text, each.link, 7)) {
            const auto text = protocol::decode_text(as_message(part), each.link);
            ASSERT_TRUE(text);
            EXPECT_EQ(text->find("\uFFFD"), std::string::npos);
            joined += *text;
        }
        EXPECT_EQ(joined, each.text);
    }
}

// Around each border, with what must not be cut at every place.
TEST(MessageParts, NothingIsLostWhereverTheBorderFalls) {
    for (const alphabet link : every) {
        for (const std::string_view whole : {"{", "€", "🛑", "x"}) {
            for (std::size_t before = 60; before < 165; ++before) {
                const auto text = times(before, "x") + times(3, whole) + times(120, "y");
                std::string joined;
                for (const auto& part : encode_parts(text, link, 0)) {
                    joined += protocol::decode_text(as_message(part), link).value_or("(none)");
                }
                ASSERT_EQ(joined, text) << static_cast<int>(link) << ' ' << before;
            }
        }
    }
}

TEST(MessageParts, EachBeginsWithItsPlace) {
    const auto parts = encode_parts(times(307, "x"), alphabet::gsm7, 0xFE);
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[0].octets, std::string("\5\0\3\xFE\3\1", 6) + times(153, "x"));
    EXPECT_EQ(parts[1].octets, std::string("\5\0\3\xFE\3\2", 6) + times(153, "x"));
    EXPECT_EQ(parts[2].octets, std::string("\5\0\3\xFE\3\3", 6) + "x");
    for (const auto& part : parts) EXPECT_TRUE(protocol::is_part_of_several(as_message(part)));
    EXPECT_EQ(encode_parts("x", alphabet::gsm7, 0xFE).front().octets, "x");
}

TEST(MessageParts, AreNoMoreThanTheHeaderCanCount) {
    const auto parts = encode_parts(times(256 * 67, "б"), alphabet::gsm7, 0);
    ASSERT_EQ(parts.size(), 255U);
    EXPECT_EQ(parts.back().octets.substr(0, 6), std::string("\5\0\3\0\xFF\xFF", 6));
    EXPECT_EQ(parts_of(times(256 * 67, "б"), alphabet::gsm7), 255U);
}

struct beyond_case {
    alphabet link;
    std::string_view text, expected;
};

TEST(MessageParts, SayWhichCharacterAsksForUcs2) {
    constexpr beyond_case table[] = {
        {alphabet::gsm7, "", ""},     {alphabet::gsm7, "Reply é € {", ""}, {alphabet::gsm7, "it’s б", "’"},
        {alphabet::gsm7, "`", "`"},   {alphabet::ascii, "` {", ""},        {alphabet::ascii, "caf\u00E9", "é"},
        {alphabet::latin1, "é", "é"}, {alphabet::utf8, "a🛑", "🛑"},       {alphabet::ucs2, "ab", "a"},
        {alphabet::ucs2, "", ""},     {alphabet::gsm7, "a\xFFz", "\xFF"},
    };
    for (const auto& each : table) EXPECT_EQ(first_beyond(each.text, each.link), each.expected) << each.text;
}

}  // namespace
