#pragma once
// One spelling for each number, for keys only: addresses on the wire are never touched.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "protocol/address.hpp"

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

}  // namespace proxy::consent
