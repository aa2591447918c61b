#pragma once
// What the body of each command is made of, in wire order (SMPP 3.4 §4, 5.0 §4); optional parameters may follow everywhere.
#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/command_id.hpp"

namespace proxy::trace {

enum class shape : std::uint8_t {
    number,        // one octet
    bits,          // one octet, shown in hexadecimal
    text,          // C-octet string
    address,       // TON, NPI and a C-octet string
    destinations,  // number_of_dests, and so many dest_address
    unsuccessful,  // no_unsuccess, and so many unsuccess_sme
    message,       // sm_length and short_message
};

struct part {
    std::string_view name;
    shape form = shape::number;
    std::size_t most = 0;  // of texts and addresses: octets with the NUL
};

[[nodiscard]] std::span<const part> layout_of(protocol::command_id command) noexcept;

// Empty for a tag that has none here.
[[nodiscard]] std::string_view tlv_name(std::uint16_t tag) noexcept;

}  // namespace proxy::trace
