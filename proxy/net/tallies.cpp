#include "proxy/net/tallies.hpp"

#include <algorithm>

namespace proxy::net {

relay::tally& tallies::of(const relay::settings& its) {
    auto lists = its.lists->names();
    const auto found = std::ranges::find_if(all_, [&](const auto& one) { return one.link == its.link && one.lists == lists; });
    if (found != all_.end()) return found->counts;
    const std::lock_guard lock{growing_};
    return all_.emplace_back(its.link, std::move(lists)).counts;
}

void tallies::each(const std::function<void(const named_tally&)>& visit) const {
    const std::lock_guard lock{growing_};
    for (const auto& one : all_) visit(one);
}

}  // namespace proxy::net
