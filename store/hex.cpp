#include "store/hex.hpp"

namespace store {
namespace {

constexpr std::string_view digits_in_order = "0123456789abcdef";

}  // namespace

std::string to_hex(std::string_view octets) {
    std::string text;
    text.reserve(octets.size() * 2);
    for (const char each : octets) {
        const auto value = static_cast<unsigned char>(each);
        text += digits_in_order[value >> 4U];
        text += digits_in_order[value & 0xFU];
    }
    return text;
}

std::optional<std::string> from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string octets;
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        const auto high = digits_in_order.find(digits[at]);
        const auto low = digits_in_order.find(digits[at + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        octets += static_cast<char>(high << 4U | low);
    }
    return octets;
}

}  // namespace store
