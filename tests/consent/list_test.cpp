#include "proxy/consent/list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace store {
// For messages of failed tests.
static void PrintTo(const binding& bound, std::ostream* out) {
    *out << name(bound.reach) << '/' << bound.list << '/' << bound.sender;
}
}  // namespace store

namespace {

using proxy::consent::decide;
using proxy::consent::fold;
using proxy::consent::keyword_class;
using proxy::consent::list;
using proxy::consent::lists;
using proxy::consent::matches;
using store::binding;
using store::scope;
using testing::ElementsAre;
using testing::IsEmpty;

struct pattern_case {
    std::string_view pattern;
    std::string_view text;
    bool expected;
};

TEST(Pattern, HasStarsAtItsEndsOnly) {
    constexpr pattern_case table[] = {
        {"*", "", true},          {"*", "anything", true},  {"**", "", true},      {"**", "anything", true},
        {"", "", true},           {"", "a", false},         {"abc", "abc", true},  {"abc", "ABC", false},
        {"abc", "abcd", false},   {"abc", "xabc", false},   {"abc", "", false},    {"abc*", "abc", true},
        {"abc*", "abcd", true},   {"abc*", "xabc", false},  {"abc*", "ab", false}, {"*abc", "abc", true},
        {"*abc", "xabc", true},   {"*abc", "abcx", false},  {"*abc", "bc", false}, {"*abc*", "abc", true},
        {"*abc*", "xabcx", true}, {"*abc*", "axbc", false}, {"a*c", "a*c", true},  {"a*c", "abc", false},
        {"*a*c", "xa*c", true},   {"***", "a*b", true},     {"***", "ab", false},
    };
    for (const pattern_case& each : table)
        EXPECT_EQ(matches(each.pattern, each.text), each.expected) << each.pattern << " on " << each.text;
}

list named(std::string name, std::string system_id = "*", std::string sender = "*", std::string service_type = "*") {
    list made;
    made.name = std::move(name);
    made.match_system_id = std::move(system_id);
    made.match_sender = std::move(sender);
    made.match_service_type = std::move(service_type);
    return made;
}

std::string name_of(const list* found) { return found == nullptr ? "(none)" : found->name; }

// What the first of the lists says.
std::string words_of(const proxy::consent::decision& made) {
    return made.texts.empty() ? std::string() : made.texts.front().words;
}

std::vector<std::string> names_of(const std::vector<const list*>& found) {
    std::vector<std::string> names;
    for (const list* each : found) names.push_back(each->name);
    return names;
}

TEST(Lists, WithoutAnyOneDefaultMatchesAll) {
    const lists all({});
    ASSERT_EQ(all.all().size(), 1U);
    EXPECT_EQ(name_of(all.of_submit("x", "y", "z")), "default");
    EXPECT_EQ(name_of(all.named("default")), "default");
    EXPECT_EQ(name_of(all.named("other")), "(none)");
    EXPECT_THAT(names_of(all.of_reply("x", "y")), ElementsAre("default"));
    EXPECT_EQ(all.all().front().reach, scope::sender);
}

TEST(Lists, ASubmitBelongsToTheFirstMatch) {
    const lists all({named("bank", "bank*", "*", "OTP"), named("codes", "*", "72345"), named("shop", "shop", "*", "*"),
                     named("texts", "*", "1555*", "CMT")});
    struct submit {
        const char* system_id;
        const char* sender;
        const char* service_type;
        const char* expected;
    };
    constexpr submit table[] = {
        {"bank1", "72345", "OTP", "bank"},     {"bank1", "72345", "", "codes"},     {"bank1", "15550100", "OTP", "bank"},
        {"bank1", "15550100", "", "(none)"},   {"shop", "72345", "", "codes"},      {"shop", "15550100", "CMT", "shop"},
        {"other", "15550100", "CMT", "texts"}, {"other", "15550100", "", "(none)"}, {"", "", "", "(none)"},
    };
    for (const submit& each : table) {
        EXPECT_EQ(name_of(all.of_submit(each.system_id, each.sender, each.service_type)), each.expected)
            << each.system_id << ' ' << each.sender << ' ' << each.service_type;
    }
}

TEST(Lists, OnlyAFirstListThatTakesAllSkipsTheMatching) {
    EXPECT_EQ(name_of(lists({named("a"), named("b")}).of_submit("x", "y", "z")), "a");
    EXPECT_EQ(name_of(lists({named("a", "q"), named("b")}).of_submit("x", "y", "z")), "b");
    EXPECT_EQ(name_of(lists({named("a", "*", "q"), named("b")}).of_submit("x", "y", "z")), "b");
    EXPECT_EQ(name_of(lists({named("a", "*", "*", "q"), named("b")}).of_submit("x", "y", "z")), "b");
}

TEST(Lists, AReplyBelongsToEveryListThatCouldOwnTheNumber) {
    const lists all(
        {named("otp", "*", "*", "OTP"), named("codes", "*", "72345"), named("promo", "shop", "*", "PRO"), named("rest")});
    EXPECT_THAT(names_of(all.of_reply("shop", "15550100")), ElementsAre("otp", "promo", "rest"));
    EXPECT_THAT(names_of(all.of_reply("bank", "15550100")), ElementsAre("otp", "rest"));
    // "codes" takes every submit of this number, so "promo" and "rest" own none.
    EXPECT_THAT(names_of(all.of_reply("shop", "72345")), ElementsAre("otp", "codes"));
    EXPECT_THAT(names_of(lists({named("a", "q")}).of_reply("shop", "72345")), IsEmpty());
}

TEST(Decide, AStopBindsTheNumberThatWasTexted) {
    const lists all({});
    const auto made = decide(all, fold("STOP"), "shop", "15550100");
    EXPECT_EQ(made.what, keyword_class::opt_out);
    EXPECT_FALSE(made.forward);
    EXPECT_THAT(names_of(made.owners), ElementsAre("default"));
    EXPECT_THAT(made.bindings, ElementsAre(binding{scope::sender, "default", "15550100"}));
    EXPECT_EQ(words_of(made),
              "You have successfully been unsubscribed, you will not receive any more messages from this number. Reply START to "
              "re-subscribe.");
}

TEST(Decide, AStartLiftsTheSame) {
    const auto made = decide(lists({}), fold("START"), "shop", "15550100");
    EXPECT_EQ(made.what, keyword_class::opt_in);
    EXPECT_THAT(made.bindings, ElementsAre(binding{scope::sender, "default", "15550100"}));
    EXPECT_EQ(words_of(made),
              "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply.");
}

std::vector<list> three_reaches() {
    list sender = named("sender", "*", "*", "A");
    list whole = named("whole", "*", "*", "B");
    whole.reach = scope::list;
    list global = named("global", "*", "*", "C");
    global.reach = scope::global;
    return {sender, whole, global};
}

TEST(Decide, BindingsFollowTheReachOfEachList) {
    const lists all(three_reaches());
    for (const auto* const keyword : {"STOP", "START"}) {
        const auto made = decide(all, fold(keyword), "shop", "15550100");
        EXPECT_THAT(names_of(made.owners), ElementsAre("sender", "whole", "global"));
        EXPECT_THAT(made.bindings, ElementsAre(binding{scope::sender, "sender", "15550100"}, binding{scope::list, "whole", ""},
                                               binding{scope::global, "global", ""}));
    }
}

TEST(Decide, AStartLiftsOnlyWhereKeywordsMay) {
    auto some = three_reaches();
    some[0].opt_in_by_keyword = false;
    some[0].opt_in_text = "not me";
    some[1].opt_in_text = "me";
    const auto made = decide(lists(some), fold("START"), "shop", "15550100");
    EXPECT_EQ(made.what, keyword_class::opt_in);
    EXPECT_THAT(made.bindings, ElementsAre(binding{scope::list, "whole", ""}, binding{scope::global, "global", ""}));
    EXPECT_EQ(words_of(made), "me");
    // A STOP does not ask.
    EXPECT_EQ(decide(lists(some), fold("STOP"), "shop", "15550100").bindings.size(), 3U);

    for (list& each : some) each.opt_in_by_keyword = false;
    const auto none = decide(lists(some), fold("START"), "shop", "15550100");
    EXPECT_EQ(none.what, keyword_class::none);
    EXPECT_THAT(none.bindings, IsEmpty());
    EXPECT_EQ(words_of(none), "");
}

TEST(Decide, TheFirstListThatConfirmsGivesTheText) {
    auto some = three_reaches();
    some[0].confirm = false;
    some[1].opt_out_text = "bye";
    some[1].opt_in_text = "hello";
    EXPECT_EQ(words_of(decide(lists(some), fold("STOP"), "shop", "1")), "bye");
    EXPECT_EQ(words_of(decide(lists(some), fold("START"), "shop", "1")), "hello");
    for (list& each : some) each.confirm = false;
    const auto silent = decide(lists(some), fold("STOP"), "shop", "1");
    EXPECT_EQ(silent.what, keyword_class::opt_out);
    EXPECT_EQ(words_of(silent), "");
    EXPECT_EQ(silent.bindings.size(), 3U);
}

TEST(Decide, TheAnswerNamesTheNumberAndTheListThatAnswers) {
    auto some = three_reaches();
    some[0].confirm = false;
    some[1].opt_out_text = "{list}: no more from {sender}.";
    some[1].text["en"] = {.opt_out = {}, .opt_in = "{sender} again", .help = "{list}?"};
    EXPECT_EQ(words_of(decide(lists(some), fold("STOP"), "shop", "15550100")), "whole: no more from 15550100.");
    EXPECT_EQ(words_of(decide(lists(some), fold("START"), "shop", "15550100")), "15550100 again");
    EXPECT_EQ(words_of(decide(lists(some), fold("HELP"), "shop", "15550100")), "whole?");
}

TEST(Decide, HelpNeedsAHelpText) {
    auto some = three_reaches();
    EXPECT_EQ(decide(lists(some), fold("HELP"), "shop", "1").what, keyword_class::none);
    some[2].help_text = "Call us.";
    some[2].confirm = false;  // says nothing of help
    const auto made = decide(lists(some), fold("HELP"), "shop", "1");
    EXPECT_EQ(made.what, keyword_class::help);
    EXPECT_EQ(words_of(made), "Call us.");
    EXPECT_THAT(made.bindings, IsEmpty());
}

TEST(Decide, AnyListMayAskForTheKeyword) {
    auto some = three_reaches();
    some[2].forward_keywords = true;
    EXPECT_TRUE(decide(lists(some), fold("STOP"), "shop", "1").forward);
    EXPECT_TRUE(decide(lists(some), fold("START"), "shop", "1").forward);
    some[2].match_system_id = "other";
    EXPECT_FALSE(decide(lists(some), fold("STOP"), "shop", "1").forward);
}

TEST(Decide, OrdinaryTextsAndStrangersAreNone) {
    EXPECT_EQ(decide(lists({}), fold("Hello"), "shop", "1").what, keyword_class::none);
    const lists others({named("a", "bank")});
    for (const auto* const keyword : {"STOP", "START", "HELP"}) {
        const auto made = decide(others, fold(keyword), "shop", "1");
        EXPECT_EQ(made.what, keyword_class::none);
        EXPECT_THAT(made.owners, IsEmpty());
        EXPECT_THAT(made.bindings, IsEmpty());
    }
}

TEST(Decide, TheAnswerIsInTheLanguageOfTheKeyword) {
    list one;
    one.languages = {"en", "fr", "es"};
    one.opt_out_text = "Gone.";
    one.help_text = "Call us.";
    one.text["fr"] = {.opt_out = "Parti.", .opt_in = {}, .help = "Appelez."};
    const lists all({one});
    EXPECT_EQ(words_of(decide(all, fold("unsubscribe"), "shop", "1")), "Gone.");
    EXPECT_EQ(words_of(decide(all, fold("Arret"), "shop", "1")), "Parti.");
    EXPECT_EQ(words_of(decide(all, fold("aide"), "shop", "1")), "Appelez.");
    EXPECT_EQ(words_of(decide(all, fold("Alto"), "shop", "1")), "Gone.");
    EXPECT_EQ(words_of(decide(all, fold("ayuda"), "shop", "1")), "Call us.");
    EXPECT_EQ(decide(all, fold("halt"), "shop", "1").what, keyword_class::none) << "no German here";
}

TEST(Decide, AListHasItsOwnWords) {
    list clinic = named("clinic", "*", "*", "A"), shop = named("shop", "*", "*", "B");
    clinic.keywords.removed = {"Cancel", "end"};
    clinic.keywords.opt_out = {"No more"};
    clinic.keywords.prefix = {"stop"};
    const lists all({clinic, shop});
    EXPECT_THAT(decide(all, fold("CANCEL"), "x", "1").bindings, ElementsAre(binding{scope::sender, "shop", "1"}));
    EXPECT_THAT(decide(all, fold("no more"), "x", "1").bindings, ElementsAre(binding{scope::sender, "clinic", "1"}));
    EXPECT_THAT(decide(all, fold("stop it"), "x", "1").bindings, ElementsAre(binding{scope::sender, "clinic", "1"}));
    EXPECT_EQ(decide(all, fold("STOP"), "x", "1").bindings.size(), 2U);
}

TEST(Decide, AnOptOutForOneListGoesBeforeWhatItIsForAnother) {
    list first = named("first", "*", "*", "A"), second = named("second", "*", "*", "B");
    first.keywords.opt_in = {"fin"};
    second.keywords.opt_out = {"fin"};
    const auto made = decide(lists({first, second}), fold("Fin"), "x", "1");
    EXPECT_EQ(made.what, keyword_class::opt_out);
    EXPECT_THAT(made.bindings, ElementsAre(binding{scope::sender, "second", "1"}));
}

TEST(Lists, AParameterOfTheSubmitChoosesAList) {
    const std::vector<std::uint8_t> promo{0x14, 0x00, 0, 6, 'p', 'r', 'o', 'm', 'o', 0}, other{0x14, 0x00, 0, 3, 'o', 't', 'p'};
    list news = named("news"), rest = named("rest");
    news.match_parameter = {.tag = 0x1400, .value = "promo"};
    const lists all({news, rest});
    EXPECT_TRUE(all.asks_for_parameters());
    EXPECT_EQ(all.of_submit("a", "1", "", promo)->name, "news") << "a terminating NUL is no part of the value";
    EXPECT_EQ(all.of_submit("a", "1", "", other)->name, "rest");
    EXPECT_EQ(all.of_submit("a", "1", "")->name, "rest");
    EXPECT_THAT(names_of(all.of_reply("a", "1")), ElementsAre("news", "rest")) << "a reply says nothing of parameters";
}

TEST(Lists, ANumberMayAnswerForOthers) {
    list brands = named("brands", "*", "BRAND*"), one = named("one", "*", "ONLY"), rest = named("rest");
    brands.stop_address = {"36111"};
    one.stop_address = {"36111"};
    const lists all({brands, one, rest});
    EXPECT_TRUE(all.contacts_matter());
    EXPECT_THAT(names_of(all.of_reply("a", "36111")), ElementsAre("brands", "one", "rest"));
    EXPECT_THAT(names_of(all.of_reply("a", "BRAND2")), ElementsAre("brands"));
    const auto made = decide(all, fold("STOP"), "a", "36111");
    EXPECT_TRUE(made.last_contact_decides);
    EXPECT_THAT(made.bindings, ElementsAre(binding{scope::list, "brands", ""}, binding{scope::sender, "one", "ONLY"},
                                           binding{scope::sender, "rest", "36111"}));
}

TEST(Lists, OneOfStaffAloneOwnsNothing) {
    list never = named("never");
    never.staff_only = true;
    never.reach = scope::global;
    const lists all({never, named("rest")});
    EXPECT_EQ(all.of_submit("a", "1", "")->name, "rest");
    EXPECT_THAT(names_of(all.of_reply("a", "1")), ElementsAre("rest"));
}

TEST(Decide, WithOneListTheLastContactDecidesNothing) {
    EXPECT_FALSE(lists({named("a")}).contacts_matter());
    EXPECT_FALSE(decide(lists({named("a")}), fold("STOP"), "x", "1").last_contact_decides);
    EXPECT_TRUE(decide(lists({named("a", "*", "1*", "promo"), named("b")}), fold("STOP"), "x", "15").last_contact_decides);
    EXPECT_FALSE(decide(lists({named("a", "*", "1*", "promo"), named("b")}), fold("STOP"), "x", "25").last_contact_decides);
}

TEST(Decide, TheLeastLimitOfItsListsCounts) {
    const std::pair<std::vector<unsigned>, unsigned> table[] = {{{0, 0}, 0}, {{0, 5}, 5}, {{7, 0}, 7}, {{7, 5}, 5}, {{5, 7}, 5}};
    for (const auto& [limits, least] : table) {
        list one = named("one", "*", "1*", "promo"), two = named("two");
        one.answers_per_day = limits[0];
        two.answers_per_day = limits[1];
        EXPECT_EQ(decide(lists({one, two}), fold("STOP"), "x", "15").answers_per_day, least);
    }
}

TEST(Decide, WhatReadsLikeAnOptOutIsForReview) {
    list queue = named("queue", "*", "1*", "promo"), off = named("off");
    off.review = proxy::consent::review_mode::off;
    const auto made = decide(lists({queue, off}), fold("please stop texting me"), "x", "15");
    EXPECT_EQ(made.what, keyword_class::none);
    EXPECT_NE(made.rule, "");
    EXPECT_THAT(made.bindings, ElementsAre(binding{scope::sender, "queue", "15"}));
    EXPECT_EQ(decide(lists({off}), fold("please stop texting me"), "x", "15").rule, "");
    EXPECT_EQ(decide(lists({queue}), fold("can't stop smiling"), "x", "15").rule, "");
    queue.review = proxy::consent::review_mode::opt_out;
    const auto acted = decide(lists({queue, off}), fold("please stop texting me"), "x", "15");
    EXPECT_EQ(acted.what, keyword_class::opt_out);
    EXPECT_THAT(acted.bindings, ElementsAre(binding{scope::sender, "queue", "15"}));
    EXPECT_EQ(words_of(acted), queue.opt_out_text);
}

TEST(CanBeTexted, IsANumberWithItsCountryCode) {
    for (const auto* number : {"447700900123", "2901234", "15550100"})
        EXPECT_TRUE(proxy::consent::can_be_texted(number)) << number;
    for (const auto* number : {"", "36111", "290123", "NEWS", "4477009001x3"})
        EXPECT_FALSE(proxy::consent::can_be_texted(number)) << number;
}

}  // namespace
