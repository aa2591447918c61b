#pragma once
// One spelling for each number, for keys only: addresses on the wire are never touched.
#include <string_view>

#include "protocol/address.hpp"

namespace proxy::consent {

// Digits with "+" and a leading "00" removed, whatever TON and NPI say; an alphanumeric address (TON 5) stays as it is.
// A view into the same octets. Used for recipients and for senders. What is canonical stays the same when it is made so again.
[[nodiscard]] std::string_view canonical(const protocol::address& number) noexcept;

// The same for numbers that people type: no TON, so only what starts with "+" or "00" is stripped. Blanks around it are ignored.
[[nodiscard]] std::string_view canonical(std::string_view typed) noexcept;

}  // namespace proxy::consent
