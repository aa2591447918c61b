#pragma once
// What the links of one worker have counted, by [[link]] and by the lists that a tally's slots stand for. A tally lives as long
// as the worker, so that a reload takes nothing from what was counted before; a scrape sums all of them up by their names.
// Bounded by the sets of lists that were ever configured.
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "proxy/relay/settings.hpp"
#include "proxy/relay/tally.hpp"

namespace proxy::net {

struct named_tally {
    std::string link;
    store::list_names lists;
    relay::tally counts{lists.size()};
};

class tallies {
public:
    // For the same link and lists the same one again. On the worker's thread, or before that has started.
    relay::tally& of(const relay::settings& its);
    // Any thread.
    void each(const std::function<void(const named_tally&)>& visit) const;

private:
    mutable std::mutex growing_;  // only its owner adds, so it reads without
    std::deque<named_tally> all_;
};

}  // namespace proxy::net
