#pragma once
// One [[link]] as the network shell needs it.
#include <memory>
#include <set>
#include <string>
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

// Its listener and links share it. A reload doesn't change one, it brings others.
using shared_settings = std::shared_ptr<const link_settings>;

// What a reload brings to the workers.
struct settings_change {
    std::vector<shared_settings> links;          // all that are configured now
    std::set<std::string, std::less<>> unbound;  // of these, by name: what their binds stand on is another
};

}  // namespace proxy::net
