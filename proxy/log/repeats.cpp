#include "proxy/log/repeats.hpp"

namespace proxy::log {

bool repeats::take(std::string_view event, std::string_view link, moment now) {
    auto& one = kinds_[{std::string(event), std::string(link)}];
    if (one.seen == 0) one.since = now;
    return ++one.seen <= most;
}

std::vector<repeats::left_out> repeats::over(moment now) {
    std::vector<left_out> told;
    std::erase_if(kinds_, [&](const auto& each) {
        const auto& [named, one] = each;
        if (now - one.since < period) return false;
        if (one.seen > most) told.push_back({named.first, named.second, one.seen - most});
        return true;
    });
    return told;
}

}  // namespace proxy::log
