#include "protocol/gsm7.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "protocol/utf8.hpp"

namespace protocol::gsm7 {
namespace {

using namespace std::string_view_literals;

constexpr std::uint8_t escape = 0x1B;

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

char32_t character_of(std::uint8_t septet, bool escaped) noexcept {
    if (septet > 0x7F) return utf8::replacement;
    if (escaped) {
        const auto* const at = std::ranges::find(extension, septet, &extended::code);
        if (at != extension.end()) return at->character;
    }
    return basic[septet];
}

}  // namespace

std::string decode(octets septets) {
    std::string text;
    text.reserve(septets.size());
    bool escaped = false;
    for (const std::uint8_t septet : septets) {
        if (septet == escape && !escaped) {
            escaped = true;
            continue;
        }
        // Two escapes in a row announce a table that does not exist yet; a space stands for it.
        utf8::append(text, septet == escape ? U' ' : character_of(septet, escaped));
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
        if (const std::size_t code = basic.find(character); code != std::u16string_view::npos) {
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

}  // namespace protocol::gsm7
