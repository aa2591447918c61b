#pragma once
// Octets of someone else's buffer, and the only place where integers are read from and written to them.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace protocol {

using octets = std::span<const std::uint8_t>;
using mutable_octets = std::span<std::uint8_t>;

// Big-endian integers, as SMPP has them (SMPP 3.4 §3.1). The caller has checked that the octets are there.
[[nodiscard]] constexpr std::uint16_t load16(const std::uint8_t* at) noexcept {
    return static_cast<std::uint16_t>((at[0] << 8U) | at[1]);
}

[[nodiscard]] constexpr std::uint32_t load32(const std::uint8_t* at) noexcept {
    return (std::uint32_t{at[0]} << 24U) | (std::uint32_t{at[1]} << 16U) | (std::uint32_t{at[2]} << 8U) | at[3];
}

constexpr void store16(std::uint8_t* at, std::uint16_t value) noexcept {
    at[0] = static_cast<std::uint8_t>(value >> 8U);
    at[1] = static_cast<std::uint8_t>(value);
}

constexpr void store32(std::uint8_t* at, std::uint32_t value) noexcept {
    at[0] = static_cast<std::uint8_t>(value >> 24U);
    at[1] = static_cast<std::uint8_t>(value >> 16U);
    at[2] = static_cast<std::uint8_t>(value >> 8U);
    at[3] = static_cast<std::uint8_t>(value);
}

// Whether the same octets stand at both places, at least so many of them. Where they are few this takes less than memcmp.
inline constexpr std::size_t least_compared = sizeof(std::uint64_t);
[[nodiscard]] inline bool same_octets(const std::uint8_t* one, const std::uint8_t* other, std::size_t many) noexcept {
    const auto same_word = [&](std::size_t at) {
        std::uint64_t here = 0, there = 0;
        std::memcpy(&here, one + at, sizeof here);
        std::memcpy(&there, other + at, sizeof there);
        return here == there;
    };
    const auto last = many - sizeof(std::uint64_t);
    for (std::size_t at = 0; at < last; at += sizeof(std::uint64_t))
        if (!same_word(at)) return false;
    return same_word(last);  // some of them once more
}

// The same octets seen as characters; lives as long as they do.
[[nodiscard]] inline std::string_view characters(octets bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// The same characters seen as octets; lives as long as they do.
[[nodiscard]] inline octets octets_of(std::string_view text) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace protocol
