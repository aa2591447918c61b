#pragma once
// What differs between two configurations, key by key, and what each difference does to a running gateway. Pure.
#include <set>
#include <string>
#include <vector>

#include "proxy/app/configuration.hpp"

namespace proxy::app {

struct configuration_changes {
    std::vector<admin::setting_change> all;      // in the order of the sections; what goes away comes last
    std::set<std::string, std::less<>> unbound;  // [[link]]s of both, by name, whose links have to leave
    std::vector<std::string> need_restart;       // keys that a running gateway can't change: "store.path"
};

[[nodiscard]] configuration_changes changes_between(const configuration& from, const configuration& to);

}  // namespace proxy::app
