#pragma once
// The words of a command line typed at a simulator.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/address.hpp"
#include "protocol/octets.hpp"

namespace sim {

// Takes words off the front of a line; views live as long as the line.
class words {
public:
    explicit words(std::string_view line) noexcept : rest_(line) {}

    // The next word, or an empty one at the end.
    std::string_view next() noexcept;
    // Everything that is left, without the blank in front of it.
    [[nodiscard]] std::string_view rest() const noexcept;

private:
    std::string_view rest_;
};

// Decimal, or hexadecimal after "0x"; nothing when the word is anything else or does not fit.
[[nodiscard]] std::optional<std::uint32_t> number_of(std::string_view word) noexcept;
// "on" or "off".
[[nodiscard]] std::optional<bool> switch_of(std::string_view word) noexcept;
// Octets from pairs of hexadecimal digits, blanks between them ignored.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> octets_from_hex(std::string_view text);
[[nodiscard]] std::string to_hex(protocol::octets bytes);

// "ADDRESS" or "ADDRESS:TON:NPI". Without them: 1 and 1 for digits (a "+" in front stays), 5 and 0 for a name.
// The digits are a view of the word.
[[nodiscard]] std::optional<protocol::address> address_of(std::string_view word) noexcept;

}  // namespace sim
