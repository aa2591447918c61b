#pragma once
// What a delivery receipt says about which message it reports on (SMPP 3.4 App. B; quirks 44 to 46).
#include <array>
#include <cstdint>
#include <string_view>

#include "protocol/short_message.hpp"

namespace protocol {

// The message id of a receipt: the TLV receipted_message_id, else the word after "id:" in its text. Empty when neither is there.
// A view of the message's octets.
[[nodiscard]] std::string_view receipted_id(const short_message& receipt) noexcept;

// The same id in two spellings: case ignored, leading zeros ignored, or one hexadecimal and the other decimal (quirk 46).
[[nodiscard]] bool same_message_id(std::string_view one, std::string_view other) noexcept;

// To look ids up by: two that are the same share a key, and others hardly ever do. One key is given twice.
[[nodiscard]] std::array<std::uint64_t, 2> keys_of_message_id(std::string_view id) noexcept;

}  // namespace protocol
