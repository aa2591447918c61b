#pragma once
// GSM 7-bit text (3GPP TS 23.038 §6.2.1): its alphabets, with one septet an octet, and the packing of septets into octets.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "protocol/gsm7_national.hpp"
#include "protocol/octets.hpp"

namespace protocol::gsm7 {

inline constexpr std::uint8_t escape = 0x1B;  // the septet behind it is one of the extension table

// To UTF-8. An escape before a code without extension gives the basic character, as the table's note says; octets over 0x7F
// and codes without a character give U+FFFD.
[[nodiscard]] std::string decode(octets septets, shift_tables by = {});

// From UTF-8, by the default tables; nothing when it is not valid or a character is in neither of them.
[[nodiscard]] std::optional<std::string> encode(std::string_view utf8);

// Bits to leave empty behind a user data header, so that the text begins with a whole septet, counted from where the header does
// (3GPP TS 23.040 §9.2.3.24). `header_octets` with its length octet; 0 when there is none.
[[nodiscard]] constexpr std::size_t fill_bits(std::size_t header_octets) noexcept { return (7 - header_octets * 8 % 7) % 7; }

// Septets, one an octet, to packed ones (3GPP TS 23.038 §6.1.2.1.1) behind `fill_bits` zero bits, of which there are 6 at most. A
// carriage return fills seven spare bits, which would be read as "@", and another follows one that ends the last octet, which
// would be taken for such a filler (§6.1.2.3.1): that costs an octet, and the two come back.
[[nodiscard]] std::string pack(std::string_view septets, std::size_t fill_bits);

// The septets, one an octet, without a filler of seven bits that is a carriage return. One of zeros stays, as "@".
[[nodiscard]] std::string unpack(octets packed, std::size_t fill_bits);

}  // namespace protocol::gsm7
