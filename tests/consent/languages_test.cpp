// The built-in languages: what a reviewer of their files relies on.
#include "proxy/consent/languages.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "protocol/message_text.hpp"
#include "proxy/consent/list.hpp"

namespace {

using proxy::consent::fold;
using proxy::consent::keyword_class;
using proxy::consent::languages;

proxy::consent::list in(std::string_view code) {
    proxy::consent::list one;
    one.languages = {std::string(code)};
    return one;
}

TEST(Languages, ThoseOfTheIssueAreThere) {
    for (const auto* const code : {"en", "es", "pt", "fr", "fr-CA", "de", "it", "nl", "pl", "tr", "ru", "ar", "zh", "no"})
        EXPECT_NE(proxy::consent::find_language(code), nullptr) << code;
    EXPECT_EQ(proxy::consent::find_language("tlh"), nullptr);
}

TEST(Languages, EveryWordIsOfOneClassAndIsFound) {
    for (const auto& each : languages()) {
        const auto words = proxy::consent::keywords_of(in(each.code));
        EXPECT_TRUE(words.clashes().empty()) << each.code;
        const auto all_are = [&](const auto& expected, keyword_class what) {
            EXPECT_FALSE(expected.empty()) << each.code;
            for (const auto word : expected) EXPECT_EQ(words.find(fold(word)).what, what) << each.code << ' ' << word;
        };
        all_are(each.opt_out, keyword_class::opt_out);
        all_are(each.opt_in, keyword_class::opt_in);
        all_are(each.help, keyword_class::help);
        EXPECT_EQ(words.all().size(), each.opt_out.size() + each.opt_in.size() + each.help.size())
            << each.code << ": a word twice";
    }
}

TEST(Languages, AStopIsUnderstoodInEvery) {
    for (const auto& each : languages())
        EXPECT_EQ(proxy::consent::keywords_of(in(each.code)).find(fold("Stop")).what, keyword_class::opt_out) << each.code;
}

TEST(Languages, NoWordChangesItsClassBetweenLanguages) {
    std::map<std::string, std::pair<keyword_class, std::string_view>> seen;
    for (const auto& each : languages()) {
        const auto words = proxy::consent::keywords_of(in(each.code));
        for (const auto& word : words.all()) {
            const auto [at, fresh] = seen.emplace(fold(word.text).whole, std::pair{word.what, each.code});
            EXPECT_EQ(at->second.first, word.what) << word.text << " in " << each.code << " and " << at->second.second;
        }
    }
}

TEST(Languages, TheFccsWordsAreThere) {
    const auto words = proxy::consent::keywords_of(in("en"));
    for (const auto* const word : {"stop", "quit", "end", "revoke", "opt out", "cancel", "unsubscribe"})
        EXPECT_EQ(words.find(fold(word)).what, keyword_class::opt_out) << word;
}

bool names_a_word(std::string_view text, std::span<const std::string_view> among) {
    const auto words = fold(text).words;
    return std::ranges::any_of(among, [&](std::string_view word) { return words.find(fold(word).words) != std::string::npos; });
}

TEST(Languages, TextsFitOneMessageAndSayHowToGoBack) {
    for (const auto& each : languages()) {
        for (const auto text : {each.opt_out_text, each.opt_in_text}) {
            const auto gsm = protocol::encode_gsm7(text);
            EXPECT_LE(gsm ? gsm->size() : protocol::encode_ucs2(text).size(), gsm ? 160U : 140U) << each.code << ": " << text;
        }
        EXPECT_TRUE(names_a_word(each.opt_out_text, each.opt_in)) << each.code;
        EXPECT_TRUE(names_a_word(each.opt_in_text, each.opt_out)) << each.code;
    }
}

struct reply {
    std::string_view code, text;
    keyword_class what;
};

TEST(Languages, RepliesAsTheyAreTyped) {
    using enum keyword_class;
    const reply table[] = {
        {"fr", "arrêt", opt_out},     {"fr", "ARRET", opt_out}, {"fr-CA", "Fin", opt_out},   {"fr", "Arre\u0302t", opt_out},
        {"es", "alto", opt_out},      {"es", "BAJA", opt_out},  {"pt", "sair", opt_out},     {"de", "STOPP", opt_out},
        {"de", "abmelden", opt_out},  {"it", "Cancella", none}, {"nl", "stoppen", opt_out},  {"no", "UNSUB", opt_out},
        {"ru", "стоп", opt_out},      {"ru", "Стоп", opt_out},  {"zh", "退订", opt_out},     {"zh", "ＴＤ", opt_out},
        {"zh", "td", opt_out},        {"ar", "إيقاف", opt_out}, {"ar", "ايقاف", opt_out},    {"tr", "iptal", opt_out},
        {"tr", "İPTAL", opt_out},     {"tr", "IPTAL", opt_out}, {"tr", "ıptal", opt_out},    {"pl", "stop", opt_out},
        {"el", "stop", opt_out},      {"ja", "停止", opt_out},  {"fr-CA", "aide", help},     {"es", "AYUDA", help},
        {"fr-CA", "ABONNER", opt_in}, {"en", "alto", none},     {"fr", "stop moi ca", none}, {"de", "nein", none},
    };
    for (const auto& [code, text, what] : table)
        EXPECT_EQ(proxy::consent::keywords_of(in(code)).find(fold(text)).what, what) << code << ' ' << text;
}

}  // namespace
