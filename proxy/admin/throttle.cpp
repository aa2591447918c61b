#include "proxy/admin/throttle.hpp"

#include <algorithm>

namespace proxy::admin {

using seconds = std::chrono::duration<double>;

double throttle::left_in(const bucket& one, moment now) const {
    return std::min(allowed_.burst, one.left + seconds(now - one.at).count() * allowed_.per_second);
}

// A full bucket is as good as none; when there is no such one, the oldest goes.
void throttle::make_room(moment now) {
    if (buckets_.size() < most_known) return;
    std::erase_if(buckets_, [&](const auto& each) { return left_in(each.second, now) >= allowed_.burst; });
    if (buckets_.size() < most_known) return;
    buckets_.erase(std::ranges::min_element(buckets_, {}, [](const auto& each) { return each.second.at; }));
}

seconds throttle::take(std::string_view who, moment now) {
    std::string name(who);
    if (!buckets_.contains(name)) make_room(now);
    auto& one = buckets_.try_emplace(std::move(name), bucket{allowed_.burst, now}).first->second;
    one = {left_in(one, now), now};
    if (one.left < 1) return seconds((1 - one.left) / allowed_.per_second);
    one.left -= 1;
    return seconds::zero();
}

}  // namespace proxy::admin
