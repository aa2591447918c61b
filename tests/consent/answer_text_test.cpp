#include "proxy/consent/answer_text.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace {

using proxy::consent::filled;
using proxy::consent::unknown_placeholder;

struct text_case {
    std::string_view text, expected;
};

TEST(AnswerText, IsFilledWithWhoWasTextedAndTheList) {
    constexpr text_case table[] = {
        {"", ""},
        {"Gone.", "Gone."},
        {"No more from {sender}.", "No more from 15550100."},
        {"{list}: {sender}", "shop: 15550100"},
        {"{sender}{sender}", "1555010015550100"},
        {"{sender", "{sender"},
        {"sender}", "sender}"},
        {"{ sender }", "{ sender }"},
        {"{}", "{}"},
        {"{{sender}}", "{15550100}"},
        {"{a{list}", "{ashop"},
        {"{Sender} {name}", "{Sender} {name}"},
        {"{é} 🛑 {list}", "{é} 🛑 shop"},
    };
    for (const auto& each : table) EXPECT_EQ(filled(each.text, "15550100", "shop"), each.expected) << each.text;
}

TEST(AnswerText, WhatIsFilledInIsNotFilledAgain) {
    EXPECT_EQ(filled("{sender} {list}", "{list}", "{sender}"), "{list} {sender}");
}

TEST(AnswerText, UnknownPlaceholdersAreNamed) {
    constexpr text_case table[] = {
        {"", ""},
        {"{sender} {list}", ""},
        {"Hello {name}", "{name}"},
        {"{sender} {first} {second}", "{first}"},
        {"{Sender}", "{Sender}"},
        {"{first_name} {0}", "{first_name}"},
        {"{0}", "{0}"},
        {"{opt-out}", "{opt-out}"},
        {"{{name}}", "{name}"},
        {"{}", ""},
        {"{a b}", ""},
        {"{é}", ""},
        {"{name", ""},
        {"smile :-} {:", ""},
    };
    for (const auto& each : table) EXPECT_EQ(unknown_placeholder(each.text), each.expected) << each.text;
}

}  // namespace
