#include "protocol/message_text.hpp"

#include "protocol/gsm7.hpp"
#include "protocol/receipt_text.hpp"
#include "protocol/tlv.hpp"
#include "protocol/utf8.hpp"

namespace protocol {
namespace {

constexpr std::uint8_t header_indicator = 0x40;  // esm_class: the text begins with a user data header
constexpr std::uint8_t message_type = 0x3C;      // esm_class: bits 5 to 2

// Identifiers of user data header elements (3GPP TS 23.040 §9.2.3.24).
constexpr std::uint8_t concatenated_8_bit = 0x00;   // reference, total, number
constexpr std::uint8_t concatenated_16_bit = 0x08;  // reference in two octets, total, number

// How many parts the header speaks of; 1 when it speaks of none.
std::size_t parts_in(octets header) noexcept {
    while (header.size() >= 2) {
        const std::uint8_t identifier = header[0];
        const std::size_t length = header[1];
        header = header.subspan(2);
        if (length > header.size()) return 1;
        if (identifier == concatenated_8_bit && length == 3) return header[1];
        if (identifier == concatenated_16_bit && length == 4) return header[2];
        header = header.subspan(length);
    }
    return 1;
}

// 3GPP TS 23.038 §4 for the codings from 0x10 up; the ones below are SMPP's own (SMPP 3.4 §5.2.19).
std::optional<alphabet> alphabet_of_group(std::uint8_t data_coding) noexcept {
    const unsigned group = data_coding >> 4U;
    if (group == 0xC || group == 0xD) return alphabet::gsm7;  // message waiting
    if (group == 0xE) return alphabet::ucs2;                  // message waiting
    if (group == 0xF) return (data_coding & 0x04U) == 0 ? std::optional(alphabet::gsm7) : std::nullopt;
    const bool general = group <= 0x7;
    const bool compressed = (data_coding & 0x20U) != 0;
    if (!general || compressed) return std::nullopt;
    switch (data_coding & 0x0CU) {
        case 0x00: return alphabet::gsm7;
        case 0x08: return alphabet::ucs2;
        default: return std::nullopt;
    }
}

std::optional<alphabet> alphabet_of(std::uint8_t data_coding, alphabet fallback) noexcept {
    if (data_coding >= 0x10) return alphabet_of_group(data_coding);
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

// Its units in the order that the byte order mark says, without the mark.
class ucs2_units {
public:
    explicit ucs2_units(octets text) noexcept : rest_(text.first(text.size() & ~std::size_t{1})) {
        if (rest_.empty()) return;
        const unsigned mark = load16(rest_.data());
        swapped_ = mark == 0xFFFE;
        if (swapped_ || mark == 0xFEFF) rest_ = rest_.subspan(2);
    }
    [[nodiscard]] bool empty() const noexcept { return rest_.empty(); }
    [[nodiscard]] char32_t front() const noexcept {
        return swapped_ ? char32_t{rest_[1]} << 8U | rest_[0] : char32_t{rest_[0]} << 8U | rest_[1];
    }
    void pop() noexcept { rest_ = rest_.subspan(2); }

private:
    octets rest_;
    bool swapped_ = false;
};

std::string decode_ucs2(octets text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (ucs2_units units(text); !units.empty();) {
        char32_t value = units.front();
        units.pop();
        const bool high = value >= 0xD800 && value <= 0xDBFF;
        if (high && !units.empty() && units.front() >= 0xDC00 && units.front() <= 0xDFFF) {
            value = 0x10000 + ((value - 0xD800) << 10U) + (units.front() - 0xDC00);
            units.pop();
        }
        utf8::append(decoded, value);
    }
    return decoded;
}

std::string decode(octets text, alphabet coding) {
    switch (coding) {
        case alphabet::gsm7: return gsm7::decode(text);
        case alphabet::ascii: return decode_single(text, 0x7F);
        case alphabet::latin1: return decode_single(text, 0xFF);
        case alphabet::utf8: return decode_utf8(text);
        case alphabet::ucs2: return decode_ucs2(text);
    }
    return {};
}

octets without_padding(octets text, alphabet coding) noexcept {
    if (coding == alphabet::ucs2) {
        text = text.first(text.size() & ~std::size_t{1});
        while (text.size() >= 2 && text[text.size() - 1] == 0 && text[text.size() - 2] == 0) text = text.first(text.size() - 2);
        return text;
    }
    while (!text.empty() && text.back() == 0) text = text.first(text.size() - 1);
    return text;
}

void append_unit(std::string& out, char32_t unit) {
    out.push_back(static_cast<char>(unit >> 8U));
    out.push_back(static_cast<char>(unit));
}

}  // namespace

user_data split_user_data(std::uint8_t esm_class, octets text) noexcept {
    if ((esm_class & header_indicator) == 0) return {{}, text, false};
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

bool is_receipt(const short_message& message) noexcept {
    // A message_state without one of these classes says nothing: some SMSCs put it into ordinary texts.
    if ((message.esm_class & message_type) != 0) return true;
    if (find_tlv(message.tlvs, tlv_tag::receipted_message_id)) return true;
    const std::string_view text = characters(split_user_data(message.esm_class, message.text).text);
    return receipt_text::value(text, "id:").has_value() && receipt_text::value(text, "stat:").has_value();
}

std::optional<std::string> decode_text(const short_message& message, alphabet fallback) {
    const auto coding = alphabet_of(message.data_coding, fallback);
    if (!coding) return std::nullopt;
    const user_data parts = split_user_data(message.esm_class, message.text);
    if (parts.broken) return std::nullopt;
    return decode(without_padding(parts.text, *coding), *coding);
}

std::optional<std::string> encode_gsm7(std::string_view utf8) { return gsm7::encode(utf8); }

std::string encode_ucs2(std::string_view utf8) {
    std::string encoded;
    encoded.reserve(utf8.size() * 2);
    while (!utf8.empty()) {
        const utf8::code_point next = utf8::first(utf8);
        utf8.remove_prefix(next.size);
        if (next.value < 0x10000) {
            append_unit(encoded, next.value);
            continue;
        }
        append_unit(encoded, 0xD800 + ((next.value - 0x10000) >> 10U));
        append_unit(encoded, 0xDC00 + ((next.value - 0x10000) & 0x3FFU));
    }
    return encoded;
}

}  // namespace protocol
