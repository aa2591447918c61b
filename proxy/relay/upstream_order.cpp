#include "proxy/relay/upstream_order.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace proxy::relay {

std::vector<std::size_t> upstream_order::order(time_point now) {
    std::vector<std::size_t> places(all_.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    const auto waits = [&](std::size_t at) { return all_[at].bad && now < all_[at].until; };
    // Those that wait come last, the one that has waited longest before the others; otherwise as configured.
    std::ranges::sort(places, {},
                      [&](std::size_t at) { return std::tuple{waits(at), waits(at) ? all_[at].until : time_point{}, at}; });
    for (const auto at : places) {
        auto& one = all_[at];
        if (waits(at)) break;
        if (one.bad) {
            one.on_trial = true;
            one.until = now + trial;
        }
        if (!one.bad) break;  // those behind it are hardly ever reached
    }
    return places;
}

// Binds that ran into the same failure together say it once.
bool upstream_order::failed(std::size_t which, time_point now) {
    auto& one = all_[which];
    if (one.bad && !one.on_trial && now < one.until) return false;
    const bool news = !one.bad;
    one.back_off = news ? first_back_off : std::min(2 * one.back_off, longest_back_off);
    one.bad = true;
    one.on_trial = false;
    one.until = now + one.back_off;
    return news;
}

bool upstream_order::answered(std::size_t which) {
    const bool news = all_[which].bad;
    all_[which] = {};
    return news;
}

}  // namespace proxy::relay
