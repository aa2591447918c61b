#pragma once
// Every reader of protocol/ on one PDU, with the properties that hold for any octets at all. For fuzzers and truncation tests.
#include <string_view>

#include "protocol/octets.hpp"

namespace tests::support {

// True when `part` is empty or lies within `whole`.
[[nodiscard]] bool lies_within(protocol::octets part, protocol::octets whole) noexcept;

[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

// Aborts with a message when a reader looks outside, readers disagree, a text is not valid UTF-8, or what was read can't be built
// and read again. `pdu`: at least 16 octets, in a block of exactly its size.
void read_in_every_way(protocol::octets pdu);

}  // namespace tests::support
