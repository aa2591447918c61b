#pragma once
// PDUs that did not parse, for people who look for the reason.
#include <cstddef>
#include <cstdint>
#include <string>

#include "protocol/flaw.hpp"
#include "protocol/pdu_builder.hpp"
#include "proxy/relay/side.hpp"

namespace proxy::relay {

struct malformed_pdu {
    // Most texts of ten parts fit; of what is larger the front is kept.
    static constexpr std::size_t most_kept = 4096;

    side from = side::esme;
    protocol::flaw what = protocol::flaw::none;
    std::size_t at = 0;             // octets that were before it in the call, received()
    std::size_t size = 0;           // of all of it; where command_length is wrong, of what was there
    protocol::octet_buffer octets;  // as they came, up to most_kept
};

// The same as it is kept.
struct malformed_report {
    std::int64_t unix_ms = 0;
    std::uint64_t id = 0;  // of the link, as in link_status
    std::string link;      // configured name
    std::string system_id;
    std::string address;              // of who sent it
    std::uint64_t stream_offset = 0;  // octets that this side had sent before
    malformed_pdu pdu;                // a password in it is blanked
};

}  // namespace proxy::relay
