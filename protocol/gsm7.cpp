#include "protocol/gsm7.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "protocol/utf8.hpp"

namespace protocol::gsm7 {
namespace {

using namespace std::string_view_literals;

constexpr char carriage_return = 0x0D;
constexpr std::size_t septet_bits = 7;

// By code, sixteen a line. The escape itself stands as U+0000, which no other code gives.
constexpr std::u16string_view basic =
    u"@\u00A3$\u00A5\u00E8\u00E9\u00F9\u00EC\u00F2\u00C7\n\u00D8\u00F8\r\u00C5\u00E5"
    u"\u0394_\u03A6\u0393\u039B\u03A9\u03A0\u03A8\u03A3\u0398\u039E\0\u00C6\u00E6\u00DF\u00C9"
    u" !\"#\u00A4%&'()*+,-./"
    u"0123456789:;<=>?"
    u"\u00A1ABCDEFGHIJKLMNO"
    u"PQRSTUVWXYZ\u00C4\u00D6\u00D1\u00DC\u00A7"
    u"\u00BFabcdefghijklmno"
    u"pqrstuvwxyz\u00E4\u00F6\u00F1\u00FC\u00E0"sv;
static_assert(basic.size() == 128);
static_assert(basic[escape] == 0 && basic['A'] == u'A' && basic['z'] == u'z' && basic[0x7F] == u'\u00E0');

struct extended {
    std::uint8_t code;
    char16_t character;
};
constexpr std::array extension{
    extended{0x0A, u'\f'}, extended{0x14, u'^'}, extended{0x28, u'{'}, extended{0x29, u'}'}, extended{0x2F, u'\\'},
    extended{0x3C, u'['},  extended{0x3D, u'~'}, extended{0x3E, u']'}, extended{0x40, u'|'}, extended{0x65, u'\u20AC'},
};

// Codes of ASCII's characters, which most texts of ours are made of; no_code for those that are not in the basic table.
constexpr std::uint8_t no_code = 0xFF;
constexpr auto codes_of_ascii = [] {
    std::array<std::uint8_t, 0x80> made{};
    for (std::size_t at = 0; at < made.size(); ++at) {
        const auto code = basic.find(static_cast<char16_t>(at));
        made[at] = at == 0 || code == std::u16string_view::npos ? no_code : static_cast<std::uint8_t>(code);
    }
    return made;
}();

std::uint8_t code_of(char16_t character) noexcept {
    if (character < codes_of_ascii.size()) return codes_of_ascii[character];
    const auto code = basic.find(character);
    return code == std::u16string_view::npos ? no_code : static_cast<std::uint8_t>(code);
}

char16_t extension_of(std::uint8_t septet) noexcept {
    const auto* const at = std::ranges::find(extension, septet, &extended::code);
    return at == extension.end() ? no_character : at->character;
}

class reader {
public:
    explicit reader(shift_tables by) noexcept : locking_(locking_table(by.locking)), single_(single_table(by.single)) {
        if (locking_.empty()) locking_ = basic;
    }
    [[nodiscard]] char32_t character_of(std::uint8_t septet, bool escaped) const noexcept {
        if (septet > 0x7F) return utf8::replacement;
        const char16_t shifted = escaped ? behind_escape(septet) : no_character;
        return shifted == no_character ? locking_[septet] : shifted;
    }

private:
    [[nodiscard]] char16_t behind_escape(std::uint8_t septet) const noexcept {
        return single_.empty() ? extension_of(septet) : single_[septet];
    }

    std::u16string_view locking_, single_;
};

}  // namespace

std::string decode(octets septets, shift_tables by) {
    const reader tables(by);
    std::string text;
    text.reserve(septets.size());
    bool escaped = false;
    for (const std::uint8_t septet : septets) {
        if (septet == escape && !escaped) {
            escaped = true;
            continue;
        }
        // Two escapes in a row announce a table that does not exist yet; a space stands for it.
        utf8::append(text, septet == escape ? U' ' : tables.character_of(septet, escaped));
        escaped = false;
    }
    return text;
}

std::optional<std::string> encode(std::string_view utf8) {
    std::string septets;
    septets.reserve(utf8.size());
    while (!utf8.empty()) {
        const auto [value, size, valid] = utf8::first(utf8);
        if (!valid || value == 0 || value > 0xFFFF) return std::nullopt;
        utf8.remove_prefix(size);
        const auto character = static_cast<char16_t>(value);
        if (const auto code = code_of(character); code != no_code) {
            septets.push_back(static_cast<char>(code));
            continue;
        }
        const auto* const at = std::ranges::find(extension, character, &extended::character);
        if (at == extension.end()) return std::nullopt;
        septets.push_back(static_cast<char>(escape));
        septets.push_back(static_cast<char>(at->code));
    }
    return septets;
}

std::string pack(std::string_view septets, std::size_t fill_bits) {
    std::string packed;
    if (septets.empty()) return packed;
    packed.reserve((fill_bits + septets.size() * septet_bits) / 8 + 1);
    unsigned held = 0;
    std::size_t count = fill_bits;  // bits in `held`
    const auto add = [&](std::uint8_t septet) {
        held |= (septet & 0x7FU) << count;
        for (count += septet_bits; count >= 8; count -= 8, held >>= 8U) packed.push_back(static_cast<char>(held));
    };
    for (const char septet : septets) add(static_cast<std::uint8_t>(septet));
    const bool seven_spare = count == 1;
    const bool ends_in_return = count == 0 && septets.back() == carriage_return;
    if (seven_spare || ends_in_return) add(carriage_return);
    if (count != 0) packed.push_back(static_cast<char>(held));
    return packed;
}

std::string unpack(octets packed, std::size_t fill_bits) {
    std::string septets;
    if (packed.empty()) return septets;
    septets.reserve(packed.size() * 8 / septet_bits);
    unsigned held = 0;
    std::size_t count = 0;  // bits in `held`
    const auto take = [&](std::size_t bits) {
        held >>= bits;
        count -= bits;
    };
    for (const std::uint8_t octet : packed) {
        held |= unsigned{octet} << count;
        count += 8;
        take(std::exchange(fill_bits, 0));
        for (; count >= septet_bits; take(septet_bits)) septets.push_back(static_cast<char>(held & 0x7FU));
    }
    if (count == 0 && septets.ends_with(carriage_return)) septets.pop_back();
    return septets;
}

}  // namespace protocol::gsm7
