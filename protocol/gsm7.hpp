#pragma once
// The GSM 7-bit default alphabet and its extension table (3GPP TS 23.038 §6.2.1), one septet an octet.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/octets.hpp"

namespace protocol::gsm7 {

// To UTF-8. An escape before a code without extension gives the basic character, as the table's note says; octets over 0x7F
// give U+FFFD.
[[nodiscard]] std::string decode(octets septets);

// From UTF-8; nothing when it is not valid or a character is in neither table.
[[nodiscard]] std::optional<std::string> encode(std::string_view utf8);

}  // namespace protocol::gsm7
