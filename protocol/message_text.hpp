#pragma once
// The text of a short message as UTF-8, for keyword matching only: what is relayed is never decoded and encoded again.
#include <cstdint>
#include <optional>
#include <string>

#include "protocol/short_message.hpp"

namespace protocol {

// What data_coding 0 means on a link (`default_alphabet`). gsm7_packed: GSM 7-bit text comes packed, eight septets in seven
// octets.
enum class alphabet : std::uint8_t { gsm7, ascii, latin1, utf8, ucs2, gsm7_packed };

// The user data header of a message (3GPP TS 23.040 §9.2.3.24), present when esm_class has bit 6 (0x40).
struct user_data {
    octets header;        // without its length octet; empty when there is none
    octets text;          // what follows it
    bool broken = false;  // the header claims more octets than there are
};
[[nodiscard]] user_data split_user_data(std::uint8_t esm_class, octets text) noexcept;

// True when the message is one part of several: a concatenation element (0x00, 0x08) in the user data header with more than
// one part, or the TLV sar_total_segments over 1.
[[nodiscard]] bool is_part_of_several(const short_message& message) noexcept;

// True when the message is for an application: a port in the user data header (3GPP TS 23.040 §9.2.3.24.3 and 4), torn or not, or
// the TLV destination_port.
[[nodiscard]] bool is_for_a_port(const short_message& message) noexcept;

// True for delivery receipts and the other non-text types (esm_class bits 5 to 2, SMPP 3.4 §5.2.12), for the TLVs
// receipted_message_id or message_state with a receipt's class, and for texts of the form "id:... stat:..." (quirk 44).
[[nodiscard]] bool is_receipt(const short_message& message) noexcept;

// Decodes by data_coding: 0 as `fallback` says, 1 ASCII, 3 Latin-1, 8 UCS-2 (see ucs2.hpp), GSM message-class and
// waiting-indication groups by their alphabet bits. Nothing for 8-bit data, JIS and other codings, or a broken user data header.
// GSM 7-bit is read by the national language tables that the header names (3GPP TS 23.040 §9.2.3.24.15 and 16), and is one septet
// an octet. Where `fallback` is gsm7_packed it is packed, from the next whole septet after the header on, with one exception:
// octets that are all plain (letters of ASCII, blanks and , . ! ' -) are septets when what they give unpacked is not. So a packed
// text of plain characters is always read right, and one with others unless all its octets happen to be plain: of four random
// ones, one in 350.
// The result is valid UTF-8: what has no character gives U+FFFD. NULs at the end are dropped, also where they would be the "@" of
// GSM 7-bit: they are terminators that were counted (quirk 27) or the padding of a message that was packed on its way.
[[nodiscard]] std::optional<std::string> decode_text(const short_message& message, alphabet fallback);

// Encodes UTF-8 as unpacked GSM 7-bit; nothing when a character has no place in its basic and extension tables.
[[nodiscard]] std::optional<std::string> encode_gsm7(std::string_view utf8);
// Encodes UTF-8 as UCS-2, big-endian (surrogate pairs outside the basic plane).
[[nodiscard]] std::string encode_ucs2(std::string_view utf8);

}  // namespace protocol
