#pragma once
// SHA-256, and HMAC-SHA-256 (RFC 2104) for what must not be found out by trying all numbers without the key.
#include <array>
#include <string_view>

namespace store {

using digest = std::array<char, 32>;

[[nodiscard]] digest sha256(std::string_view octets);
// Of keys up to 64 octets.
[[nodiscard]] digest hmac_sha256(std::string_view key, std::string_view octets);

[[nodiscard]] inline std::string_view view(const digest& of) noexcept { return {of.data(), of.size()}; }

}  // namespace store
