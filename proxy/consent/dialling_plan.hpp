#pragma once
// Numbers as people of one country write them, brought to the spelling that all spellings of a number share: country code and
// national number, digits only. For keys only: addresses on the wire are never touched.
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/address.hpp"

namespace proxy::consent {

// A region's way of dialling: its prefixes and the numbering plan behind its country code. An entry of a constant table.
struct dialling_plan;

// ISO 3166 code in upper or lower case, "DE"; null for a region that libphonenumber does not know.
[[nodiscard]] const dialling_plan* plan_of(std::string_view region) noexcept;

// The longest address that is rewritten, that of data_sm (SMPP 3.4 §4.7.1). Longer ones are text.
inline constexpr std::size_t canonical_octets = 65;

// Holds a result that is not a view into the address: what canonical() returned is valid until the room is used again.
struct canonical_room {
    std::array<char, canonical_octets> octets;
};

// One spelling of a number for texts that come and go in `home`, the link's default_region. Without a home "+", "00", blanks and
// punctuation go, and nothing else is known of a number.
//
// - TON 5 and whatever holds anything but digits, "+" and punctuation is text and stays as canonical(number) has it.
// - Blanks, hyphens, dots, slashes and parentheses are dropped.
// - "+", "00", and what people of `home` dial before a number abroad, begin an international number. So does TON 1, unless
//   a 0 follows: no country code begins with it, so the number is a national one that was declared wrongly.
// - Everything else can be a national number or an international one without "+", whatever TON says (Kannel, for one,
//   declares all numbers national unless told otherwise). The likeliest reading counts: one that is a mobile number before
//   one that only has the length of one, before any other number of a plan; of equals, the national one. What fits no plan
//   stays as it is, and so do short codes.
// - A national prefix goes, after the country code too ("+44 (0)7700…"), and the plan's rewriting is done (Argentina's 15
//   to 9, an island's seven digits to ten).
//
// The result, taken again as an international number, is its own canonical form. Never allocates; the usual address stays
// a view.
[[nodiscard]] std::string_view canonical(const protocol::address& number, const dialling_plan* home,
                                         canonical_room& room) noexcept;

// The same for numbers that people type: no TON; blanks around what is no number are ignored.
[[nodiscard]] std::string_view canonical(std::string_view typed, const dialling_plan* home, canonical_room& room) noexcept;

// The same, owned.
[[nodiscard]] inline std::string canonical_text(const protocol::address& number, const dialling_plan* home) {
    canonical_room room;
    return std::string{canonical(number, home, room)};
}

}  // namespace proxy::consent
