#include "protocol/message_text.hpp"

#include <algorithm>

#include "protocol/gsm7.hpp"
#include "protocol/receipt_text.hpp"
#include "protocol/tlv.hpp"
#include "protocol/ucs2.hpp"
#include "protocol/utf8.hpp"

namespace protocol {
namespace {

// Identifiers of user data header elements (3GPP TS 23.040 §9.2.3.24).
constexpr std::uint8_t concatenated_8_bit = 0x00;   // reference, total, number
constexpr std::uint8_t concatenated_16_bit = 0x08;  // reference in two octets, total, number
constexpr std::uint8_t port_8_bit = 0x04;           // destination and source
constexpr std::uint8_t port_16_bit = 0x05;          // likewise
constexpr std::uint8_t single_shift = 0x24;         // national language identifier
constexpr std::uint8_t locking_shift = 0x25;        // likewise

// The elements of a user data header, up to one that claims more octets than there are.
class header_elements {
public:
    struct element {
        std::uint8_t identifier = 0;
        octets value;
    };
    explicit header_elements(octets header) noexcept : rest_(header) {}
    [[nodiscard]] std::optional<element> next() noexcept {
        if (rest_.size() < 2 || rest_[1] > rest_.size() - 2) return std::nullopt;
        const element one{rest_[0], rest_.subspan(2, rest_[1])};
        rest_ = rest_.subspan(2 + one.value.size());
        return one;
    }
    // The octets of an element that claims more, and what follows.
    [[nodiscard]] octets rest() const noexcept { return rest_; }

private:
    octets rest_;
};

// How many parts the header speaks of; 1 when it speaks of none.
std::size_t parts_in(octets header) noexcept {
    header_elements elements(header);
    while (const auto one = elements.next()) {
        if (one->identifier == concatenated_8_bit && one->value.size() == 3) return one->value[1];
        if (one->identifier == concatenated_16_bit && one->value.size() == 4) return one->value[2];
    }
    return 1;
}

gsm7::shift_tables tables_in(octets header) noexcept {
    gsm7::shift_tables tables;
    header_elements elements(header);
    while (const auto one = elements.next()) {
        if (one->value.size() != 1) continue;
        if (one->identifier == single_shift) tables.single = one->value.front();
        if (one->identifier == locking_shift) tables.locking = one->value.front();
    }
    return tables;
}

// 3GPP TS 23.038 §4 for the codings from 0x10 up; the ones below are SMPP's own (SMPP 3.4 §5.2.19).
std::optional<alphabet> alphabet_of_group(std::uint8_t data_coding, alphabet gsm) noexcept {
    const unsigned group = data_coding >> 4U;
    if (group == 0xC || group == 0xD) return gsm;  // message waiting
    if (group == 0xE) return alphabet::ucs2;       // message waiting
    if (group == 0xF) return (data_coding & 0x04U) == 0 ? std::optional(gsm) : std::nullopt;
    const bool general = group <= 0x7;
    const bool compressed = (data_coding & 0x20U) != 0;
    if (!general || compressed) return std::nullopt;
    switch (data_coding & 0x0CU) {
        case 0x00: return gsm;
        case 0x08: return alphabet::ucs2;
        default: return std::nullopt;
    }
}

std::optional<alphabet> alphabet_of(std::uint8_t data_coding, alphabet fallback) noexcept {
    if (data_coding >= 0x10) {
        return alphabet_of_group(data_coding, fallback == alphabet::gsm7_packed ? fallback : alphabet::gsm7);
    }
    switch (data_coding) {
        case 0: return fallback;
        case 1: return alphabet::ascii;
        case 3: return alphabet::latin1;
        case 8: return alphabet::ucs2;
        default: return std::nullopt;
    }
}

// Octets over `last` give U+FFFD.
std::string decode_single(octets text, std::uint8_t last) {
    std::string decoded;
    decoded.reserve(text.size());
    for (const std::uint8_t octet : text) utf8::append(decoded, octet > last ? utf8::replacement : char32_t{octet});
    return decoded;
}

std::string decode_utf8(octets text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::string_view rest = characters(text); !rest.empty();) {
        const utf8::code_point next = utf8::first(rest);
        utf8::append(decoded, next.value);
        rest.remove_prefix(next.size);
    }
    return decoded;
}

octets without_terminators(octets text) noexcept {
    while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
    return text;
}

bool is_plain(std::uint8_t octet) noexcept {
    constexpr std::string_view marks = " ,.!'-";
    const unsigned letter = octet | 0x20U;  // in lower case
    return (letter >= 'a' && letter <= 'z') || marks.find(static_cast<char>(octet)) != std::string_view::npos;
}

std::string decode_packed(octets text, std::size_t header_octets, gsm7::shift_tables tables) {
    const std::string septets = gsm7::unpack(text, gsm7::fill_bits(header_octets));
    const octets unpacked = without_terminators(octets_of(septets)), as_they_are = without_terminators(text);
    const bool never_packed = std::ranges::all_of(as_they_are, is_plain) && !std::ranges::all_of(unpacked, is_plain);
    return gsm7::decode(never_packed ? as_they_are : unpacked, tables);
}

std::string decode(const user_data& parts, std::size_t header_octets, alphabet coding) {
    switch (coding) {
        case alphabet::gsm7: return gsm7::decode(without_terminators(parts.text), tables_in(parts.header));
        case alphabet::ascii: return decode_single(without_terminators(parts.text), 0x7F);
        case alphabet::latin1: return decode_single(without_terminators(parts.text), 0xFF);
        case alphabet::utf8: return decode_utf8(without_terminators(parts.text));
        case alphabet::ucs2: return ucs2::decode(parts.text);
        case alphabet::gsm7_packed: return decode_packed(parts.text, header_octets, tables_in(parts.header));
    }
    return {};
}

}  // namespace

user_data split_user_data(std::uint8_t esm_class, octets text) noexcept {
    if ((esm_class & esm_class_bits::user_data_header) == 0) return {{}, text, false};
    if (text.empty()) return {{}, {}, true};
    const std::size_t length = text.front();
    if (length >= text.size()) return {{}, {}, true};
    return {text.subspan(1, length), text.subspan(1 + length), false};
}

bool is_part_of_several(const short_message& message) noexcept {
    const user_data parts = split_user_data(message.esm_class, message.text);
    if (parts_in(parts.header) > 1) return true;
    const auto total = find_tlv(message.tlvs, tlv_tag::sar_total_segments);
    return total && total->size() == 1 && total->front() > 1;
}

bool is_for_a_port(const short_message& message) noexcept {
    const auto is_port = [](std::uint8_t identifier) { return identifier == port_8_bit || identifier == port_16_bit; };
    header_elements elements(split_user_data(message.esm_class, message.text).header);
    while (const auto one = elements.next()) {
        if (is_port(one->identifier)) return true;
    }
    const octets torn = elements.rest();
    return (torn.size() >= 2 && is_port(torn.front())) || find_tlv(message.tlvs, tlv_tag::destination_port).has_value();
}

bool is_receipt(const short_message& message) noexcept {
    // A message_state without one of these classes says nothing: some SMSCs put it into ordinary texts.
    if ((message.esm_class & esm_class_bits::message_type) != 0) return true;
    if (find_tlv(message.tlvs, tlv_tag::receipted_message_id)) return true;
    const std::string_view text = characters(split_user_data(message.esm_class, message.text).text);
    return receipt_text::value(text, "id:").has_value() && receipt_text::value(text, "stat:").has_value();
}

std::optional<std::string> decode_text(const short_message& message, alphabet fallback) {
    const auto coding = alphabet_of(message.data_coding, fallback);
    if (!coding) return std::nullopt;
    const user_data parts = split_user_data(message.esm_class, message.text);
    if (parts.broken) return std::nullopt;
    return decode(parts, message.text.size() - parts.text.size(), *coding);
}

std::optional<std::string> encode_gsm7(std::string_view utf8) { return gsm7::encode(utf8); }

std::string encode_ucs2(std::string_view utf8) { return ucs2::encode(utf8); }

}  // namespace protocol
