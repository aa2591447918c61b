#pragma once
// What the gateway goes by from one reload of the configuration to the next. Immutable; any thread.
#include <cstdint>
#include <memory>
#include <vector>

#include "proxy/admin/listen_at.hpp"
#include "proxy/app/configuration.hpp"
#include "proxy/net/settings.hpp"

namespace proxy::app {

struct generation {
    std::uint64_t number = 1;
    configuration settings;
    std::shared_ptr<const consent::lists> lists;
    std::shared_ptr<const net::tls> admin_tls;  // nullptr: plain
    std::vector<net::shared_settings> links;    // in the order of [[link]]
};

// The one after `before`, or the first one. Reads the certificates and keys that it names; those that can't be used are faults,
// and then it is good for nothing.
[[nodiscard]] std::shared_ptr<const generation> make_generation(configuration settings, const generation* before,
                                                                std::vector<fault>& faults);

// For the admin server, which knows no net::tls. nullptr stays nullptr.
[[nodiscard]] admin::tls_rules rules_of(const std::shared_ptr<const net::tls>& tls);

}  // namespace proxy::app
