// What makes a reply suspicious: the phrase language, and how the built-in rules do on labelled replies.
#include "proxy/consent/review_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/review/figures.hpp"

namespace {

using proxy::consent::fold;
using proxy::consent::longest_reply_words;
using proxy::consent::review_rule;
using proxy::consent::review_rules;
using testing::HasSubstr;

review_rules rules(const std::vector<review_rule>& given) {
    std::string error;
    auto made = review_rules::make(given, error);
    if (!made) throw std::runtime_error(error);
    return std::move(*made);
}

bool matches(std::string_view phrase, std::string_view reply, std::vector<std::string> unless = {}) {
    return !rules({{"one", "en", std::string(phrase), std::move(unless)}}).match(fold(reply)).empty();
}

struct attempt {
    std::string_view phrase, reply;
    bool matches;
};

TEST(ReviewRules, PhraseLanguage) {
    const attempt table[] = {
        {"stop texting", "Please STOP texting!", true},
        {"stop texting", "stop the texting", false},
        {"stop texting", "texting stop", false},
        {"stop", "stopped", false},
        {"stop", "", false},
        {"don't text", "DONT text", true},
        {"dont text", "Don\u2019t text", true},
        {"opt out", "opt-out", true},
        {"número", "NUMERO", true},
        {"numero", "número", true},
        {"стоп", "Стоп, хватит", true},
        // One of several.
        {"(a|b c) d", "a d", true},
        {"(a|b c) d", "b c d", true},
        {"(a|b c) d", "b d", false},
        {"(a|b c) d", "a b c d", true},
        {"(a|a b) b c", "a b c", true},
        {"(a|a b) b c", "a b b c", true},
        {"( a | (b|c) d ) e", "c d e", true},
        {"( a | (b|c) d ) e", "c e", false},
        // What may be missing.
        {"a [b] c", "a c", true},
        {"a [b] c", "a b c", true},
        {"a [b] c", "a b b c", false},
        {"^a [a] b$", "a b", true},
        {"^a [b c|d] [e] f$", "a b c e f", true},
        {"^a [b c|d] [e] f$", "a b e f", false},
        // Words of any kind.
        {"stop *2 texts", "stop texts", true},
        {"stop *2 texts", "stop these silly texts", true},
        {"stop *2 texts", "stop all these silly texts", false},
        {"^*2 stop$", "ok now stop", true},
        {"^*2 stop$", "now you will stop", false},
        {"a *5$", "a 1 2 3 4 5", true},
        {"^a *5$", "a 1 2 3 4 5 6", false},
        // The ends of the reply.
        {"^stop", "Stop it", true},
        {"^stop", "do stop", false},
        {"stop$", "do stop!!!", true},
        {"stop$", "stop it", false},
        {"^stop$", "STOP \U0001F6D1", true},
        {" ^ stop $ ", "stop", true},
        {"^stop$", "stop stop", false},
        // Any ending.
        {"text~", "texted", true},
        {"text~", "text", true},
        {"text~", "context", false},
        {"no te~ te text~", "no tea te text", true},
        {"tex~ now", "texts later", false},
    };
    for (const auto& [phrase, reply, expected] : table) EXPECT_EQ(matches(phrase, reply), expected) << phrase << " / " << reply;
}

TEST(ReviewRules, EveryBeginningOfAWordCounts) {
    for (const auto* const phrase : {"t~", "te~", "text~", "texting~"}) {
        const auto among =
            rules({{"a", "en", "tel~ x", {}}, {"b", "en", "te~ y", {}}, {"c", "en", "text~ z", {}}, {"d", "en", phrase, {}}});
        EXPECT_EQ(among.match(fold("texting")), "d") << phrase;
        EXPECT_EQ(among.match(fold("texting y")), "b") << phrase;
        EXPECT_EQ(among.match(fold("sex")), "") << phrase;
    }
}

TEST(ReviewRules, UnlessAnythingElseIsInTheReply) {
    EXPECT_TRUE(matches("stop", "please stop", {"bus stop", "cant stop"}));
    EXPECT_FALSE(matches("stop", "stop at the bus stop", {"bus stop", "cant stop"}));
    EXPECT_FALSE(matches("stop", "I can't stop. Stop!", {"bus stop", "cant stop"}));
    EXPECT_TRUE(matches("stop", "where does the bus stop", {"^bus stop"}));
}

TEST(ReviewRules, TheFirstThatMatchesIsNamed) {
    const auto some = rules({{"third", "en", "c", {}}, {"first", "es", "a", {"x"}}, {"second", "en", "(a|b)", {}}});
    EXPECT_EQ(some.match(fold("a b")), "first");
    EXPECT_EQ(some.match(fold("a x")), "second");
    EXPECT_EQ(some.match(fold("b c")), "third");
    EXPECT_EQ(some.match(fold("d")), "");
    EXPECT_EQ(rules({}).match(fold("a")), "");
}

TEST(ReviewRules, WhatIsWrongIsSaid) {
    struct wrong {
        std::string_view phrase, error;
    };
    const wrong table[] = {
        {"", "character 1: words are missing"},
        {"^$", "character 2: words are missing"},
        {"a (b", "character 5: \")\" is missing"},
        {"a (b]", "character 5: \")\" is missing"},
        {"[b) a", "character 3: \"]\" is missing"},
        {"a b)", "character 4: \")\" without its beginning"},
        {"a | b", "character 3: \"|\" without its beginning"},
        {"(a|) b", "character 4: words are missing"},
        {"() b", "character 2: words are missing"},
        {"a ^ b", "character 3: \"^\" is not at the start"},
        {"^^a", "character 2: \"^\" is not at the start"},
        {"a $ b", "\"$\" is not at the end"},
        {"(a$) b", "\"$\" is not at the end"},
        {"* a", "character 2: \"*\" needs a number from 1 to 5"},
        {"*0 a", "character 2: \"*\" needs a number from 1 to 5"},
        {"*6 a", "character 2: \"*\" needs a number from 1 to 5"},
        {"*12 a", "character 2: \"*\" needs a number from 1 to 5"},
        {"a*2 b", "character 2: a blank is missing"},
        {"re(move|do)", "character 3: a blank is missing"},
        {"text~s", "character 6: a blank is missing"},
        {"~", "character 1: \"~\" without a word before it"},
        {"a ~", "character 3: \"~\" without a word before it"},
        {"opt-out", "character 1: \"opt-out\" is no word"},
        {"número stop!", "character 8: \"stop!\" is no word"},
        {"a \U0001F6D1", "character 3: \"\U0001F6D1\" is no word"},
        {"a '", "character 3: \"'\" is no word"},
        {"*2", "every reply matches"},
        {"[a]", "every reply matches"},
        {"^[a] (b|[c] *1)$", "every reply matches"},
        {"(((((((((a)))))))))", "character 10: groups are more than 8 deep"},
        {"a \xFF", "is no word"},
    };
    for (const auto& [phrase, expected] : table) {
        std::string error;
        const std::vector<review_rule> as_phrase{{"fine", "en", "a", {}}, {"bad", "en", std::string(phrase), {}}};
        EXPECT_FALSE(review_rules::make(as_phrase, error)) << phrase;
        EXPECT_THAT(error, HasSubstr("rule \"bad\": phrase, ")) << phrase;
        EXPECT_THAT(error, HasSubstr(expected)) << phrase;
        const std::vector<review_rule> as_unless{{"bad", "en", "a", {"a", std::string(phrase)}}};
        EXPECT_FALSE(review_rules::make(as_unless, error)) << phrase;
        EXPECT_THAT(error, HasSubstr("rule \"bad\": unless 2, ")) << phrase;
        EXPECT_THAT(error, HasSubstr(expected)) << phrase;
    }
}

TEST(ReviewRules, NamesAreThereAndDiffer) {
    std::string error;
    EXPECT_FALSE(review_rules::make(std::vector<review_rule>{{"", "en", "a", {}}}, error));
    EXPECT_THAT(error, HasSubstr("has no name"));
    EXPECT_FALSE(review_rules::make(std::vector<review_rule>{{"x", "en", "a", {}}, {"x", "es", "b", {}}}, error));
    EXPECT_THAT(error, HasSubstr("rule \"x\": there is another"));
}

std::string words(std::size_t count, const std::string& each = "a") {
    std::string made;
    for (std::size_t n = 0; n < count; ++n) made += each + ' ';
    return made;
}

TEST(ReviewRules, AsManyWordsAsAreLookedAt) {
    for (const std::size_t before : {std::size_t{0}, std::size_t{61}, std::size_t{62}, std::size_t{63}, std::size_t{64},
                                     std::size_t{500}, longest_reply_words - 2}) {
        const auto reply = words(before, "x") + "stop texting";
        EXPECT_TRUE(matches("stop texting", reply)) << before;
        EXPECT_TRUE(matches("stop texting$", reply)) << before;
        EXPECT_TRUE(matches("stop [texting] *5$", reply)) << before;
        EXPECT_EQ(matches("^stop", reply), before == 0) << before;
        EXPECT_FALSE(matches("texting (x|*1 x)", reply)) << before;
    }
    EXPECT_FALSE(matches("stop texting", words(longest_reply_words - 1, "x") + "stop texting"));
    // The end isn't where one stops to look.
    EXPECT_TRUE(matches("stop", words(longest_reply_words - 1, "x") + "stop x"));
    EXPECT_FALSE(matches("stop$", words(longest_reply_words - 1, "x") + "stop x"));
}

// Were each way through a phrase tried by itself, none of these would end.
TEST(ReviewRules, NothingTakesForEver) {
    std::string many_ways, nested = "a";
    for (int n = 0; n < 200; ++n) many_ways += "[(a|a a|a [a]|a~)] *5 ";
    for (int n = 0; n < 8; ++n) nested = "[a|" + nested + "] a";
    for (const std::size_t count : {std::size_t{63}, longest_reply_words, std::size_t{100'000}}) {
        EXPECT_FALSE(matches("^a " + many_ways + "b$", words(count))) << count;
        EXPECT_FALSE(matches("a " + many_ways + "b", words(count), {many_ways + "b"})) << count;
        EXPECT_FALSE(matches(nested + " b", words(count))) << count;
    }
    EXPECT_FALSE(matches("a~ b", std::string(1'000'000, 'a')));
}

TEST(ReviewRules, RepliesOfTheIssue) {
    const auto& built_in = review_rules::built_in();
    for (const auto* const reply :
         {"Please do not text me anymore", "remove me", "Remove me from your list", "lose my number", "stop texting me",
          "STOP \U0001F6D1", "Stop please", "Bitte keine SMS mehr", "Parem de me mandar mensagens", "wrong number stop",
          "cease and desist", "I do not wish to be contacted", "No me manden m\u00E1s mensajes",
          "Arr\u00EAtez de m\u2019envoyer des SMS"}) {
        EXPECT_NE(built_in.match(fold(reply)), "") << reply;
    }
    for (const auto* const reply :
         {"Can't stop smiling", "we have to stop this bill", "end of the month works", "please cancel my order",
          "I'll stop by tomorrow", "where's the bus stop", "can you cancel my 3pm appointment", "yes", "", "\U0001F44D"}) {
        EXPECT_EQ(built_in.match(fold(reply)), "") << reply;
    }
}

TEST(ReviewRules, LabelledReplies) {
    struct least {
        const char* name;
        double precision, recall;
    };
    // Of all but the first, what was measured: see tests/review/README.md.
    const least table[] = {{"replies", 0.9, 0.9}, {"heldout", 0.97, 0.97}, {"later", 0.97, 0.97}, {"latest", 0.97, 0.93}};
    for (const auto& [name, precision, recall] : table) {
        const auto score = tests::review::score_of(review_rules::built_in(), tests::review::read_replies(name));
        EXPECT_GE(score.all.precision(), precision) << name << testing::PrintToString(score.wrong);
        EXPECT_GE(score.all.recall(), recall) << name << testing::PrintToString(score.wrong);
    }
}

}  // namespace
