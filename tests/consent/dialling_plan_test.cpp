#include "proxy/consent/dialling_plan.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "proxy/consent/canonical.hpp"

namespace {

using protocol::address;
using proxy::consent::canonical;
using proxy::consent::canonical_room;
using proxy::consent::dialling_plan;
using proxy::consent::plan_of;

constexpr std::uint8_t unknown = 0, international = 1, national = 2, network = 3, subscriber = 4, text = 5, abbreviated = 6;

std::string spelled(std::string_view region, std::uint8_t ton, std::string_view digits) {
    canonical_room room;
    return std::string(canonical(address{ton, 1, digits}, plan_of(region), room));
}

std::vector<std::string> all_regions() {
    std::vector<std::string> found;
    for (char first = 'A'; first <= 'Z'; ++first) {
        for (char second = 'A'; second <= 'Z'; ++second) {
            if (const std::string name{first, second}; plan_of(name) != nullptr) found.push_back(name);
        }
    }
    return found;
}

TEST(DiallingPlan, RegionsAreFoundInAnyCase) {
    EXPECT_NE(plan_of("DE"), nullptr);
    EXPECT_EQ(plan_of("de"), plan_of("DE"));
    EXPECT_EQ(plan_of("dE"), plan_of("DE"));
    EXPECT_NE(plan_of("AC"), nullptr);
    EXPECT_NE(plan_of("ZW"), nullptr);
    for (const std::string_view wrong : {"", "D", "DEU", "XX", "AA", "ZZ", "D ", "49", "UK", "001"})
        EXPECT_EQ(plan_of(wrong), nullptr);
    EXPECT_EQ(all_regions().size(), 245U);
}

// Every spelling of a row, with any TON that does not say otherwise, is the one number.
struct person {
    std::string_view region;
    std::string_view number;
    std::vector<std::string_view> spellings;
};

TEST(DiallingPlan, AllSpellingsOfANumberAreOne) {
    const person table[] = {
        {"DE", "4915112345678", {"015112345678", "0151 1234-5678", "(0151) 12345678", "0151/12345678", "4915112345678"}},
        {"DE", "4930123456", {"030123456", "(030) 123456", "4930123456", "+49 (0)30 123456"}},
        {"US",
         "12025550123",
         {"2025550123", "(202) 555-0123", "1-202-555-0123", "202.555.0123", "12025550123", "01112025550123"}},
        {"CA", "14165550123", {"4165550123", "1 416 555 0123", "011 1 416 555 0123"}},
        {"GB", "447700900123", {"07700900123", "07700 900123", "7700900123", "447700900123", "+44 (0)7700 900123"}},
        {"JE", "447797712345", {"07797712345", "07797 712345", "447797712345"}},
        {"FR",
         "33612345678",
         {"0612345678", "06 12 34 56 78", "06.12.34.56.78", "612345678", "33612345678", "+33 (0)6 12 34 56 78"}},
        {"IT", "393123456789", {"3123456789", "312 345 6789", "393123456789"}},
        {"IT", "390612345678", {"0612345678", "06 1234 5678", "390612345678"}},  // the 0 belongs to the number
        {"VA", "390669812345", {"0669812345", "06 698 12345", "+39 06 698 12345"}},
        {"SM", "3780549886377", {"0549886377", "0549 886377", "886377", "+378 0549 886377", "+378 886377"}},
        {"SM", "37866661212", {"66661212", "66 66 12 12", "37866661212"}},
        {"ES", "34612345678", {"612345678", "612 34 56 78", "34612345678"}},
        {"AR",
         "5491123456789",
         {"011 15 2345-6789", "1115 2345 6789", "91123456789", "01115 23456789", "5491123456789", "+54 11 15 2345 6789"}},
        {"AR", "541123456789", {"01123456789", "1123456789", "541123456789"}},
        {"MX",
         "525512345678",
         {"5512345678", "55 1234 5678", "04455 1234 5678", "045 55 1234 5678", "01 55 1234 5678", "5215512345678",
          "+52 1 55 1234 5678", "+52 55 1234 5678"}},
        {"BR",
         "5511987654321",
         {"11987654321", "(11) 98765-4321", "011987654321", "0 15 11 98765-4321", "90 11 987654321", "5511987654321"}},
        {"RU", "79123456789", {"89123456789", "8 (912) 345-67-89", "9123456789", "79123456789", "810 7 912 345 67 89"}},
        {"KZ", "77011234567", {"87011234567", "8 701 123 4567", "7011234567", "77011234567"}},
        {"HU", "36201234567", {"06201234567", "06 20 123 4567", "201234567", "36201234567"}},
        {"JP",
         "819012345678",
         {"09012345678", "090-1234-5678", "9012345678", "819012345678", "+81 (0)90 1234 5678", "010819012345678"}},
        {"CN", "8613800138000", {"13800138000", "138 0013 8000", "013800138000", "8613800138000", "17951 13800138000"}},
        {"IN", "919876543210", {"9876543210", "09876543210", "98765 43210", "919876543210"}},
        {"AU", "61412345678", {"0412345678", "0412 345 678", "412345678", "61412345678", "1831 0412345678", "0011 61 412345678"}},
        {"NZ", "64211234567", {"0211234567", "021 123 4567", "211234567", "64211234567"}},
        {"NO", "4740612345", {"40612345", "406 12 345", "4740612345"}},
        {"SE", "46701234567", {"0701234567", "070-123 45 67", "701234567", "46701234567"}},
        {"CH", "41781234567", {"0781234567", "078 123 45 67", "781234567", "41781234567"}},
        {"AT", "436641234567", {"06641234567", "0664 1234567", "6641234567", "436641234567"}},
        {"BM", "14413701234", {"3701234", "441 370 1234", "1 441 370 1234", "14413701234"}},
        {"KR", "821020000000", {"01020000000", "010-2000-0000", "1020000000", "821020000000"}},
        {"SG", "6581234567", {"81234567", "8123 4567", "6581234567"}},
        {"HK", "85251234567", {"51234567", "5123 4567", "85251234567"}},
        {"CO", "573211234567", {"3211234567", "03 321 1234567", "0 321 1234567", "573211234567"}},
    };
    for (const person& each : table) {
        for (const std::string_view digits : each.spellings) {
            for (const std::uint8_t ton : {unknown, national, network, subscriber, abbreviated, std::uint8_t{255}}) {
                EXPECT_EQ(spelled(each.region, ton, digits), each.number) << each.region << ' ' << int{ton} << ' ' << digits;
            }
        }
        const std::string number(each.number);
        for (const std::uint8_t ton : {unknown, international, national, network}) {
            EXPECT_EQ(spelled(each.region, ton, "+" + number), number) << each.region;
            EXPECT_EQ(spelled(each.region, ton, "00" + number), number) << each.region;
        }
        EXPECT_EQ(spelled(each.region, international, number), number) << each.region;
    }
}

struct spelling {
    std::string_view region;
    std::uint8_t ton;
    std::string_view digits;
    std::string_view expected;
};

void expect_all(const std::vector<spelling>& table) {
    for (const auto& [region, ton, digits, expected] : table) {
        EXPECT_EQ(spelled(region, ton, digits), expected) << region << ' ' << int{ton} << ' ' << digits;
    }
}

TEST(DiallingPlan, NumbersAbroadKeepTheirCountryCode) {
    expect_all({
        {"DE", unknown, "447700900123", "447700900123"},   // no "+": senders leave it out; as a German landline it is less likely
        {"DE", national, "447911123456", "447911123456"},  // and some declare everything national
        {"AT", unknown, "4915112345678", "4915112345678"},
        {"AT", unknown, "447700900123", "447700900123"},  // for an Austrian one its 0 is missing
        {"AT", unknown, "491701234567", "491701234567"},
        {"GB", unknown, "12025550123", "12025550123"},
        {"US", unknown, "447700900123", "447700900123"},
        {"MX", unknown, "12025550123", "12025550123"},
        {"US", unknown, "5215512345678", "525512345678"},
        {"US", unknown, "011447700900123", "447700900123"},
        {"US", international, "011447700900123", "447700900123"},  // no country code begins with 0
        {"AU", unknown, "0011447700900123", "447700900123"},
        {"JP", unknown, "010447700900123", "447700900123"},
        {"RU", unknown, "810447700900123", "447700900123"},
        {"TJ", unknown, "8108215441826", "8215441826"},       // 810 and Korea, not Japan's 81 with a 0 behind it
        {"KH", unknown, "008551800123456", "8551800123456"},  // "00" and home's own code, not Cambodia's 008 and Brazil
        {"US", unknown, "0114412", "4412"},                   // a country's code, though no number of it
        {"RU", unknown, "84912345678", "84912345678"},        // a Vietnamese mobile before a Russian landline with its 8
        {"FI", unknown, "994501234567", "994501234567"},      // Azerbaijan, not Finland's prefix 994
        {"BR", unknown, "0041791234567", "41791234567"},      // "00", not "00" with Brazil's carrier 41
        {"BR", unknown, "00151212 5550123", "12125550123"},   // that carrier's 15 is no number abroad
        {"KR", unknown, "001447700900123", "447700900123"},
        {"DE", unknown, "+1 (1) 202 555 0123", "12025550123"},
        {"GB", unknown, "+447700900123", "447700900123"},
        {"GB", unknown, "+00447700900123", "447700900123"},
        {"GB", unknown, "00+447700900123", "447700900123"},
        {"GB", unknown, "+4407700900123", "447700900123"},
        {"DE", unknown, "+881612345678", "881612345678"},  // a satellite's
        {"DE", unknown, "+99912345678", "99912345678"},    // a code that nobody has
        {"DE", international, "99912345678", "99912345678"},
    });
}

TEST(DiallingPlan, ANationalNumberDeclaredInternationalIsRecognisedByItsZero) {
    expect_all({
        {"GB", international, "07700900123", "447700900123"},
        {"GB", international, "+07700900123", "447700900123"},
        {"DE", international, "015112345678", "4915112345678"},
        {"IT", international, "0612345678", "390612345678"},
        {"US", international, "2025550123", "2025550123"},  // this can't be told: +20 is Egypt
    });
}

TEST(DiallingPlan, ShortCodesStayWhateverTheirType) {
    for (const std::uint8_t ton : {unknown, international, national, network, subscriber, abbreviated}) {
        expect_all({
            {"US", ton, "72345", "72345"},
            {"US", ton, "262966", "262966"},
            {"US", ton, "911", "911"},
            {"US", ton, "12345", "12345"},
            {"DE", ton, "36245", "36245"},  // as a German landline it would be a number, too
            {"DE", ton, "112", "112"},
            {"GB", ton, "60777", "60777"},
            {"FR", ton, "36180", "36180"},
            {"AT", ton, "12345", "12345"},
            {"IT", ton, "48584", "48584"},
            {"RU", ton, "8080", "8080"},
            {"SE", ton, "72456", "72456"},
            {"KI", ton, "1", "1"},
        });
    }
}

TEST(DiallingPlan, WhatFitsNoPlanStays) {
    expect_all({
        {"US", unknown, "5550123", "5550123"},  // no area code
        {"US", subscriber, "555-0123", "5550123"},
        {"US", national, "5550123", "5550123"},
        {"US", unknown, "0123456", "0123456"},
        {"DE", unknown, "0", "0"},
        {"DE", unknown, "00", ""},
        {"DE", unknown, "+", ""},
        {"DE", unknown, "", ""},
        {"DE", unknown, "0000000000000000000000", ""},
        {"DE", unknown, "12345678901234567890123456789012345", "12345678901234567890123456789012345"},
        {"DE", unknown, "01234567890123456789012345678901234", "01234567890123456789012345678901234"},
    });
}

TEST(DiallingPlan, TextStaysAsItIs) {
    expect_all({
        {"DE", text, "STOPGATE", "STOPGATE"},
        {"DE", text, "0151 12345678", "0151 12345678"},
        {"DE", text, "+49", "+49"},
        {"DE", unknown, "CALL-ME", "CALL-ME"},
        {"DE", unknown, "+CALL", "CALL"},  // as without a home
        {"DE", unknown, "0151x1234567", "0151x1234567"},
        {"DE", unknown, "0151+12345678", "0151+12345678"},
        {"DE", unknown, "*100#", "*100#"},
        {"DE", unknown, "-", "-"},
        {"DE", unknown, "( )", "( )"},
        {"DE", unknown,
         std::string_view("0151\xc2\xa0"
                          "12345678"),
         std::string_view("0151\xc2\xa0"
                          "12345678")},
    });
    const std::string longest = std::string(proxy::consent::canonical_octets - 13, ' ') + "0151 12345678";
    EXPECT_EQ(spelled("DE", unknown, longest), "4915112345678");
    EXPECT_EQ(spelled("DE", unknown, " " + longest), " " + longest);
}

TEST(DiallingPlan, WithoutAHomePrefixesAndPunctuationGo) {
    constexpr std::pair<std::string_view, std::string_view> table[] = {
        {"015112345678", "015112345678"},
        {"+49 151 12345678", "4915112345678"},
        {"0049(151)-123", "49151123"},
        {"CALL-ME", "CALL-ME"},
        {"", ""},
        {"+", ""},
        {"000", "0"},
        {" 49151", "49151"},
        {"72345", "72345"},
        {"+1 club", "1 club"},
    };
    canonical_room room;
    for (const auto& [digits, expected] : table) {
        for (const std::uint8_t ton : {unknown, international, national})
            EXPECT_EQ(canonical(address{ton, 1, digits}, nullptr, room), expected) << digits;
        EXPECT_EQ(canonical(address{text, 0, digits}, nullptr, room), digits);
        EXPECT_EQ(canonical(digits, nullptr, room), expected) << digits;
    }
}

TEST(DiallingPlan, WhatPeopleType) {
    canonical_room room;
    const dialling_plan* home = plan_of("DE");
    EXPECT_EQ(canonical(" 0151 12345678\r\n", home, room), "4915112345678");
    EXPECT_EQ(canonical("+49 (0)151 12345678", home, room), "4915112345678");
    EXPECT_EQ(canonical("4915112345678", home, room), "4915112345678");
    EXPECT_EQ(canonical(" My Shop ", home, room), "My Shop");
    EXPECT_EQ(canonical(" 72345 ", home, room), "72345");
}

TEST(DiallingPlan, TheUsualAddressIsAViewOfTheSameOctets) {
    canonical_room room;
    const dialling_plan* home = plan_of("DE");
    const std::string plain = "4915112345678";
    for (const std::uint8_t ton : {unknown, international, national}) {
        EXPECT_EQ(canonical(address{ton, 1, plain}, home, room).data(), plain.data());
    }
    const std::string with_plus = "+447700900123";
    EXPECT_EQ(canonical(address{unknown, 1, with_plus}, home, room).data(), with_plus.data() + 1);
}

// What any sender or operator may make of a number must not move the number that a suppression is kept under.
void expect_stable(const dialling_plan* home, std::string_view region, std::uint8_t ton, std::string_view digits) {
    canonical_room room, again;
    const std::string once(canonical(address{ton, 1, digits}, home, room));
    ASSERT_EQ(canonical(address{international, 1, once}, home, again), once) << region << ' ' << int{ton} << ' ' << digits;
    if (!once.empty() && once.front() != '0') {
        ASSERT_EQ(canonical(address{ton, 1, "+" + once}, home, again), once) << region << ' ' << int{ton} << ' ' << digits;
    }
}

TEST(DiallingPlan, ACanonicalNumberIsItsOwn) {
    // Belarus takes off 8 and 80, and after one of them there may be another number with the other.
    for (const std::string_view digits : {"37588193170999", "37508117946673", "88193170999"}) {
        expect_stable(plan_of("BY"), "BY", unknown, digits);
        expect_stable(plan_of("DE"), "DE", international, digits);
    }
    std::mt19937 random(1);
    const auto upto = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
    for (const std::string& region : all_regions()) {
        const dialling_plan* home = plan_of(region);
        for (int turn = 0; turn < 150; ++turn) {
            std::string digits;
            static constexpr std::string_view beginnings[] = {"",    "0",    "00", "+",  "8",     "1",
                                                              "+54", "0054", "52", "44", "00440", "010"};
            digits += beginnings[upto(std::size(beginnings))];
            for (unsigned left = 1 + upto(16); left > 0; --left) digits += static_cast<char>('0' + upto(10));
            for (const std::uint8_t ton : {unknown, international, national}) {
                ASSERT_NO_FATAL_FAILURE(expect_stable(home, region, ton, digits));
            }
        }
    }
}

TEST(DiallingPlan, EveryShortNumberIsItsOwn) {
    for (const std::string_view region : {"DE", "US", "AR", "SM", "TA"}) {
        const dialling_plan* home = plan_of(region);
        for (unsigned number = 0; number < 20'000; ++number) {
            const std::string digits = std::to_string(number);
            ASSERT_NO_FATAL_FAILURE(expect_stable(home, region, unknown, digits));
            ASSERT_NO_FATAL_FAILURE(expect_stable(home, region, national, "0" + digits));
        }
    }
}

}  // namespace
