#include "proxy/net/dial_list.hpp"

#include <chrono>

#include "proxy/log/log.hpp"

namespace proxy::net {

using std::chrono::steady_clock;

std::string dial_list::address(std::size_t place) const { return hosts_[place].host + ":" + std::to_string(hosts_[place].port); }

std::vector<std::size_t> dial_list::order() {
    const std::lock_guard lock{guard_};
    return order_.order(steady_clock::now());
}

void dial_list::failed(std::size_t place, const std::string& error) {
    bool news = false;
    {
        const std::lock_guard lock{guard_};
        news = order_.failed(place, steady_clock::now());
    }
    log::note(news ? log::level::warn : log::level::debug, "upstream unreachable",
              {{"link", link_}, {"address", address(place)}, {"error", error}});
}

void dial_list::answered(std::size_t place) {
    {
        const std::lock_guard lock{guard_};
        if (!order_.answered(place)) return;
    }
    log::note(log::level::info, "upstream reachable again", {{"link", link_}, {"address", address(place)}});
}

}  // namespace proxy::net
