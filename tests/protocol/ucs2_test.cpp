#include "protocol/ucs2.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/exact_buffer.hpp"
#include "tests/support/hex.hpp"

namespace {

namespace ucs2 = protocol::ucs2;

std::string swapped(std::string units) {
    for (std::size_t i = 0; i + 1 < units.size(); i += 2) std::swap(units[i], units[i + 1]);
    return units;
}

std::string decode(std::string_view octets) {
    return ucs2::decode(tests::support::exact_buffer(protocol::octets_of(octets)).view());
}

TEST(Ucs2, TextOfAnAlphabetIsReadInEitherOrder) {
    for (const std::string text : {"STOP", "Stop!", "arrêt", "zażółć", "Hủy đăng ký", "ΣΤΟΠ", "СТОП", "Стоп, STOP 1", "הסר",
                                   "إيقاف", "ยกเลิก", "stop \U0001F6D1", "“Stop” – 5 €", "a\r\nbc"}) {
        EXPECT_EQ(decode(ucs2::encode(text)), text);
        EXPECT_EQ(decode(swapped(ucs2::encode(text))), text);
    }
}

// Those are read as they stand, although the other order has a text as well, or half of one.
TEST(Ucs2, WhatMayBeBigEndianIsNotSwapped) {
    for (const std::string text : {"停止", "退订", "ストップ", "수신거부", "一", "一一", "\U0001F6D1", "㈱"})
        EXPECT_EQ(decode(ucs2::encode(text)), text);
    const std::pair<const char*, const char*> table[] = {
        {"53 00 54 00", "\u5300\u5400"},  // two letters are too few
        {"53 00 54 00 20 00", "\u5300\u5400\u2000"},
        {"53 00 54 00 03 4F", "\u5300\u5400\u034F"},  // little-endian would be "ST" and U+4F03
        {"21 04 22 04 A3 03", "\u2104\u2204\uA303"},  // Cyrillic and Greek in one
        {"53 54 4F 50", "\u5354\u4F50"},              // "STOP" in single octets, but a text of its own, too
        {"00 53 00 54 00 4F 00", "ST\u004F"},         // an odd octet
        {"04 04 04 04 04 04", "\u0404\u0404\u0404"},  // the same either way
    };
    for (const auto& [notation, text] : table)
        EXPECT_EQ(ucs2::decode(tests::support::exact_buffer(tests::support::bytes(notation)).view()), text) << notation;
}

TEST(Ucs2, AMarkSaysTheOrder) {
    const std::pair<const char*, const char*> table[] = {
        {"FE FF 53 00 54 00 4F 00", "\u5300\u5400\u4F00"},
        {"FF FE 00 53 00 54 00 4F", "\u5300\u5400\u4F00"},
        {"FF FE 53 00", "S"},
        {"FF FE", ""},
        {"FE FF FE FF", "\uFEFF"},
        {"FF", ""},
        {"", ""},
    };
    for (const auto& [notation, text] : table)
        EXPECT_EQ(ucs2::decode(tests::support::exact_buffer(tests::support::bytes(notation)).view()), text) << notation;
}

TEST(Ucs2, AnOddNumberOfPrintableOctetsIsAscii) {
    EXPECT_EQ(decode("STOP!"), "STOP!");
    EXPECT_EQ(decode("a"), "a");
    EXPECT_EQ(decode("no\r"), "no\r");
    EXPECT_EQ(decode(std::string_view("ST\0", 3)), "\u5354");
    EXPECT_EQ(decode("ST\x80"), "\u5354");
    EXPECT_EQ(decode("STOP"), "\u5354\u4F50");
}

TEST(Ucs2, NulsAtTheEndAreNoText) {
    EXPECT_EQ(decode(std::string_view("\0S\0T\0\0\0\0", 8)), "ST");
    EXPECT_EQ(decode(std::string_view("S\0T\0O\0P\0\0\0\0", 11)), "STOP");
    EXPECT_EQ(decode(std::string_view("\0\0\0\0", 4)), "");
}

}  // namespace
