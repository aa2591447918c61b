#include "tests/sim/words.hpp"

#include <algorithm>
#include <charconv>

namespace sim {
namespace {

constexpr std::string_view blanks = " \t\r";

[[nodiscard]] bool is_digit(char character) noexcept { return character >= '0' && character <= '9'; }

[[nodiscard]] std::optional<std::uint8_t> octet_of(std::string_view word) noexcept {
    const auto number = number_of(word);
    if (!number || *number > 0xFF) return std::nullopt;
    return static_cast<std::uint8_t>(*number);
}

}  // namespace

std::string_view words::next() noexcept {
    rest_ = rest();
    const auto word = rest_.substr(0, rest_.find_first_of(blanks));
    rest_.remove_prefix(word.size());
    return word;
}

std::string_view words::rest() const noexcept {
    const auto begin = rest_.find_first_not_of(blanks);
    return begin == std::string_view::npos ? std::string_view{} : rest_.substr(begin);
}

std::optional<std::uint32_t> number_of(std::string_view word) noexcept {
    const bool hexadecimal = word.starts_with("0x") || word.starts_with("0X");
    if (hexadecimal) word.remove_prefix(2);
    std::uint32_t value = 0;
    const auto* end = word.data() + word.size();
    const auto [at, error] = std::from_chars(word.data(), end, value, hexadecimal ? 16 : 10);
    if (error != std::errc{} || at != end) return std::nullopt;
    return value;
}

std::optional<bool> switch_of(std::string_view word) noexcept {
    if (word == "on") return true;
    if (word == "off") return false;
    return std::nullopt;
}

std::optional<std::vector<std::uint8_t>> octets_from_hex(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char character) { return blanks.find(character) == std::string_view::npos; });
    if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
    std::vector<std::uint8_t> bytes;
    bytes.reserve(digits.size() / 2);
    for (std::size_t at = 0; at < digits.size(); at += 2) {
        std::uint8_t value = 0;
        const auto* pair = digits.data() + at;
        const auto [end, error] = std::from_chars(pair, pair + 2, value, 16);
        if (error != std::errc{} || end != pair + 2) return std::nullopt;
        bytes.push_back(value);
    }
    return bytes;
}

std::string to_hex(protocol::octets bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const auto octet : bytes) {
        text.push_back(digits[octet >> 4U]);
        text.push_back(digits[octet & 0x0FU]);
    }
    return text;
}

std::optional<protocol::address> address_of(std::string_view word) noexcept {
    const auto colon = word.find(':');
    const auto digits = word.substr(0, colon);
    if (digits.empty()) return std::nullopt;
    if (colon == std::string_view::npos) {
        const auto number = digits.starts_with('+') ? digits.substr(1) : digits;
        const bool numeric = std::all_of(number.begin(), number.end(), is_digit);
        return protocol::address{.ton = std::uint8_t(numeric ? 1 : 5), .npi = std::uint8_t(numeric ? 1 : 0), .digits = digits};
    }
    const auto numbers = word.substr(colon + 1);
    const auto second = numbers.find(':');
    if (second == std::string_view::npos) return std::nullopt;
    const auto ton = octet_of(numbers.substr(0, second));
    const auto npi = octet_of(numbers.substr(second + 1));
    if (!ton || !npi) return std::nullopt;
    return protocol::address{.ton = *ton, .npi = *npi, .digits = digits};
}

}  // namespace sim
