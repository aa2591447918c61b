#pragma once
// Every bound of the admin server, each with its reason.
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace proxy::admin {

struct http_limits {
    std::uint32_t header_octets = 8 * 1024;    // a token and a long query fit ten times over
    std::uint64_t body_octets = 64 * 1024;     // the largest body is one entry with its reason
    std::size_t connections = 64;              // a few dashboards and scrapers; more wait in the listen backlog
    std::chrono::milliseconds idle{10'000};    // the wait for a whole request, so a dribbling peer is gone after it as well
    std::chrono::milliseconds write{10'000};   // a peer that reads nothing
    std::chrono::milliseconds answer{30'000};  // the gateway's own answer; a store that takes longer is in trouble
    std::chrono::milliseconds grace{2'000};    // answers under way at a stop
};

}  // namespace proxy::admin
