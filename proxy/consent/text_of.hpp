#pragma once
// The text of a short message as UTF-8, in every data_coding that has one, for keyword matching.
#include <optional>
#include <string>

#include "protocol/message_text.hpp"

namespace proxy::consent {

// What protocol::decode_text() reads, and by data_coding (SMPP 3.4 §5.2.19):
//    5 JIS X 0208, as Shift_JIS, as ISO-2022-JP, or as the bare two octets of each character
//    6 ISO-8859-5, Cyrillic
//    7 ISO-8859-8, Hebrew
//   10 ISO-2022-JP, or Shift_JIS
//   13 JIS X 0212, as EUC-JP (which has JIS X 0208 as well), as ISO-2022-JP, or as its bare two octets
//   14 KS C 5601, as EUC-KR with the additions of Windows, as ISO-2022-KR, or as its bare two octets
// Peers differ there: Kannel takes 5, 13 and 14 for bare octets, others for what their platform's converter of that name gives.
// An escape or shift tells ISO-2022, an octet over 0x7F the 8-bit form. Octets without either are bare ones when they make
// characters of that standard without exception and not all of them are such as ASCII text has: letters, digits and . ! ? and so
// on. So "STOP" is itself. Nothing for the codings without text (2, 4, 9) and those that mean nothing. The result is valid UTF-8,
// without NULs at the end; what has no character gives U+FFFD. Threads do not wait for each other.
[[nodiscard]] std::optional<std::string> text_of(const protocol::short_message& message, protocol::alphabet fallback);

}  // namespace proxy::consent
