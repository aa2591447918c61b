#pragma once
// Which version of an answer somebody has (RFC 9110 §8.8.3, §13.1.2).
#include <string>
#include <string_view>

namespace proxy::admin {

// Of these octets, quotes included.
[[nodiscard]] std::string etag_of(std::string_view body);

// Does a field If-None-Match name this tag? Compared weakly.
[[nodiscard]] bool names(std::string_view if_none_match, std::string_view tag);

}  // namespace proxy::admin
