#pragma once
// Octets as lower-case hexadecimal digits, two each: digests, tokens, cursors.
#include <optional>
#include <string>
#include <string_view>

namespace store {

[[nodiscard]] std::string to_hex(std::string_view octets);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

}  // namespace store
