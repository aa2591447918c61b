#include "protocol/message_parts.hpp"

#include <utility>

#include "protocol/gsm7.hpp"
#include "protocol/utf8.hpp"

namespace protocol {
namespace {

enum class layout : std::uint8_t { septets, packed, ascii, ucs2 };

// What one message holds: septets, or units of UCS-2. It is 140 octets, of which the header takes 6 in each of several parts, and
// of septets the 7th that begins in them (3GPP TS 23.040 §9.2.3.24.1).
struct room {
    std::size_t alone, in_part;
};
constexpr room septet_room{160, 153};
constexpr room ucs2_room{70, 67};

constexpr room room_of(layout how) noexcept { return how == layout::ucs2 ? ucs2_room : septet_room; }

// A text as it stands in the octets of messages, before it is split.
struct encoded_text {
    std::string units;
    layout how = layout::ucs2;
};

// Where the code page is not sure to be what the link says, ASCII is what all have in common.
bool has(alphabet of_link, std::string_view character) {
    switch (of_link) {
        case alphabet::gsm7:
        case alphabet::gsm7_packed: return gsm7::encode(character).has_value();
        case alphabet::ascii:
        case alphabet::latin1:
        case alphabet::utf8: return static_cast<unsigned char>(character.front()) < 0x80;
        case alphabet::ucs2: break;
    }
    return false;
}

encoded_text encode(std::string_view utf8, alphabet of_link) {
    const bool packed = of_link == alphabet::gsm7_packed;
    if (packed || of_link == alphabet::gsm7) {
        if (auto septets = encode_gsm7(utf8)) return {*std::move(septets), packed ? layout::packed : layout::septets};
    } else if (of_link != alphabet::ucs2 && first_beyond(utf8, of_link).empty()) {
        return {std::string(utf8), layout::ascii};
    }
    return {encode_ucs2(utf8), layout::ucs2};
}

// What must stay together at the front of a text: its octets, and what they cost of a message's room.
struct step {
    std::size_t octets, cost;
};
step first_step(std::string_view units, layout how) noexcept {
    constexpr std::string_view extension = "\f^{}\\[~]|";  // what ASCII has of it
    const auto lead = static_cast<unsigned char>(units.front());
    switch (how) {
        case layout::septets:
        case layout::packed: return lead == gsm7::escape ? step{2, 2} : step{1, 1};
        case layout::ascii: return {1, extension.find(units.front()) == std::string_view::npos ? 1U : 2U};
        case layout::ucs2: break;
    }
    const bool high_surrogate = lead >= 0xD8 && lead <= 0xDB;
    return high_surrogate ? step{4, 2} : step{2, 1};
}

// As much from the front as has room.
std::string_view take(std::string_view& units, layout how, std::size_t room) noexcept {
    std::size_t octets = 0;
    while (octets < units.size()) {
        const step next = first_step(units.substr(octets), how);
        if (next.cost > room) break;
        room -= next.cost;
        octets += next.octets;
    }
    const auto taken = units.substr(0, octets);
    units.remove_prefix(taken.size());
    return taken;
}

std::vector<std::string_view> split(const encoded_text& text) {
    constexpr std::size_t most = 0xFF;  // one octet of the header counts them
    std::string_view rest = text.units;
    std::vector<std::string_view> parts{take(rest, text.how, room_of(text.how).alone)};
    if (rest.empty()) return parts;
    parts.clear();
    for (rest = text.units; !rest.empty() && parts.size() < most;) {
        parts.push_back(take(rest, text.how, room_of(text.how).in_part));
    }
    return parts;
}

// `header`: with its length octet, or empty.
message_part lay_out(std::string_view units, layout how, std::string_view header) {
    constexpr std::uint8_t ucs2 = 8;  // SMPP 3.4 §5.2.19
    message_part part;
    part.octets = header;
    part.octets += how == layout::packed ? gsm7::pack(units, gsm7::fill_bits(header.size())) : std::string(units);
    if (how == layout::ucs2) part.data_coding = ucs2;
    if (!header.empty()) part.esm_class = esm_class_bits::user_data_header;
    return part;
}

}  // namespace

std::vector<message_part> encode_parts(std::string_view utf8, alphabet of_link, std::uint8_t reference) {
    const encoded_text text = encode(utf8, of_link);
    const auto split_text = split(text);
    if (split_text.size() == 1) return {lay_out(split_text.front(), text.how, {})};
    std::vector<message_part> parts;
    parts.reserve(split_text.size());
    // Five octets follow: element 0x00, concatenation, with three: reference, total, number from 1.
    std::string header{5, 0x00, 3, static_cast<char>(reference), static_cast<char>(split_text.size()), 0};
    for (const auto units : split_text) {
        ++header.back();
        parts.push_back(lay_out(units, text.how, header));
    }
    return parts;
}

std::size_t parts_of(std::string_view utf8, alphabet of_link) { return split(encode(utf8, of_link)).size(); }

std::string_view first_beyond(std::string_view utf8, alphabet of_link) {
    while (!utf8.empty()) {
        const auto character = utf8.substr(0, utf8::first(utf8).size);
        if (!has(of_link, character)) return character;
        utf8.remove_prefix(character.size());
    }
    return {};
}

}  // namespace protocol
