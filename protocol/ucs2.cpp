#include "protocol/ucs2.hpp"

#include <algorithm>
#include <cstdint>

#include "protocol/utf8.hpp"

namespace protocol::ucs2 {
namespace {

enum class order : std::uint8_t { big, little };

char32_t unit_at(const std::uint8_t* at, order bytes) noexcept {
    const unsigned unit = load16(at);
    return bytes == order::big ? unit : (unit & 0xFFU) << 8U | unit >> 8U;
}

enum class kind : std::uint8_t { other, mark, latin, greek, cyrillic, hebrew, arabic, thai };

struct range {
    char16_t first, last;
    kind of;
};
// Of the characters that a text in an alphabet is made of. U+2000 and what else a blank gives in the wrong order is none of them.
constexpr range ranges[] = {
    {0x0009, 0x000A, kind::mark},   {0x000D, 0x000D, kind::mark},   {0x0020, 0x0040, kind::mark},
    {0x0041, 0x005A, kind::latin},  {0x005B, 0x0060, kind::mark},   {0x0061, 0x007A, kind::latin},
    {0x007B, 0x007E, kind::mark},   {0x00A0, 0x00BF, kind::mark},   {0x00C0, 0x024F, kind::latin},
    {0x0300, 0x036F, kind::mark},   {0x0370, 0x03FF, kind::greek},  {0x0400, 0x052F, kind::cyrillic},
    {0x0590, 0x05FF, kind::hebrew}, {0x0600, 0x06FF, kind::arabic}, {0x0E00, 0x0E7F, kind::thai},
    {0x1E00, 0x1EFF, kind::latin},  {0x200B, 0x203A, kind::mark},   {0x20A0, 0x20BF, kind::mark},
    {0xD800, 0xDFFF, kind::mark},   {0xFE0F, 0xFE0F, kind::mark},
};

kind kind_of(char32_t unit) noexcept {
    const auto* const at = std::ranges::lower_bound(ranges, unit, {}, [](const range& one) { return char32_t{one.last}; });
    return at == std::end(ranges) || unit < at->first ? kind::other : at->of;
}

bool is_of_one_alphabet(octets units, order bytes) noexcept {
    std::size_t letters = 0;
    kind alphabet = kind::latin;
    for (; !units.empty(); units = units.subspan(2)) {
        const kind next = kind_of(unit_at(units.data(), bytes));
        if (next == kind::other) return false;
        if (next == kind::mark) continue;
        ++letters;
        if (next == kind::latin) continue;
        if (alphabet != kind::latin && next != alphabet) return false;
        alphabet = next;
    }
    return letters >= 3;
}

// Without a byte order mark.
order order_of(octets units) noexcept {
    const bool swapped = is_of_one_alphabet(units, order::little) && !is_of_one_alphabet(units, order::big);
    return swapped ? order::little : order::big;
}

bool is_ascii(octets text) noexcept {
    return std::ranges::all_of(
        text, [](std::uint8_t octet) { return (octet >= 0x20 && octet <= 0x7E) || octet == '\r' || octet == '\n'; });
}

octets without_terminators(octets units) noexcept {
    while (!units.empty() && load16(&units[units.size() - 2]) == 0) units = units.first(units.size() - 2);
    return units;
}

std::string decode_units(octets units, order bytes) {
    std::string decoded;
    decoded.reserve(units.size());
    while (!units.empty()) {
        char32_t value = unit_at(units.data(), bytes);
        units = units.subspan(2);
        if (value >= 0xD800 && value <= 0xDBFF && !units.empty()) {
            const char32_t low = unit_at(units.data(), bytes);
            if (low >= 0xDC00 && low <= 0xDFFF) {
                value = 0x10000 + ((value - 0xD800) << 10U) + (low - 0xDC00);
                units = units.subspan(2);
            }
        }
        utf8::append(decoded, value);
    }
    return decoded;
}

void append_unit(std::string& out, char32_t unit) {
    out.push_back(static_cast<char>(unit >> 8U));
    out.push_back(static_cast<char>(unit));
}

}  // namespace

std::string decode(octets text) {
    const bool odd = text.size() % 2 != 0;
    if (odd && is_ascii(text)) return std::string(characters(text));
    const octets units = without_terminators(text.first(text.size() - (odd ? 1 : 0)));
    if (units.empty()) return {};
    const unsigned mark = load16(units.data());
    if (mark == 0xFEFF) return decode_units(units.subspan(2), order::big);
    if (mark == 0xFFFE) return decode_units(units.subspan(2), order::little);
    return decode_units(units, order_of(units));
}

std::string encode(std::string_view utf8) {
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

}  // namespace protocol::ucs2
