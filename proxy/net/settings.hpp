#pragma once
// One [[link]] as the network shell needs it.
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "proxy/net/address_range.hpp"
#include "proxy/net/dial_list.hpp"
#include "proxy/net/host_and_port.hpp"
#include "proxy/net/tls.hpp"
#include "proxy/relay/settings.hpp"
#include "proxy/relay/side.hpp"

namespace proxy::net {

// How one side connects to us, and the other one is dialled for it then.
struct way {
    relay::side accepted = relay::side::esme;  // who connects
    host_and_port listen;
    std::shared_ptr<dial_list> hosts;
    std::shared_ptr<const tls> listen_tls, dial_tls;  // nullptr: plain
};

struct link_settings {
    relay::settings core;
    way usual;                             // senders connect
    std::optional<way> outbind;            // the SMSC connects, to have a sender dialled (SMPP 3.4 §4.1.7)
    std::vector<address_range> balancers;  // whose connections begin with a PROXY header

    // The way by which that side connects; there is one.
    [[nodiscard]] const way& by(relay::side accepted) const { return accepted == relay::side::smsc ? *outbind : usual; }
};

// Its listener and links share it. A reload doesn't change one, it brings others.
using shared_settings = std::shared_ptr<const link_settings>;

// What a reload brings to the workers.
struct settings_change {
    std::vector<shared_settings> links;          // all that are configured now
    std::set<std::string, std::less<>> unbound;  // of these, by name: what their binds stand on is another
};

}  // namespace proxy::net
