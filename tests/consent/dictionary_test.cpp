// Which replies are keywords: of English, as every list has them without more said, and in each match mode.
#include "proxy/consent/dictionary.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "proxy/consent/list.hpp"

namespace {

using proxy::consent::dictionary;
using proxy::consent::fold;
using proxy::consent::keyword_class;
using proxy::consent::match_mode;
using enum proxy::consent::keyword_class;

keyword_class classify(std::string_view text, match_mode mode = match_mode::exact) {
    proxy::consent::list english;
    english.mode = mode;
    return proxy::consent::keywords_of(english).find(fold(text)).what;
}

struct word {
    std::string text;
    keyword_class what;
};

const std::vector<word> all_keywords{
    {"STOP", opt_out},     {"STOPALL", opt_out}, {"STOP ALL", opt_out}, {"UNSUBSCRIBE", opt_out}, {"CANCEL", opt_out},
    {"END", opt_out},      {"QUIT", opt_out},    {"REVOKE", opt_out},   {"OPTOUT", opt_out},      {"OPT OUT", opt_out},
    {"OPT-OUT", opt_out},  {"UNSUB", opt_out},   {"START", opt_in},     {"UNSTOP", opt_in},       {"YES", opt_in},
    {"SUBSCRIBE", opt_in}, {"HELP", help},       {"INFO", help},
};

std::string in_lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

TEST(Dictionary, EveryOneInAnyCase) {
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

TEST(Dictionary, WhiteSpaceAroundItIsIgnored) {
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

TEST(Dictionary, ARunOfWhiteSpaceWithinIsOneBlank) {
    for (const char* text : {"stop  all", "stop\tall", "STOP\r\nALL", " Stop \u00A0\u200B all ", "opt   out"}) {
        EXPECT_EQ(classify(text), opt_out) << text;
    }
    for (const char* text : {"st op", "s t o p", "unsub scribe", "opt - out", "opt -out", "opt- out", "un stop", "he lp"}) {
        EXPECT_EQ(classify(text), none) << text;
    }
}

TEST(Dictionary, ANulIsNoBlank) {
    using namespace std::string_view_literals;
    for (const auto text : {"\0STOP"sv, "ST\0OP"sv, "STOP\0 ALL"sv, "\0\0"sv}) EXPECT_EQ(classify(text), none);
}

TEST(Dictionary, OnlyTheWholeMessageCounts) {
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
        "\u0405TOP",  // a Cyrillic letter that looks like S
        "arret",
        "alto",
    };
    for (const std::string_view text : texts) EXPECT_EQ(classify(text), none) << text;
}

TEST(Dictionary, WhatIsNoUtf8IsNone) {
    for (const std::string_view text : {"STOP\xFF", "\xFFSTOP", "ST\xC3OP", "STOP\xC2", "STOP\xE2\x80", "STOP\xC0\xA0"}) {
        EXPECT_EQ(classify(text), none) << testing::PrintToString(text);
    }
}

TEST(Dictionary, AVeryLongTextIsNone) {
    EXPECT_EQ(classify(std::string(100'000, 'a')), none);
    EXPECT_EQ(classify("STOP" + std::string(100'000, 'P')), none);
    EXPECT_EQ(classify(std::string(100'000, ' ') + "STOP" + std::string(100'000, ' ')), opt_out);
}

TEST(Dictionary, CaseWidthAccentsAndWhatCannotBeSeenAreFolded) {
    for (const std::string_view text : {"stóp", "STOP\u0301", "\uFF33\uFF34\uFF2F\uFF30", "ST\u00D6P", "\u200ESTOP\u200F",
                                        "ST\u00ADOP", "\uFEFFstop", "s\u200Dtop", "STØP"}) {
        EXPECT_EQ(classify(text), opt_out) << text;
    }
}

struct in_mode {
    std::string_view text;
    keyword_class exact, lenient, prefix;
};

TEST(Dictionary, ModesSayWhatMayStandBesideIt) {
    const in_mode table[] = {
        {"STOP", opt_out, opt_out, opt_out},
        {"stop all", opt_out, opt_out, opt_out},
        {"stop \U0001F6D1", none, opt_out, opt_out},
        {"\U0001F6D1\uFE0F stop", none, opt_out, opt_out},
        {"stop.", none, opt_out, opt_out},
        {"STOP!!!", none, opt_out, opt_out},
        {"\"Stop\"", none, opt_out, opt_out},
        {"\u201Cstop\u201D", none, opt_out, opt_out},
        {"- stop -", none, opt_out, opt_out},
        {"opt--out", none, opt_out, opt_out},
        {"stop-all", none, opt_out, opt_out},
        {"yes!", none, opt_in, opt_in},
        {"stop it", none, none, opt_out},
        {"Stop. Thank you", none, none, opt_out},
        {"stop, please", none, none, opt_out},
        {"unsubscribe me", none, none, opt_out},
        {"opt out of this", none, none, opt_out},
        {"help me", none, none, help},
        {"please stop", none, none, none},
        {"please stop all messages", none, none, none},
        {"stopping", none, none, none},
        {"stopp", none, none, none},
        {"starter", none, none, none},
        {"ending", none, none, none},
        {"", none, none, none},
        {"\U0001F6D1", none, none, none},
    };
    for (const auto& [text, exact, lenient, prefix] : table) {
        EXPECT_EQ(classify(text, match_mode::exact), exact) << text;
        EXPECT_EQ(classify(text, match_mode::lenient), lenient) << text;
        EXPECT_EQ(classify(text, match_mode::prefix), prefix) << text;
    }
}

TEST(Dictionary, AModeMayBeOfOneKeyword) {
    const dictionary words({{"STOP", opt_out, "en", match_mode::prefix}, {"END", opt_out, "en", match_mode::exact}});
    EXPECT_EQ(words.find(fold("stop now")).what, opt_out);
    EXPECT_EQ(words.find(fold("end!")).what, none);
    EXPECT_EQ(words.find(fold("end of the month works")).what, none);
}

TEST(Dictionary, TheLongestPrefixCounts) {
    const dictionary words({{"STOP", opt_out, "en", match_mode::prefix}, {"STOP NOT", help, "en", match_mode::prefix}});
    EXPECT_EQ(words.find(fold("stop not me")).what, help);
    EXPECT_EQ(words.find(fold("stop nothing")).what, opt_out);
}

TEST(Dictionary, APrefixEndsAnywhereInScriptsWithoutBlanks) {
    const dictionary words({{"退订", opt_out, "zh", match_mode::prefix}});
    EXPECT_EQ(words.find(fold("退订谢谢")).what, opt_out);
    EXPECT_EQ(words.find(fold("请退订")).what, none);
}

TEST(Dictionary, KeywordsOfMarksAloneAreWholeMessages) {
    const dictionary words({{"\U0001F6D1", opt_out, "en", match_mode::prefix}});
    EXPECT_EQ(words.find(fold("\U0001F6D1")).what, opt_out);
    EXPECT_EQ(words.find(fold("go on")).what, none);
    EXPECT_EQ(words.find(fold("")).what, none);
}

TEST(Dictionary, AWordOfTwoClassesIsAnOptOutAndAClash) {
    const dictionary words({{"FIN", help, "sv"}, {"fin", opt_out, "fr-CA"}, {"Fin", opt_out, "fr"}});
    EXPECT_EQ(words.find(fold("fin")).what, opt_out);
    EXPECT_EQ(words.find(fold("fin")).language, "fr-CA");
    ASSERT_EQ(words.clashes().size(), 1U);
    EXPECT_EQ(words.clashes()[0].counts.language, "fr-CA");
    EXPECT_EQ(words.clashes()[0].ignored.language, "sv");
    EXPECT_EQ(words.all().size(), 1U);
}

TEST(Dictionary, EachClassHasAName) {
    EXPECT_EQ(proxy::consent::name(none), "none");
    EXPECT_EQ(proxy::consent::name(opt_out), "opt_out");
    EXPECT_EQ(proxy::consent::name(opt_in), "opt_in");
    EXPECT_EQ(proxy::consent::name(help), "help");
}

}  // namespace
