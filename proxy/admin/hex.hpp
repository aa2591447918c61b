#pragma once
// Octets as lower-case hexadecimal digits, two each: digests, tokens, cursors.
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace proxy::admin {

[[nodiscard]] std::string to_hex(std::span<const unsigned char> octets);
[[nodiscard]] std::string to_hex(std::string_view octets);
[[nodiscard]] std::optional<std::string> from_hex(std::string_view digits);

}  // namespace proxy::admin
