#include "proxy/consent/canonical.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace {

using protocol::address;
using proxy::consent::canonical;

struct spelling {
    address number;
    std::string_view expected;
};

TEST(Canonical, OneNumberHasOneSpelling) {
    constexpr spelling table[] = {
        {{1, 1, "447700900123"}, "447700900123"},
        {{1, 1, "+447700900123"}, "447700900123"},
        {{1, 1, "00447700900123"}, "447700900123"},
        {{0, 0, "447700900123"}, "447700900123"},
        {{0, 0, "+447700900123"}, "447700900123"},
        {{2, 8, "00447700900123"}, "447700900123"},
        {{255, 255, "+447700900123"}, "447700900123"},
        {{0, 1, "+00447700900123"}, "447700900123"},
        {{0, 1, "00+447700900123"}, "447700900123"},
        {{2, 1, "07700900123"}, "07700900123"},  // a national form is another spelling without a region
        {{6, 0, "72345"}, "72345"},
        {{6, 0, "012345"}, "012345"},
        {{1, 1, ""}, ""},
        {{1, 1, "+"}, ""},
        {{1, 1, "0"}, "0"},
        {{1, 1, "00"}, ""},
        {{1, 1, "000"}, "0"},
        {{1, 1, "44+7700"}, "44+7700"},
        {{1, 1, "CALL-ME"}, "CALL-ME"},
        {{1, 1, " 447700900123"}, " 447700900123"},  // the wire's blanks are part of an address
    };
    for (const spelling& each : table) EXPECT_EQ(canonical(each.number), each.expected) << each.number.digits;
}

// Every octet at every place of every length, with another field behind it.
TEST(Canonical, APlainNumberIsReadUpToItsNul) {
    using proxy::consent::plain_number;
    using proxy::consent::plain_number_octets;
    const auto read = [](const std::array<std::uint8_t, plain_number_octets>& from) { return std::string{plain_number(from)}; };
    for (std::size_t size = 0; size <= plain_number_octets; ++size) {
        std::array<std::uint8_t, plain_number_octets> field;
        field.fill('9');
        std::fill_n(field.begin(), size, std::uint8_t{'7'});
        if (size < field.size()) field[size] = 0;
        EXPECT_EQ(read(field), size >= 8 && size < 16 ? std::string(size, '7') : "") << size;
        for (std::size_t at = 0; at < size; ++at) {
            for (int octet = 0; octet < 256; ++octet) {
                auto other = field;
                other[at] = static_cast<std::uint8_t>(octet);
                const auto found = read(other);
                if (found.empty()) continue;
                EXPECT_TRUE(proxy::consent::is_plain(found));
                EXPECT_EQ(found, std::string(reinterpret_cast<const char*>(other.data()))) << "not to its end";
            }
            auto shorter = field;
            shorter[at] = 0;
            EXPECT_EQ(read(shorter), at >= 8 ? std::string(at, '7') : "");
        }
    }
}

// Every octet at every place of every length.
TEST(Canonical, IsPlainOnlyOfDigitsThatStayAsTheyAre) {
    using proxy::consent::is_plain;
    for (std::size_t size = 0; size <= 20; ++size) {
        std::string number(size, '7');
        EXPECT_EQ(is_plain(number), size >= 8 && size <= 16) << size;
        if (!is_plain(number)) continue;
        for (std::size_t at = 0; at < size; ++at) {
            for (int octet = 0; octet < 256; ++octet) {
                auto other = number;
                other[at] = static_cast<char>(octet);
                const bool digit = octet >= '0' && octet <= '9';
                EXPECT_EQ(is_plain(other), digit && (at != 0 || octet != '0')) << other;
                if (is_plain(other)) {
                    EXPECT_EQ(canonical(address{0, 1, other}), other);
                }
            }
        }
    }
}

TEST(Canonical, AnAlphanumericAddressStaysAsItIs) {
    for (const std::string_view name : {"STOPGATE", "+1 club", "007", "00", "+", "", "Caf\x05"}) {
        EXPECT_EQ(canonical(address{5, 0, name}), name);
        EXPECT_EQ(canonical(address{5, 1, name}), name);
    }
}

TEST(Canonical, WhatPeopleTypeIsTrimmed) {
    constexpr std::pair<std::string_view, std::string_view> table[] = {
        {"447700900123", "447700900123"},
        {"+447700900123", "447700900123"},
        {"00447700900123", "447700900123"},
        {" +447700900123\r\n", "447700900123"},
        {"\t447700900123 ", "447700900123"},
        {"STOPGATE", "STOPGATE"},
        {" My Shop ", "My Shop"},
        {"", ""},
        {"   ", ""},
        {"+", ""},
        {"07700900123", "07700900123"},
    };
    for (const auto& [typed, expected] : table) EXPECT_EQ(canonical(typed), expected) << typed;
}

TEST(Canonical, MadeAgainItStaysTheSame) {
    for (const std::string_view digits : {"+447700900123", "0000447700900123", "+00+0044", "+++1", "000", "00+", "0+0"}) {
        const std::string once(canonical(address{1, 1, digits}));
        EXPECT_EQ(canonical(address{0, 0, once}), once) << digits;
        EXPECT_EQ(canonical(std::string_view(once)), once) << digits;
        EXPECT_EQ(canonical(digits), once) << digits;
    }
}

TEST(Canonical, IsAViewOfTheSameOctets) {
    const std::string digits = "+447700900123";
    EXPECT_EQ(canonical(address{1, 1, digits}).data(), digits.data() + 1);
}

}  // namespace
