#pragma once
// Where to listen or what to dial: a name or an address, without brackets.
#include <cstdint>
#include <string>

namespace proxy::net {

struct host_and_port {
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const host_and_port&) const = default;
};

}  // namespace proxy::net
