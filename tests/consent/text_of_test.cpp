// Keywords in every coding of SMPP: octets to text to what they ask for.
#include "proxy/consent/text_of.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "protocol/gsm7.hpp"
#include "proxy/consent/languages.hpp"
#include "proxy/consent/list.hpp"
#include "tests/support/exact_buffer.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using protocol::alphabet;
using proxy::consent::keyword_class;
using proxy::consent::languages;
using proxy::consent::text_of;
using tests::support::exact_buffer;
using enum proxy::consent::keyword_class;

keyword_class classify(std::string_view text, std::string_view language) {
    proxy::consent::list one;
    one.languages = {std::string(language)};
    return proxy::consent::keywords_of(one).find(proxy::consent::fold(text)).what;
}

std::optional<std::string> read(protocol::octets text, std::uint8_t data_coding, alphabet link = alphabet::gsm7,
                                std::uint8_t esm_class = 0) {
    const exact_buffer exact(text);
    protocol::short_message message;
    message.data_coding = data_coding;
    message.esm_class = esm_class;
    message.text = exact.view();
    return text_of(message, link);
}
std::optional<std::string> read(std::string_view notation, std::uint8_t data_coding) {
    return read(protocol::octets(tests::support::bytes(notation)), data_coding);
}

TEST(TextOf, KeywordsAreUnderstoodInEveryCoding) {
    struct reply {
        const char* golden;
        const char* language;
        const char* text;
        keyword_class what = opt_out;
        alphabet link = alphabet::gsm7;
    };
    const reply table[] = {
        {"deliver_sm.stop", "en", "STOP"},
        {"text.gsm7_packed", "en", "STOP", opt_out, alphabet::gsm7_packed},
        {"text.gsm7_packed", "en", "S\uFFFDΓ\n", none},
        {"text.gsm7_packed_filler", "en", "STOPALL", opt_out, alphabet::gsm7_packed},
        {"text.gsm7_packed_flash", "en", "STOP", opt_out, alphabet::gsm7_packed},
        {"text.gsm7_packed_fill_bits", "en", "STOP", opt_out, alphabet::gsm7_packed},
        {"text.gsm7_flash", "en", "STOP", opt_out, alphabet::gsm7_packed},  // that is not packed
        {"text.gsm7_turkish_locking", "tr", "İPTAL"},
        {"text.gsm7_turkish_single", "tr", "İPTAL"},
        {"text.gsm7_turkish_packed", "tr", "İPTAL", opt_out, alphabet::gsm7_packed},
        {"text.ucs2", "en", "stop"},
        {"text.ucs2_little_endian", "ru", "СТОП"},
        {"text.jis", "ja", "STOP"},
        {"text.jis_shift", "ja", "ストップ", none},  // a word that the list has not
        {"text.jis_escapes", "ja", "停止"},
        {"text.jis_bare", "ja", "停止"},
        {"text.iso_8859_5", "ru", "СТОП"},
        {"text.iso_8859_8", "he", "הסר"},
        {"text.iso_2022_jp", "ja", "ストップ", none},
        {"text.jis_x_0212", "ja", "丂停止", none},
        {"text.jis_x_0212_bare", "ja", "丌", none},
        {"text.ks_c_5601", "ko", "수신거부"},
        {"text.ks_c_5601_bare", "ko", "수신거부"},
        {"text.ks_c_5601_shifts", "ko", "수신거부"},
    };
    for (const auto& [name, language, text, what, link] : table) {
        const auto message = protocol::read_short_message(tests::support::golden(name).view()).message;
        const auto found = text_of(message, link);
        EXPECT_EQ(found, text) << name;
        EXPECT_EQ(classify(found.value_or(""), language), what) << name;
    }
}

TEST(TextOf, ReadsWhatProtocolDoes) {
    for (const auto& each : tests::support::golden_pdus()) {
        if (each.family != "text" && each.family != "deliver") continue;
        const auto message = protocol::read_short_message(each.view()).message;
        for (const auto link : {alphabet::gsm7, alphabet::gsm7_packed, alphabet::utf8, alphabet::ucs2}) {
            const auto plain = protocol::decode_text(message, link);
            if (!plain) continue;
            EXPECT_EQ(text_of(message, link), plain) << each.name;
        }
    }
}

TEST(TextOf, PlainWordsAreThemselvesWhereverLettersAre) {
    for (unsigned coding = 0; coding <= 0x0F; ++coding) {
        const bool has_text = coding != 2 && coding != 4 && coding != 9 && coding != 0x0B && coding != 0x0C && coding != 0x0F;
        if (coding == 8) continue;
        for (const char* word : {"STOP", "stop!", "Unsubscribe", "no more, please."}) {
            const auto found = read(protocol::octets_of(word), static_cast<std::uint8_t>(coding));
            EXPECT_EQ(found, has_text ? std::optional<std::string>(word) : std::nullopt) << coding << ' ' << word;
        }
    }
    for (const std::uint8_t coding : std::initializer_list<std::uint8_t>{0x14, 0x20, 0x80, 0xF4})
        EXPECT_EQ(read(protocol::octets_of("STOP"), coding), std::nullopt);
}

TEST(TextOf, FormsOfDoubleOctetsAreToldApart) {
    struct form {
        const char* octets;
        std::uint8_t data_coding;
        std::optional<std::string> text;
    };
    const form table[] = {
        {"92 E2 8E 7E", 5, "停止"},
        {"92 E2 8E 7E 00 00", 5, "停止"},  // counted terminators
        {"92 E2 8E 7E", 0x0A, "停止"},
        {"BD C4 AF CC DF", 5, "ｽﾄｯﾌﾟ"},
        {"\"%9%H%C%W\"", 5, "ストップ"},
        {"\"%9%H%C%W\"", 0x0A, "%9%H%C%W"},  // that begins in ASCII
        {"\"*stop*\"", 5, "*stop*"},         // "*s" has no character
        {"\"Dd;_a\"", 5, "Dd;_a"},           // odd
        {"\"Dd ;_\"", 5, "Dd ;_"},           // a blank has no place
        {"1B 24 42 44 64 3B 5F", 0x0A, "停止"},
        {"1B 28 49 3D 44", 0x0A, "ｽﾄ"},
        {"1B 24 28 44 30 21 1B 28 42 \"!\"", 0x0D, "丂!"},
        {"A5 B9 A5 C8 A5 C3 A5 D7", 0x0D, "ストップ"},
        {"BC F6 BD C5 20 B0 C5 BA CE", 0x0E, "수신 거부"},
        {"81 41", 0x0E, "갂"},  // of Windows alone
        {"0E 3C 76 3D 45 0F \"!\"", 0x0E, "수신!"},
        {"92", 5, "\uFFFD"},
        {"FF \"a\"", 5, "\uFFFDa"},
        {"E0 A1", 7, "א\uFFFD"},
        {"A1 FF 80", 6, "Ёџ\u0080"},
        {"1B 24 42 44", 0x0A, "\uFFFD"},
        {"1B \"zSTOP\"", 0x0A, "\uFFFDzSTOP"},
        {"", 5, ""},
        {"", 0x0E, ""},
    };
    for (const auto& [octets, coding, text] : table) EXPECT_EQ(read(octets, coding), text) << octets << ' ' << +coding;
}

TEST(TextOf, SkipsTheUserDataHeader) {
    const auto text = tests::support::bytes("05 00 03 2A 02 01 C1 C2 BE BF");
    EXPECT_EQ(read(text, 6, alphabet::gsm7, 0x40), "СТОП");
    EXPECT_EQ(read(protocol::octets(text).first(6), 6, alphabet::gsm7, 0x40), "");
    EXPECT_EQ(read(protocol::octets(text).first(5), 6, alphabet::gsm7, 0x40), std::nullopt);
}

// A message leaves nothing behind for the next, although it ends in the middle of a character or a shift.
TEST(TextOf, AConverterBeginsAnew) {
    for (const char* before : {"1B 24 42 44", "1B 24 42", "1B", "1B 24 28 44 30 21"}) {
        EXPECT_TRUE(read(before, 0x0A));
        EXPECT_EQ(read("1B 28 42 \"Dd\"", 0x0A), "Dd") << before;
        EXPECT_EQ(read("0E 3C", 0x0E), "\uFFFD");
        EXPECT_EQ(read("0E 3C 76", 0x0E), "수");
    }
}

TEST(TextOf, ThreadsHaveTheirOwnConverters) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int n = 0; n < 200; ++n) {
                EXPECT_EQ(read("1B 24 42 44 64 3B 5F", 0x0A), "停止");
                EXPECT_EQ(read("BC F6 BD C5 B0 C5 BA CE", 0x0E), "수신거부");
            }
        });
    }
    for (auto& one : threads) one.join();
}

template <class Visit>
void for_each_text(Visit&& visit) {
    for (const auto& each : languages()) {
        for (const auto& words : {each.opt_out, each.opt_in, each.help}) {
            for (const auto word : words) visit(each.code, std::string(word));
        }
        visit(each.code, std::string(each.opt_out_text));
        visit(each.code, std::string(each.opt_in_text));
    }
}

std::string swapped(std::string units) {
    for (std::size_t i = 0; i + 1 < units.size(); i += 2) std::swap(units[i], units[i + 1]);
    return units;
}

TEST(TextOf, Ucs2OfEveryLanguageIsReadRightAndThatOfAlphabetsInTheWrongOrderToo) {
    std::size_t seen = 0;
    for_each_text([&](std::string_view code, const std::string& text) {
        const std::string units = protocol::encode_ucs2(text);
        EXPECT_EQ(read(protocol::octets_of(units), 8), text) << code;
        const bool of_alphabet = code != "ja" && code != "ko" && code != "zh";
        if (!of_alphabet || units.size() < 6) return;
        EXPECT_EQ(read(protocol::octets_of(swapped(units)), 8), text) << code;
        ++seen;
    });
    EXPECT_GT(seen, 300U);
}

std::string in_lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

TEST(TextOf, GsmTextOfEveryLanguageIsReadPackedAndUnpackedOnALinkOfPackedText) {
    for_each_text([&](std::string_view code, const std::string& text) {
        for (const std::string& spelling :
             {text, in_lower_case(text), text + "!", text + " :-)", "\"" + text + "\"", text + "."}) {
            const auto septets = protocol::gsm7::encode(spelling);
            if (!septets) continue;
            EXPECT_EQ(read(protocol::octets_of(protocol::gsm7::pack(*septets, 0)), 0, alphabet::gsm7_packed), spelling) << code;
        }
        const auto septets = protocol::gsm7::encode(text);
        const auto is_plain = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == ' ' || c == '.'; };
        if (!std::ranges::all_of(text, is_plain)) return;
        EXPECT_EQ(read(protocol::octets_of(*septets), 0, alphabet::gsm7_packed), text) << code;
    });
}

}  // namespace
