#include "protocol/message_text.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/exact_buffer.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;
using protocol::alphabet;
using protocol::read_short_message;

std::optional<std::string> text_of(std::string_view name, alphabet fallback = alphabet::gsm7) {
    return protocol::decode_text(read_short_message(golden(name).view()).message, fallback);
}

constexpr std::string_view gsm7_basic = "@\u00A3$\u00A5Hello_\u00C4\u00E0a";

TEST(MessageText, DecodesByDataCoding) {
    const std::pair<const char*, std::optional<std::string>> table[] = {
        {"text.gsm7_basic", std::string(gsm7_basic)},
        {"text.gsm7_extension", "{}\u20AC[]\\^~|"},
        {"text.ascii", "a@b_c $"},
        {"text.latin1", "caf\u00E9 \u00A3\u00FF"},
        {"text.ucs2", "stop"},
        {"text.ucs2_big_endian_mark", "STOP"},
        {"text.ucs2_little_endian_mark", "STOP"},
        {"text.ucs2_odd_octet", "STOP"},
        {"text.ucs2_emoji", "stop \U0001F6D1"},
        {"text.ucs2_lone_surrogate", "\uFFFDab\uFFFD"},
        {"text.ucs2_flash", "STOP"},
        {"text.ucs2_counted_terminator", "STOP"},
        {"text.gsm7_class_1", "STOP"},
        {"text.gsm7_flash", "STOP"},
        {"text.gsm7_message_waiting", "STOP"},
        {"text.ucs2_message_waiting", "STOP"},
        {"text.ucs2_little_endian", "СТОП"},
        {"text.ucs2_little_endian_latin", "stop \U0001F6D1"},
        {"text.ucs2_letters_of_ascii", "STOP!"},
        {"text.binary", std::nullopt},
        {"text.binary_class_1", std::nullopt},
        {"text.jis", std::nullopt},
        {"text.cyrillic", std::nullopt},
        {"text.compressed", std::nullopt},
        {"text.reserved_coding", std::nullopt},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(text_of(name), expected) << name;
}

TEST(MessageText, DataCoding0IsWhatTheLinkSays) {
    EXPECT_EQ(text_of("text.utf8_in_default", alphabet::utf8), "caf\u00E9 \U0001F6D1");
    EXPECT_EQ(text_of("text.utf8_in_default", alphabet::latin1), "caf\u00C3\u00A9 \u00F0\u009F\u009B\u0091");
    EXPECT_EQ(text_of("text.utf8_in_default", alphabet::ascii), "caf\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(text_of("text.utf8_in_default", alphabet::gsm7), "caf\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(text_of("deliver_sm.stop", alphabet::ucs2), "\u5354\u4F50");
    EXPECT_EQ(text_of("text.latin1", alphabet::ucs2), text_of("text.latin1", alphabet::utf8)) << "only 0 asks the link";
}

TEST(MessageText, EveryGroupOfDataCodingsHasItsAlphabet) {
    const auto stop = "00 53 00 54 00 4F 00 50"_hex;
    const exact_buffer units(stop);
    const exact_buffer letters("\"STOP\""_hex);
    for (unsigned coding = 0; coding <= 0xFF; ++coding) {
        protocol::short_message message;
        message.data_coding = static_cast<std::uint8_t>(coding);
        message.text = letters.view();
        const bool reads_letters = protocol::decode_text(message, alphabet::gsm7) == "STOP";
        message.text = units.view();
        const bool reads_units = protocol::decode_text(message, alphabet::gsm7) == "STOP";

        const bool uncompressed_group = coding >= 0x10 && coding < 0x80 && (coding & 0x20U) == 0;
        const bool class_group = coding >= 0xF0 && (coding & 0x04U) == 0;
        const bool expect_letters = coding == 0 || coding == 1 || coding == 3 || (uncompressed_group && (coding & 0x0CU) == 0) ||
                                    (coding >= 0xC0 && coding <= 0xDF) || class_group;
        const bool expect_units =
            coding == 8 || (uncompressed_group && (coding & 0x0CU) == 8) || (coding >= 0xE0 && coding <= 0xEF);
        EXPECT_EQ(reads_letters, expect_letters) << std::hex << coding;
        EXPECT_EQ(reads_units, expect_units) << std::hex << coding;
    }
}

TEST(MessageText, GsmGroupsArePackedWhereTheLinkIs) {
    const exact_buffer septets("53 EA 13 0A"_hex);
    for (unsigned coding = 0; coding <= 0xFF; ++coding) {
        protocol::short_message message;
        message.data_coding = static_cast<std::uint8_t>(coding);
        message.text = septets.view();
        const bool uncompressed_group = coding >= 0x10 && coding < 0x80 && (coding & 0x20U) == 0;
        const bool expected = coding == 0 || (uncompressed_group && (coding & 0x0CU) == 0) ||
                              (coding >= 0xC0 && coding <= 0xDF) || (coding >= 0xF0 && (coding & 0x04U) == 0);
        EXPECT_EQ(protocol::decode_text(message, alphabet::gsm7_packed) == "STOP", expected) << std::hex << coding;
        EXPECT_NE(protocol::decode_text(message, alphabet::gsm7), "STOP") << std::hex << coding;
    }
}

TEST(MessageText, PackedTextBeginsWithAWholeSeptet) {
    const std::pair<const char*, std::optional<std::string>> table[] = {
        {"text.gsm7_packed", "STOP"},
        {"text.gsm7_packed_filler", "STOPALL"},
        {"text.gsm7_packed_at", "STOPALL"},
        {"text.gsm7_packed_flash", "STOP"},
        {"text.gsm7_packed_behind_ports", "STOP"},
        {"text.gsm7_packed_fill_bits", "STOP"},
        {"text.gsm7_turkish_packed", "İPTAL"},
        {"deliver_sm.header_only", ""},
        {"deliver_sm.header_past_text", std::nullopt},
        {"deliver_sm.empty", ""},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(text_of(name, alphabet::gsm7_packed), expected) << name;
}

// Not all peers of such a link pack.
TEST(MessageText, PlainOctetsThatUnpackToNoPlainTextWereNeverPacked) {
    const std::pair<const char*, const char*> table[] = {
        {"53 EA 13 0A", "STOP"},
        {"\"STOP\"", "STOP"},
        {"\"Stop, please!\"", "Stop, please!"},
        {"\"stop\" 00", "stop"},
        {"\"unsubscribe\"", "unsubscribe"},
        {"\"A\"", "A"},
        {"\"N\" 27", "NN"},      // plain either way
        {"\"STOP=\"", "S(=$U"},  // not all plain
        {"F3 7A 1B", "sum"},
        {"", ""},
    };
    for (const auto& [notation, expected] : table) {
        const exact_buffer text(tests::support::bytes(notation));
        protocol::short_message message;
        message.text = text.view();
        EXPECT_EQ(protocol::decode_text(message, alphabet::gsm7_packed), expected) << notation;
    }
}

TEST(MessageText, NationalTablesAreThoseOfTheHeader) {
    const std::pair<const char*, std::optional<std::string>> table[] = {
        {"text.gsm7_turkish_locking", "İPTAL"},
        {"text.gsm7_turkish_single", "İPTAL"},
        {"text.gsm7_language_of_none", "€STOP"},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(text_of(name), expected) << name;
    EXPECT_EQ(text_of("text.gsm7_turkish_locking", alphabet::latin1), "@PTAL") << "of GSM 7-bit alone";

    const std::pair<const char*, const char*> headers[] = {
        {"03 24 01 01", "İ@¡"},                    // single shift alone
        {"03 25 01 01", "I@İ"},                    // locking shift alone
        {"06 24 01 01 25 01 01", "İ@İ"},           // both
        {"09 24 01 03 24 01 01 25 01 03", "İ@Í"},  // the last of two
        {"04 24 02 01 01", "I@¡"},                 // too long
        {"02 24 00", "I@¡"},                       // too short
        {"03 24 02 01", "I@¡"},                    // past the header
        {"03 23 01 01", "I@¡"},                    // another element
    };
    for (const auto& [header, expected] : headers) {
        const exact_buffer text(tests::support::bytes(std::string(header) + " 1B 49 00 40"));
        protocol::short_message message;
        message.esm_class = 0x40;
        message.text = text.view();
        EXPECT_EQ(protocol::decode_text(message, alphabet::gsm7), expected) << header;
    }
}

TEST(MessageText, SkipsTheUserDataHeader) {
    const std::pair<const char*, std::optional<std::string>> table[] = {
        {"deliver_sm.stop_as_part", "STOP"},
        {"deliver_sm.stop_as_part_16_bit", "STOP"},
        {"deliver_sm.stop_behind_ports", "STOP"},
        {"deliver_sm.stop_as_part_behind_ports", "STOP"},
        {"deliver_sm.header_in_payload", "STOP"},
        {"deliver_sm.header_only", ""},
        {"deliver_sm.header_past_text", std::nullopt},
        {"deliver_sm.header_of_255", std::nullopt},
        {"deliver_sm.header_without_text", std::nullopt},
        {"deliver_sm.element_past_header", "STOP"},
        {"deliver_sm.short_concatenation", "STOP"},
    };
    for (const auto& [name, expected] : table) EXPECT_EQ(text_of(name), expected) << name;
}

TEST(MessageText, NulsAtTheEndAreNoText) {
    EXPECT_EQ(text_of("deliver_sm.stop_counted_terminator", alphabet::gsm7), "STOP");
    EXPECT_EQ(text_of("deliver_sm.stop_counted_terminator", alphabet::latin1), "STOP");
    EXPECT_EQ(text_of("deliver_sm.stop_counted_terminator", alphabet::utf8), "STOP");
    EXPECT_EQ(text_of("deliver_sm.stop_trailing_octets"), "STOP");
    EXPECT_EQ(text_of("deliver_sm.empty"), "");
}

TEST(UserData, IsSplitOffOnlyWithTheIndicator) {
    const exact_buffer text("05 00 03 2A 02 01 \"STOP\""_hex);
    const auto plain = protocol::split_user_data(0x00, text.view());
    EXPECT_TRUE(plain.header.empty());
    EXPECT_EQ(plain.text.size(), text.size());
    const auto split = protocol::split_user_data(0x40, text.view());
    EXPECT_EQ(split.header.size(), 5U);
    EXPECT_EQ(protocol::characters(split.text), "STOP");
    EXPECT_FALSE(split.broken);
    for (std::size_t size = 0; size < 6; ++size) {
        const exact_buffer cut(text.view().first(size));
        EXPECT_TRUE(protocol::split_user_data(0x40, cut.view()).broken) << size;
    }
    const exact_buffer header(text.view().first(6));
    EXPECT_FALSE(protocol::split_user_data(0x40, header.view()).broken);
    EXPECT_TRUE(protocol::split_user_data(0x40, header.view()).text.empty());
}

TEST(Parts, AreSeenInHeadersAndParameters) {
    const std::pair<const char*, bool> table[] = {
        {"deliver_sm.stop", false},
        {"deliver_sm.stop_as_part", true},
        {"deliver_sm.stop_as_part_16_bit", true},
        {"deliver_sm.stop_as_only_part", false},
        {"deliver_sm.stop_behind_ports", false},
        {"deliver_sm.stop_as_part_behind_ports", true},
        {"deliver_sm.stop_as_sar_part", true},
        {"deliver_sm.header_in_payload", true},
        {"deliver_sm.header_only", false},
        {"deliver_sm.header_past_text", false},
        {"deliver_sm.element_past_header", false},
        {"deliver_sm.short_concatenation", false},
        {"submit_sm.part_1_of_2", true},
        {"submit_sm.sar_part", true},
    };
    for (const auto& [name, expected] : table) {
        EXPECT_EQ(protocol::is_part_of_several(read_short_message(golden(name).view()).message), expected) << name;
    }
}

TEST(Parts, AreCountedByTheTotalAlone) {
    const std::pair<const char*, bool> headers[] = {
        {"05 00 03 00 02 01", true},
        {"05 00 03 09 01 01", false},
        {"05 00 03 02 00 03", false},
        {"06 08 04 00 00 02 01", true},
        {"06 08 04 FF FF 01 01", false},
        {"06 08 04 09 09 00 09", false},
        {"06 00 04 00 09 09 09", false},
        {"05 08 03 09 09 09", false},
        {"05 01 03 09 09 09", false},
        {"07 24 00 00 03 2A 02 01", true},
        {"01 00", false},
        {"00", false},
    };
    for (const auto& [header, expected] : headers) {
        const exact_buffer text(tests::support::bytes(std::string(header) + " \"STOP\""));
        protocol::short_message message;
        message.esm_class = 0x40;
        message.text = text.view();
        EXPECT_EQ(protocol::is_part_of_several(message), expected) << header;
    }
    const std::pair<const char*, bool> parameters[] = {
        {"020E 0001 02", true}, {"020E 0001 01", false},    {"020E 0001 00", false},
        {"020E 0000", false},   {"020E 0002 02 02", false}, {"020C 0002 00 09 020F 0001 09", false},
    };
    for (const auto& [parameter, expected] : parameters) {
        const exact_buffer tlvs(tests::support::bytes(parameter));
        protocol::short_message message;
        message.tlvs = tlvs.view();
        EXPECT_EQ(protocol::is_part_of_several(message), expected) << parameter;
    }
}

TEST(Receipts, AreToldFromTexts) {
    for (const golden_pdu& each : golden_pdus()) {
        const bool text = each.family == "deliver" || each.family == "text" || each.family == "submit";
        const bool data = each.name.starts_with("data_sm.");
        if ((!text && !data && each.family != "receipt") || each.name.find("_resp") != std::string::npos) continue;
        const bool only_looks_so =
            each.name == "receipt.message_state_alone" || each.name == "receipt.talk_of_ids" || each.name == "receipt.id_alone";
        const bool expected = (each.family == "receipt" && !only_looks_so) || each.name == "data_sm.receipt";
        EXPECT_EQ(protocol::is_receipt(read_short_message(each.view()).message), expected) << each.name;
    }
}

TEST(EncodeUcs2, WritesBigEndianUnits) {
    EXPECT_EQ(protocol::encode_ucs2("A\u00E9"), std::string("\x00\x41\x00\xE9", 4));
    EXPECT_EQ(protocol::encode_ucs2("\U0001F6D1"), "\xD8\x3D\xDE\xD1");
    EXPECT_EQ(protocol::encode_ucs2("\xFF"), "\xFF\xFD");
    EXPECT_EQ(protocol::encode_ucs2(""), "");
}

TEST(EncodeUcs2, ComesBack) {
    for (const std::string text : {"STOP", "\u20AC \U0001F6D1 \u05D0", "\U00010000\U0010FFFF\uFFFF"}) {
        const std::string encoded = protocol::encode_ucs2(text);
        protocol::short_message message;
        message.data_coding = 8;
        message.text = protocol::octets_of(encoded);
        EXPECT_EQ(protocol::decode_text(message, alphabet::gsm7), text);
    }
}

TEST(MessageText, APortInTheHeaderOrAsAParameterIsForAnApplication) {
    const std::vector<std::uint8_t> concatenated{5, 0, 3, 7, 2, 1, 'x'}, port_8{4, 4, 2, 1, 1, 'x'},
        port_16{6, 5, 4, 11, 132, 35, 240}, behind_another{9, 0, 3, 7, 2, 1, 4, 2, 1, 1, 'x'}, torn{3, 5, 9, 1, 'x'},
        torn_other{3, 0, 9, 1, 'x'}, parameter{0x02, 0x0B, 0, 2, 0x0B, 0x84};
    const struct {
        const std::vector<std::uint8_t>& text;
        std::uint8_t esm_class;
        bool is;
    } table[] = {{concatenated, 0x40, false},  {port_8, 0x40, true}, {port_8, 0, false},       {port_16, 0x40, true},
                 {behind_another, 0x40, true}, {torn, 0x40, true},   {torn_other, 0x40, false}};
    for (const auto& row : table) {
        protocol::short_message message;
        message.esm_class = row.esm_class;
        message.text = row.text;
        EXPECT_EQ(protocol::is_for_a_port(message), row.is) << &row - table;
    }
    protocol::short_message message;
    message.tlvs = parameter;
    EXPECT_TRUE(protocol::is_for_a_port(message));
}

}  // namespace
