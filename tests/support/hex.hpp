#pragma once
// Octets written so that people can read them.
#include <cstdint>
#include <string_view>
#include <vector>

namespace tests::support {

// Pairs of hexadecimal digits, "quoted" ASCII, white space anywhere between them, "#" to the end of the line is a comment:
//   bytes(R"(00 01 "STOP" 00  # a text)")
// Throws std::invalid_argument for anything else.
[[nodiscard]] std::vector<std::uint8_t> bytes(std::string_view notation);

// The other way, for messages of failed tests: "00 01 53".
[[nodiscard]] std::string hex(const std::vector<std::uint8_t>& octets);

namespace literals {
// "00 01"_hex
[[nodiscard]] inline std::vector<std::uint8_t> operator""_hex(const char* notation, std::size_t size) {
    return bytes({notation, size});
}
}  // namespace literals

}  // namespace tests::support
