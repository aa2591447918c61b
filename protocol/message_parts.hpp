#pragma once
// A text of ours as one or several short messages, each with the octets and fields that its submit_sm carries.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/message_text.hpp"

namespace protocol {

struct message_part {
    std::string octets;
    std::uint8_t data_coding = 0;
    std::uint8_t esm_class = 0;  // 0x40 when the octets begin with a user data header
};

// In the link's default alphabet (data_coding 0) where that is sure to be read right: GSM 7-bit on a link of gsm7, packed on one
// of gsm7_packed, ASCII on links of ascii, latin1 and utf8; else in UCS-2. One message where the text fits: 160 characters, 70 in
// UCS-2. Otherwise parts of 153 or 67 that a handset joins again, under `reference`. A character of the GSM extension table
// counts as two, in ASCII as well, because the SMSC makes GSM 7-bit of it; none is split between parts. At least one part, and
// 255 at most: what a text has beyond those is left out.
[[nodiscard]] std::vector<message_part> encode_parts(std::string_view utf8, alphabet of_link, std::uint8_t reference);

// How many those are.
[[nodiscard]] std::size_t parts_of(std::string_view utf8, alphabet of_link);

// The first character that the link's default alphabet, as encode_parts() uses it, does not have: because of it the text goes out
// in UCS-2. Empty when there is none. On a link of ucs2 that is any character.
[[nodiscard]] std::string_view first_beyond(std::string_view utf8, alphabet of_link);

}  // namespace protocol
