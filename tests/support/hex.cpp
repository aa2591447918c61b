#include "tests/support/hex.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <string>

namespace tests::support {
namespace {

// Removes what it read from the front.
void read_quoted(std::string_view& notation, std::vector<std::uint8_t>& out) {
    const std::size_t end = notation.find('"', 1);
    if (end == std::string_view::npos) throw std::invalid_argument("a quote without its end: " + std::string(notation));
    out.insert(out.end(), notation.begin() + 1, notation.begin() + static_cast<std::ptrdiff_t>(end));
    notation.remove_prefix(end + 1);
}

void read_pair(std::string_view& notation, std::vector<std::uint8_t>& out) {
    std::uint8_t value = 0;
    const std::string_view pair = notation.substr(0, 2);
    const auto [stopped, error] = std::from_chars(pair.data(), pair.data() + pair.size(), value, 16);
    if (pair.size() != 2 || error != std::errc{} || stopped != pair.data() + 2) {
        throw std::invalid_argument("not two hexadecimal digits: " + std::string(pair));
    }
    out.push_back(value);
    notation.remove_prefix(2);
}

}  // namespace

std::vector<std::uint8_t> bytes(std::string_view notation) {
    std::vector<std::uint8_t> read;
    while (!notation.empty()) {
        switch (notation.front()) {
            case ' ':
            case '\t':
            case '\r':
            case '\n': notation.remove_prefix(1); break;
            case '#': notation.remove_prefix(std::min(notation.find('\n'), notation.size())); break;
            case '"': read_quoted(notation, read); break;
            default: read_pair(notation, read);
        }
    }
    return read;
}

std::string hex(const std::vector<std::uint8_t>& octets) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const std::uint8_t octet : octets) {
        if (!text.empty()) text.push_back(' ');
        text.push_back(digits[octet >> 4U]);
        text.push_back(digits[octet & 0x0FU]);
    }
    return text;
}

}  // namespace tests::support
