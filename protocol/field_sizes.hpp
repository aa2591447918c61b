#pragma once
// The largest sizes of C-octet string fields, in octets with the NUL (SMPP 3.4 §4 and §5.2; 5.0 has the same). Peers send longer
// ones, so they are never a reason to reject what is relayed.
#include <cstddef>

#include "protocol/command_id.hpp"

namespace protocol::field_size {

inline constexpr std::size_t system_id = 16;
inline constexpr std::size_t password = 9;
inline constexpr std::size_t system_type = 13;
inline constexpr std::size_t address_range = 41;
inline constexpr std::size_t service_type = 6;
inline constexpr std::size_t time = 17;  // schedule_delivery_time and validity_period; 1 when not set
inline constexpr std::size_t message_id = 65;
inline constexpr std::size_t list_name = 21;  // of a distribution list

// data_sm alone allows long addresses (SMPP 3.4 §4.7.1).
[[nodiscard]] constexpr std::size_t address(command_id command) noexcept { return command == command_id::data_sm ? 65 : 21; }

}  // namespace protocol::field_size
