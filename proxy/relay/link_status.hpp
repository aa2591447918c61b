#pragma once
// A link as operators see it: plain values.
#include <cstdint>
#include <string>

namespace proxy::relay {

struct link_status {
    std::uint64_t id = 0;        // of this sender connection, since the start
    std::string link;            // configured name
    std::string state;           // "open", "connecting", "binding", "bound_tx", "bound_rx", "bound_trx", "leaving", "over"
    std::string system_id;       // empty before the bind
    std::string sender_address;  // "127.0.0.1:40112"
    std::string upstream_address;
    std::string sender_certificate;  // subjects, "CN=shop,O=Example"; empty without one
    std::string upstream_certificate;
    std::int64_t since_ms = 0;               // Unix time
    std::uint64_t in_flight_upstream = 0;    // requests sent to the SMSC and not answered
    std::uint64_t in_flight_downstream = 0;  // requests sent to the sender and not answered
    std::uint64_t held = 0;                  // PDUs waiting for a verdict or for the store
};

}  // namespace proxy::relay
