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

// Letters, digits and common marks have the codes of ASCII.
TEST(Gsm7, EncodesPlainTextOctetByOctet) {
    const std::string_view text =
        "You have successfully been re-subscribed to this number. Reply STOP to unsubscribe. Msg&Data Rates May Apply.";
    EXPECT_EQ(protocol::encode_gsm7(text), text);
}

}  // namespace
