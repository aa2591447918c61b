#include "protocol/utf8.hpp"

#include <cstdint>

namespace protocol::utf8 {
namespace {

std::uint32_t octet(char c) noexcept { return static_cast<std::uint8_t>(c); }

// What a lead octet promises. The range of the second octet is what rules out overlong forms and surrogates (RFC 3629 §4).
struct shape {
    std::size_t size = 0;  // 0: no lead octet
    std::uint32_t payload = 0;
    std::uint32_t second_from = 0x80;
    std::uint32_t second_to = 0xBF;
};

shape shape_of(std::uint32_t lead) noexcept {
    if (lead >= 0xC2 && lead <= 0xDF) return {2, lead & 0x1FU};
    if (lead == 0xE0) return {3, 0, 0xA0, 0xBF};
    if (lead == 0xED) return {3, 0xD, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {3, lead & 0x0FU};
    if (lead == 0xF0) return {4, 0, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {4, lead & 0x07U};
    if (lead == 0xF4) return {4, 4, 0x80, 0x8F};
    return {};
}

}  // namespace

code_point first(std::string_view text) noexcept {
    const std::uint32_t lead = octet(text.front());
    if (lead < 0x80) return {static_cast<char32_t>(lead), 1, true};
    const shape expected = shape_of(lead);
    std::uint32_t value = expected.payload;
    for (std::size_t i = 1; i < expected.size; ++i) {
        const std::uint32_t next = i < text.size() ? octet(text[i]) : 0;
        const std::uint32_t from = i == 1 ? expected.second_from : 0x80;
        const std::uint32_t to = i == 1 ? expected.second_to : 0xBF;
        if (next < from || next > to) return {replacement, i, false};
        value = (value << 6U) | (next & 0x3FU);
    }
    if (expected.size == 0) return {replacement, 1, false};
    return {static_cast<char32_t>(value), expected.size, true};
}

void append(std::string& out, char32_t value) {
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (surrogate || value > 0x10FFFF) value = replacement;
    const auto put = [&out](std::uint32_t lead, std::uint32_t bits) { out.push_back(static_cast<char>(lead | bits)); };
    const std::uint32_t v = value;
    if (v < 0x80) {
        put(0, v);
        return;
    }
    if (v < 0x800) {
        put(0xC0, v >> 6U);
    } else if (v < 0x10000) {
        put(0xE0, v >> 12U);
        put(0x80, (v >> 6U) & 0x3FU);
    } else {
        put(0xF0, v >> 18U);
        put(0x80, (v >> 12U) & 0x3FU);
        put(0x80, (v >> 6U) & 0x3FU);
    }
    put(0x80, v & 0x3FU);
}

}  // namespace protocol::utf8
