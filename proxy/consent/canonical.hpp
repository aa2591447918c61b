#pragma once
// One spelling for each number, for keys only: addresses on the wire are never touched.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#ifdef __SSE2__
#include <emmintrin.h>

#include <bit>
#endif

#include "protocol/address.hpp"
#include "protocol/octets.hpp"

namespace proxy::consent {

// Digits with "+" and a leading "00" removed, whatever TON and NPI say; an alphanumeric address (TON 5) stays as it is.
// A view into the same octets. Used for recipients and for senders. What is canonical stays the same when it is made so again.
[[nodiscard]] std::string_view canonical(const protocol::address& number) noexcept;

// The same for numbers that people type: no TON, so only what starts with "+" or "00" is stripped. Blanks around it are ignored.
[[nodiscard]] std::string_view canonical(std::string_view typed) noexcept;

// A number that stays as it is when no region is known, as nearly all do: digits alone, not beginning with 0. Others may stay as
// they are, too.
[[nodiscard]] inline bool is_plain(std::string_view number) noexcept {
    constexpr std::size_t word = sizeof(std::uint64_t);
    if (number.size() < word || number.size() > 2 * word || number.front() == '0') return false;
    const auto digits = [](const char* at) {
        constexpr std::uint64_t high = 0xF0F0'F0F0'F0F0'F0F0, threes = 0x3030'3030'3030'3030, sixes = 0x0606'0606'0606'0606;
        std::uint64_t eight = 0;
        std::memcpy(&eight, at, word);
        return ((eight & high) | ((eight + sixes) & high) >> 4U) == (threes | threes >> 4U);  // 0x30 to 0x39
    };
    return digits(number.data()) && digits(number.data() + number.size() - word);
}

// The number that is_plain() and stands at the front of these octets with a NUL behind it; empty: another one, or one of more
// than fifteen digits. One comparison finds its end and that all of it is digits.
inline constexpr std::size_t plain_number_octets = 16;
[[nodiscard]] inline std::string_view plain_number(std::span<const std::uint8_t, plain_number_octets> field) noexcept {
#ifdef __SSE2__
    const auto here = _mm_loadu_si128(reinterpret_cast<const __m128i*>(field.data()));
    const auto over_nine = _mm_subs_epu8(_mm_sub_epi8(here, _mm_set1_epi8('0')), _mm_set1_epi8(9));
    const auto others = 0xFFFFU ^ static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(over_nine, _mm_setzero_si128())));
    if (others == 0) return {};
    const auto size = static_cast<std::size_t>(std::countr_zero(others));
    constexpr std::size_t shortest = 8;
    if (size < shortest || field[size] != 0 || field[0] == '0') return {};
    return protocol::characters(field.first(size));
#else
    const auto number = protocol::characters(field).substr(0, protocol::characters(field).find('\0'));
    return number.size() < field.size() && is_plain(number) ? number : std::string_view{};
#endif
}

}  // namespace proxy::consent
