#pragma once
// What can be wrong with the octets of a PDU.
#include <cstdint>
#include <string_view>

namespace protocol {

enum class flaw : std::uint8_t {
    none,
    bad_length,       // command_length under 16 or over the limit
    truncated,        // the body ends before a field does
    unterminated,     // a C-octet string without its NUL before the body ends
    overlong,         // a C-octet string longer than the specification allows; read all the same
    bad_tlv,          // an optional parameter reaches past the end of the PDU
    bad_destination,  // a dest_flag that SMPP does not have
};
inline constexpr std::size_t flaw_count = 7;

// The fields that were asked for could be read.
[[nodiscard]] constexpr bool readable(flaw what) noexcept { return what == flaw::none || what == flaw::overlong; }

// A metric label, such as "unterminated".
[[nodiscard]] std::string_view name(flaw what) noexcept;

}  // namespace protocol
