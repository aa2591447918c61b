#pragma once
// Every bound of the admin server, each with its reason.
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace proxy::admin {

struct http_limits {
    std::uint32_t header_octets = 8 * 1024;      // a token and a long query fit ten times over
    std::uint64_t body_octets = 64 * 1024;       // the largest body that is not streamed is one entry with its reason
    std::size_t connections = 64;                // a few dashboards and scrapers; more wait in the listen backlog
    std::chrono::milliseconds idle{10'000};      // the wait for a whole request, so a dribbling peer is gone after it as well
    std::chrono::milliseconds handshake{5'000};  // of TLS: three flights and one signature
    std::chrono::milliseconds write{10'000};     // a peer that reads nothing
    std::chrono::milliseconds answer{30'000};    // the gateway's own answer; a store that takes longer is in trouble
    std::chrono::milliseconds count{3'600'000};  // the same where entries are counted one by one: a billion take half of it
    std::chrono::milliseconds grace{2'000};      // answers under way at a stop

    std::size_t streams = 4;                        // each has a thread, and the store is one: more would only share its pace
    std::uint64_t stream_octets = 16ULL << 30U;     // 100 million numbers with senders and reasons take half of it
    std::chrono::milliseconds stream_idle{30'000};  // no octet of a streamed body; who sends may have to read a disk first
    static constexpr std::size_t stream_portion = 64 * 1024;          // read or written at once; `write` is the time for one
    static constexpr std::size_t stream_buffer = 4 * stream_portion;  // between the server's thread and the endpoint's, each way
};

// Of one token, and of one address; twice as many at once. Some dashboards and a script stay far below it.
inline constexpr unsigned usual_requests_per_second = 500;

}  // namespace proxy::admin
