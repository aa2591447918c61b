#pragma once
// UTF-8, one code point at a time (RFC 3629: no overlong forms, no surrogates, nothing over U+10FFFF).
#include <cstddef>
#include <string>
#include <string_view>

namespace protocol::utf8 {

inline constexpr char32_t replacement = 0xFFFD;

struct code_point {
    char32_t value = replacement;
    std::size_t size = 0;  // octets it takes; of an invalid sequence: those to step over, at least one
    bool valid = false;
};

// The code point at the front of `text`, which is not empty.
[[nodiscard]] code_point first(std::string_view text) noexcept;

// Surrogates and what is over U+10FFFF become U+FFFD, so that the result is valid whatever comes in.
void append(std::string& out, char32_t value);

}  // namespace protocol::utf8
