#pragma once
// Cuts a stream into PDUs by command_length alone (SMPP 3.4 §3.2.1).
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "protocol/octets.hpp"

namespace protocol {

inline constexpr std::size_t header_octets = 16;

enum class framing : std::uint8_t {
    whole,    // a PDU of `size` octets stands at the front
    partial,  // more octets are needed
    broken,   // command_length is under 16 or over the limit: the stream can't be followed any further
};

struct frame {
    framing state = framing::partial;
    std::size_t size = 0;  // octets of the PDU; 0 when its command_length has not arrived or is broken
};

// Looks at the front of a stream. Rejects a broken length as soon as its four octets are there. O(1), allocates nothing.
// `limit`: the largest command_length to accept, in octets.
[[nodiscard]] constexpr frame next_frame(octets stream, std::size_t limit) noexcept {
    if (stream.size() < 4) return {framing::partial, 0};
    const std::size_t length = load32(stream.data());
    if (length < header_octets || length > limit) return {framing::broken, 0};
    return {stream.size() < length ? framing::partial : framing::whole, length};
}

// The size of the PDU at the front when all of it is there, else 0: it is partial or broken. `limit`: at least a header.
[[nodiscard]] constexpr std::size_t whole_pdu(octets stream, std::size_t limit) noexcept {
    if (stream.size() < header_octets) return 0;
    const std::size_t length = load32(stream.data());
    const auto most = std::min(stream.size(), limit);
    return length - header_octets <= most - header_octets ? length : 0;  // what is shorter than a header is more than that
}

}  // namespace protocol
