#pragma once
// UCS-2 text, with surrogate pairs as UTF-16 has them.
#include <string>
#include <string_view>

#include "protocol/octets.hpp"

namespace protocol::ucs2 {

// To UTF-8. Without NULs at the end, and an odd last octet. Units are big-endian (3GPP TS 23.038 §6.2.3) but
//  - as a byte order mark says, which is no text;
//  - little-endian where there are three letters at least, all of Latin and at most one of Greek, Cyrillic, Hebrew, Arabic and
//  Thai,
//    beside them only marks, digits and symbols of text, and where the big-endian reading is no such text. In big-endian all its
//    characters would be the first few of their rows of 256, a letter's row that of the other's place: nobody writes that.
// An odd number of octets that are printable ASCII, all of them, is a text of single octets.
// What has no character gives U+FFFD.
[[nodiscard]] std::string decode(octets text);

// From UTF-8, big-endian.
[[nodiscard]] std::string encode(std::string_view utf8);

}  // namespace protocol::ucs2
