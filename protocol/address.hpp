#pragma once
// An SME address as it stands on the wire (SMPP 3.4 §5.2.5 to §5.2.9).
#include <cstdint>
#include <string_view>

namespace protocol {

struct address {
    std::uint8_t ton = 0;     // type of number; 5 is alphanumeric
    std::uint8_t npi = 0;     // numbering plan indicator
    std::string_view digits;  // without the NUL; any octets but NUL
    bool operator==(const address&) const = default;
};

}  // namespace protocol
