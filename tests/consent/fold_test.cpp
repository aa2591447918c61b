#include "proxy/consent/fold.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace {

using namespace std::string_view_literals;
using proxy::consent::fold;

struct folding {
    std::string_view text, whole, words;
};

TEST(Fold, Table) {
    const folding table[] = {
        {"", "", ""},
        {" \t\r\n\u00A0\u3000 ", "", ""},
        {"  Stop \u2003\n all ", "stop all", "stop all"},
        {"ARRÊT", "arret", "arret"},
        {"Stra\u00DFe", "strasse", "strasse"},
        {"\u0130PTAL \u0131", "iptal i", "iptal i"},
        {"Łódź Ørsted đ", "lodz orsted d", "lodz orsted d"},
        {"ＳＴＯＰ！", "stop!", "stop"},
        {"don't DON\u2019T 'quoted'", "don't don\u2019t 'quoted'", "dont dont quoted"},
        {"don\u00B4t don\u2018t don\u2032t", "don't don\u2018t don\u2032t", "dont dont dont"},
        {"\"stop\", (now)…", "\"stop\", (now)...", "stop now"},
        {"opt-out", "opt-out", "opt out"},
        {"stop\U0001F6D1\uFE0F", "stop\U0001F6D1", "stop"},
        {"\u200B\uFEFFst\u00ADop\u2060", "stop", "stop"},
        {"إيقـاف", "ايقاف", "ايقاف"},
        {"\xFFSTOP", "\uFFFDstop", "stop"},
    };
    for (const auto& [text, whole, words] : table) {
        const auto made = fold(text);
        EXPECT_EQ(made.whole, whole) << text;
        EXPECT_EQ(made.words, words) << text;
    }
}

TEST(Fold, WhatIsFoldedStaysAsItIs) {
    for (const std::string_view text : {"Désabonner, s'il vous plaît", "ガギグ", "ЙЁ й", "한국어 수신거부", "हिन्दी", "עִבְרִית"}) {
        const auto once = fold(text);
        EXPECT_EQ(fold(once.whole).whole, once.whole) << text;
        EXPECT_EQ(fold(once.words).words, once.words) << text;
    }
}

TEST(Fold, ScriptsWithoutBlanks) {
    using proxy::consent::ends_without_blank;
    EXPECT_TRUE(ends_without_blank("退订"));
    EXPECT_TRUE(ends_without_blank("td退订"));
    EXPECT_TRUE(ends_without_blank("หยุด"));
    EXPECT_FALSE(ends_without_blank("stop"));
    EXPECT_FALSE(ends_without_blank("стоп"));
    EXPECT_FALSE(ends_without_blank(""));
}

}  // namespace
