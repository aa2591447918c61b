#include "proxy/consent/keyword.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using proxy::consent::classify;
using proxy::consent::keyword_class;
using enum proxy::consent::keyword_class;

struct word {
    std::string text;
    keyword_class what;
};

const std::vector<word> all_keywords{
    {"STOP", opt_out},    {"STOPALL", opt_out}, {"STOP ALL", opt_out}, {"UNSUBSCRIBE", opt_out}, {"CANCEL", opt_out},
    {"END", opt_out},     {"QUIT", opt_out},    {"REVOKE", opt_out},   {"OPTOUT", opt_out},      {"OPT OUT", opt_out},
    {"OPT-OUT", opt_out}, {"START", opt_in},    {"UNSTOP", opt_in},    {"YES", opt_in},          {"SUBSCRIBE", opt_in},
    {"HELP", help},       {"INFO", help},
};

std::string in_lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

TEST(Keyword, EveryOneInAnyCase) {
    for (const word& each : all_keywords) {
        EXPECT_EQ(classify(each.text), each.what) << each.text;
        EXPECT_EQ(classify(in_lower_case(each.text)), each.what) << each.text;
        std::string first_upper = in_lower_case(each.text);
        first_upper[0] = each.text[0];
        EXPECT_EQ(classify(first_upper), each.what) << first_upper;
        std::string mixed = each.text;
        for (std::size_t i = 0; i < mixed.size(); i += 2) mixed[i] = in_lower_case(each.text)[i];
        EXPECT_EQ(classify(mixed), each.what) << mixed;
    }
}

TEST(Keyword, WhiteSpaceAroundItIsIgnored) {
    const std::string_view blanks[] = {
        " ",      "\t",     "\n",     "\r\n",   "\v",     "\f",     "   \n ", "\u0085", "\u00A0", "\u1680", "\u2000",
        "\u2003", "\u200A", "\u200B", "\u2028", "\u2029", "\u202F", "\u205F", "\u2060", "\u3000", "\uFEFF", "\uFEFF \u200B\n"};
    for (const word& each : all_keywords) {
        for (const std::string_view blank : blanks) {
            EXPECT_EQ(classify(std::string(blank) + each.text), each.what) << each.text << testing::PrintToString(blank);
            EXPECT_EQ(classify(each.text + std::string(blank)), each.what) << each.text << testing::PrintToString(blank);
            EXPECT_EQ(classify(std::string(blank) + each.text + std::string(blank)), each.what) << each.text;
        }
    }
}

TEST(Keyword, ARunOfWhiteSpaceWithinIsOneBlank) {
    for (const char* text : {"stop  all", "stop\tall", "STOP\r\nALL", " Stop \u00A0\u200B all ", "opt   out"}) {
        EXPECT_EQ(classify(text), opt_out) << text;
    }
    for (const char* text : {"st op", "s t o p", "unsub scribe", "opt - out", "opt -out", "opt- out", "un\u200Bstop", "he lp"}) {
        EXPECT_EQ(classify(text), none) << text;
    }
}

TEST(Keyword, NulsAtTheEndAreIgnoredAndNowhereElse) {
    using namespace std::string_view_literals;
    EXPECT_EQ(classify("STOP\0"sv), opt_out);
    EXPECT_EQ(classify("STOP \0\0\0"sv), opt_out);
    EXPECT_EQ(classify("\0STOP"sv), none);
    EXPECT_EQ(classify("ST\0OP"sv), none);
    EXPECT_EQ(classify("STOP\0 ALL"sv), none);
    EXPECT_EQ(classify("\0\0"sv), none);
}

TEST(Keyword, OnlyTheWholeMessageCounts) {
    const std::string_view texts[] = {
        "",
        " ",
        "please stop all messages",
        "stop \U0001F6D1",
        "stop.",
        "stop!",
        "\"stop\"",
        "'STOP'",
        "stop it",
        "stop stop",
        "stopp",
        "sto",
        "stop all messages",
        "stop-all",
        "unsubscribe me",
        "unsubscribed",
        "opt",
        "out",
        "optin",
        "opt in",
        "opt--out",
        "yes please",
        "yes!",
        "y",
        "starting",
        "start over",
        "help me",
        "information",
        "STOP@",
        "STOP\u0301",                // an accent on the P
        "\uFF33\uFF34\uFF2F\uFF30",  // full-width letters
        "\u0405TOP",                 // a Cyrillic letter that looks like S
        "ST\u00D6P",
        "\u200ESTOP",  // a direction mark is no white space
        "arret",
        "alto",
    };
    for (const std::string_view text : texts) EXPECT_EQ(classify(text), none) << text;
}

TEST(Keyword, WhatIsNoUtf8IsNone) {
    for (const std::string_view text : {"STOP\xFF", "\xFFSTOP", "ST\xC3OP", "STOP\xC2", "STOP\xE2\x80", "STOP\xC0\xA0"}) {
        EXPECT_EQ(classify(text), none) << testing::PrintToString(text);
    }
}

TEST(Keyword, AVeryLongTextIsNone) {
    EXPECT_EQ(classify(std::string(100'000, 'a')), none);
    EXPECT_EQ(classify("STOP" + std::string(100'000, 'P')), none);
    EXPECT_EQ(classify(std::string(100'000, ' ') + "STOP" + std::string(100'000, ' ')), opt_out);
}

TEST(Keyword, EachClassHasAName) {
    EXPECT_EQ(proxy::consent::name(none), "none");
    EXPECT_EQ(proxy::consent::name(opt_out), "opt_out");
    EXPECT_EQ(proxy::consent::name(opt_in), "opt_in");
    EXPECT_EQ(proxy::consent::name(help), "help");
}

}  // namespace
