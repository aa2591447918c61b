#pragma once
// A trace as a capture file (libpcap, microseconds, raw IP), as if it had been taken from the wire: each leg is a TCP connection
// between its true ends, each PDU begins a segment, and what was lost is a gap in the sequence numbers. What went through TLS is
// in the clear.
#include <array>
#include <cstdint>
#include <string>

#include "proxy/trace/tap.hpp"

namespace proxy::trace {

class capture {
public:
    // What the file begins with.
    [[nodiscard]] static std::string file_header();

    // Appends the packets of one record; one of kind `connected` says whose they are from then on, `over` closes both.
    void append(std::string& to, const record& one);

private:
    struct flow {
        ends at;
        bool stands = false;
        std::array<std::uint32_t, 2> next{1, 1};  // [direction]: sequence number of its next octet
    };
    static void segment(std::string& to, flow& of, direction way, std::int64_t unix_us, std::uint8_t flags,
                        protocol::octets octets);

    std::array<flow, relay::side_count> flows_;  // [leg]
};

}  // namespace proxy::trace
