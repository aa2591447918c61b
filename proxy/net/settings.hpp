#pragma once
// One [[link]] as the network shell needs it.
#include <memory>
#include <vector>

#include "proxy/net/address_range.hpp"
#include "proxy/net/dial_list.hpp"
#include "proxy/net/host_and_port.hpp"
#include "proxy/net/tls.hpp"
#include "proxy/relay/settings.hpp"

namespace proxy::net {

struct link_settings {
    relay::settings core;
    host_and_port listen;
    std::shared_ptr<dial_list> upstream;
    std::shared_ptr<tls> listen_tls, upstream_tls;  // nullptr: plain
    std::vector<address_range> balancers;           // whose connections begin with a PROXY header
};

}  // namespace proxy::net
