#include "protocol/gsm7.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "protocol/message_text.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support::literals;
namespace gsm7 = protocol::gsm7;

TEST(Gsm7, DecodesEachOfThe128) {
    std::vector<std::uint8_t> all;
    for (std::uint8_t septet = 0; septet < 0x80; ++septet) {
        if (septet != 0x1B) all.push_back(septet);
    }
    // The table as 3GPP TS 23.038 §6.2.1 prints it, column by column.
    EXPECT_EQ(gsm7::decode(all),
              "@£$¥èéùìòÇ\nØø\rÅå"
              "Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
              " !\"#¤%&'()*+,-./"
              "0123456789:;<=>?"
              "¡ABCDEFGHIJKLMNO"
              "PQRSTUVWXYZÄÖÑÜ§"
              "¿abcdefghijklmno"
              "pqrstuvwxyzäöñüà");
}

TEST(Gsm7, DecodesTheExtensionTable) {
    EXPECT_EQ(gsm7::decode("1B 0A 1B 14 1B 28 1B 29 1B 2F 1B 3C 1B 3D 1B 3E 1B 40 1B 65"_hex), "\f^{}\\[~]|€");
}

TEST(Gsm7, AnEscapeWithoutExtensionGivesTheBasicCharacter) {
    EXPECT_EQ(gsm7::decode("1B 41"_hex), "A");
    EXPECT_EQ(gsm7::decode("41 1B"_hex), "A");
    EXPECT_EQ(gsm7::decode("1B 1B 65"_hex), " e");
    EXPECT_EQ(gsm7::decode("1B FF 80"_hex), "\uFFFD\uFFFD");
}

TEST(Gsm7, EncodesWhatItDecodes) {
    for (unsigned septet = 0; septet < 0x80; ++septet) {
        for (const bool escaped : {false, true}) {
            std::vector<std::uint8_t> code{static_cast<std::uint8_t>(septet)};
            if (escaped) code.insert(code.begin(), 0x1B);
            const std::string text = gsm7::decode(code);
            if (text.empty() || text == " ") continue;  // the escape itself
            const auto encoded = gsm7::encode(text);
            ASSERT_TRUE(encoded) << septet;
            EXPECT_EQ(gsm7::decode(protocol::octets_of(*encoded)), text) << septet;
        }
    }
}

TEST(Gsm7, EncodesNothingWhenACharacterIsMissing) {
    EXPECT_EQ(protocol::encode_gsm7("Reply STOP to end €5"), "Reply STOP to end \x1B\x65\x35");
    EXPECT_EQ(protocol::encode_gsm7(""), "");
    EXPECT_EQ(protocol::encode_gsm7("\U0001F6D1"), std::nullopt);
    EXPECT_EQ(protocol::encode_gsm7("ê"), std::nullopt);
    EXPECT_EQ(protocol::encode_gsm7("`"), std::nullopt);
    EXPECT_EQ(protocol::encode_gsm7("\xFF"), std::nullopt);
    EXPECT_EQ(protocol::encode_gsm7(std::string_view("\0", 1)), std::nullopt);
    EXPECT_EQ(protocol::encode_gsm7("\x1B"), std::nullopt);
}

TEST(Gsm7, NationalTablesReplaceTheDefaultOnes) {
    struct reading {
        const char* septets;
        gsm7::shift_tables by;
        const char* text;
    };
    const reading table[] = {
        {"04 07 0B 0C 1C 1D 40 60", {.locking = 1}, "€ıĞğŞşİç"},
        {"1B 47 1B 49 1B 53 1B 63 1B 65 1B 67 1B 69 1B 73", {.single = 1}, "ĞİŞç€ğış"},
        {"1B 09 1B 41 1B 49 1B 4F 1B 55 1B 61 1B 69 1B 6F 1B 75", {.single = 2}, "çÁÍÓÚáíóú"},
        {"04 06 07 08 09 0B 0C 0E 0F 12 13 14 15 16 17 18 19 1A 1C 1D 1E", {.locking = 3}, "êúíóçÔôÁáªÇÀ∞^\\€Ó|ÂâÊ"},
        {"24 40 5B 5C 5D 60 7B 7C 7D", {.locking = 3}, "ºÍÃÕÚ~ãõ`"},
        {"1B 05 1B 0B 1B 12 1B 5B 1B 61 1B 7C 1B 7F", {.single = 3}, "êÔΦÃÂõâ"},
        {"06 15 61 28 0D 00", {.locking = 4}, "\u0988\u0995a)\r\u0981"},
        {"1B 19 1B 1C 1B 41", {.single = 4}, "\u09E6\u09E8A"},
        {"1B 20 1B 41", {.single = 9}, "\u0B6AA"},
        {"1B 1C", {.single = 12}, "\u0C66"},
        {"00 01 12 4D 2E 0A", {.locking = 13}, "\u0627\u0622\u0681\u0644.\n"},
        {"2E", {.locking = 8}, "."},
        {"1B 3C", {.single = 7}, "["},
        // A code without a character in the single shift table is one of the locking shift table.
        {"1B 40 1B 60", {.locking = 1, .single = 1}, "|ç"},
        {"1B 60 1B 0D", {.single = 2}, "¿\r"},
        {"11", {.locking = 4}, "\uFFFD"},
        {"1B 1B 65", {.single = 1}, " e"},
        {"FF 1B FF", {.locking = 1, .single = 1}, "\uFFFD\uFFFD"},
        // Spanish has no locking shift, and no language these numbers.
        {"40 1B 65", {.locking = 2}, "¡€"},
        {"40 1B 65 1B 49", {.locking = 14, .single = 14}, "¡€I"},
        {"40 1B 65 1B 49", {.locking = 255, .single = 255}, "¡€I"},
    };
    for (const auto& [septets, by, text] : table) EXPECT_EQ(gsm7::decode(tests::support::bytes(septets), by), text) << septets;
}

TEST(Gsm7, EveryNationalTableHasLettersDigitsAndReturns) {
    for (std::uint8_t language = 1; language <= 13; ++language) {
        const auto locking = gsm7::locking_table(language), single = gsm7::single_table(language);
        EXPECT_EQ(locking.empty(), language == 2) << +language;
        ASSERT_EQ(single.size(), 128U) << +language;
        EXPECT_EQ(single[0x65], u'€') << +language;
        EXPECT_EQ(single.substr(0x3C, 3), u"[~]") << +language;
        if (locking.empty()) continue;
        ASSERT_EQ(locking.size(), 128U) << +language;
        EXPECT_EQ(locking.substr(0x61, 26), u"abcdefghijklmnopqrstuvwxyz") << +language;
        EXPECT_EQ(locking.substr(0x30, 10), u"0123456789") << +language;
        EXPECT_EQ(locking[0x0A], u'\n') << +language;
        EXPECT_EQ(locking[0x0D], u'\r') << +language;
    }
}

std::string packed(std::string_view septets, std::size_t fill_bits = 0) {
    const std::string octets = gsm7::pack(septets, fill_bits);
    return tests::support::hex({octets.begin(), octets.end()});
}

TEST(Gsm7, PacksFromTheLowestBitOn) {
    EXPECT_EQ(packed(""), "");
    EXPECT_EQ(packed("", 3), "");
    EXPECT_EQ(packed("STOP"), "53 EA 13 0A");
    EXPECT_EQ(packed("STOP ALL"), "53 EA 13 0A 0A 32 99");
    EXPECT_EQ(packed("STOP", 1), "A6 D4 27 14");
    EXPECT_EQ(packed("STOP", 3), "98 52 9F 50");
    EXPECT_EQ(packed("hellohello"), "E8 32 9B FD 46 97 D9 EC 37");
}

// Else a reader, who has no count of septets here, would see one more.
TEST(Gsm7, SevenSpareBitsHoldAReturn) {
    EXPECT_EQ(packed("STOPALL"), "53 EA 13 1A 64 32 1B");
    EXPECT_EQ(packed("STOPALL\r"), "53 EA 13 1A 64 32 1B 0D");
    EXPECT_EQ(packed("STOPALL!"), "53 EA 13 1A 64 32 43");
    EXPECT_EQ(packed("\r"), "0D");
    EXPECT_EQ(packed("A", 2), "04 1B");
    EXPECT_EQ(packed("A", 1), "82");
}

TEST(Gsm7, UnpacksWhatItPacks) {
    std::string septets;
    for (std::size_t size = 0; size < 40; ++size) {
        for (std::size_t fill = 0; fill < 7; ++fill) {
            for (const char last : {'a', '\r', '\x7F', '\x1B'}) {
                std::string text = septets;
                if (!text.empty()) text.back() = last;
                const std::string octets = gsm7::pack(text, fill);
                if (text.ends_with('\r') && (fill + size * 7) % 8 == 0) text.push_back(last);
                EXPECT_EQ(gsm7::unpack(protocol::octets_of(octets), fill), text) << size << ' ' << fill;
            }
        }
        septets.push_back(static_cast<char>((size * 37 + 1) & 0x7FU));
    }
    EXPECT_EQ(gsm7::unpack("53 EA 13 1A 64 32 01"_hex, 0), std::string("STOPALL\0", 8))
        << "what zeros are is the caller's to say";
    EXPECT_EQ(gsm7::unpack("00"_hex, 6), "");
    EXPECT_EQ(gsm7::unpack({}, 6), "");
}

TEST(Gsm7, FillBitsCompleteTheHeadersLastSeptet) {
    const std::size_t expected[] = {0, 6, 5, 4, 3, 2, 1, 0, 6};
    for (std::size_t octets = 0; octets < std::size(expected); ++octets) {
        EXPECT_EQ(gsm7::fill_bits(octets), expected[octets]) << octets;
        EXPECT_EQ((octets * 8 + gsm7::fill_bits(octets)) % 7, 0U);
    }
}

// Letters, digits and common marks have the codes of ASCII.
TEST(Gsm7, EncodesPlainTextOctetByOctet) {
    const std::string_view text =
        "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
    EXPECT_EQ(protocol::encode_gsm7(text), text);
}

}  // namespace
