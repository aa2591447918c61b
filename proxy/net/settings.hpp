#pragma once
// One [[link]] as the network shell needs it.
#include <string>
#include <vector>

#include "proxy/net/connector.hpp"
#include "proxy/relay/settings.hpp"

namespace proxy::net {

struct link_settings {
    relay::settings core;
    host_and_port listen;
    std::vector<host_and_port> upstream;
};

}  // namespace proxy::net
