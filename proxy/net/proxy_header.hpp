#pragma once
// The header that a balancer writes in front of a connection to tell whose it is: PROXY protocol, version 2 (binary) and version
// 1 (text). Pure: octets in, result out.
#include <cstddef>
#include <string>
#include <string_view>

#include "protocol/octets.hpp"

namespace proxy::net {

struct proxy_header {
    // A binary header may carry 65,535 octets of extensions; balancers in use send a few hundred at most.
    static constexpr std::size_t longest = 4096;

    enum class state : std::uint8_t { partial, whole, broken };
    state found = state::partial;
    // partial: so many more may be read without reading past the header; at least 1. What follows it is not ours to touch: it may
    // be a TLS handshake.
    std::size_t needs = 0;
    std::size_t size = 0;     // whole
    bool check = false;       // whole: the balancer's own connection, to see whether we are there
    std::string client;       // whole: "192.0.2.1:40112" or "[2001:db8::1]:40112"; empty when the header tells none over TCP
    std::string_view flaw{};  // broken: why. Static
};

[[nodiscard]] proxy_header read_proxy_header(protocol::octets begin);

}  // namespace proxy::net
