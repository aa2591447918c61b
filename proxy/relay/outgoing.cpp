#include "proxy/relay/outgoing.hpp"

#include <cstring>

namespace proxy::relay {
namespace {

// What stays allocated: an idle link keeps little after a burst.
constexpr std::size_t most_idle_octets = 4'096, most_idle_runs = 64;

template <class Vector>
void empty_out(Vector& what, std::size_t most) noexcept {
    if (what.capacity() > most)
        what = Vector{};
    else
        what.clear();
}

}  // namespace

void outgoing::keep() {
    std::size_t borrowed = 0;
    for (auto at = kept_runs_; at < runs_.size(); ++at) borrowed += runs_[at].borrowed != nullptr ? runs_[at].size : 0;
    if (borrowed != 0) {
        auto* to = kept_.emplace_back(std::make_unique_for_overwrite<std::uint8_t[]>(borrowed)).get();
        for (auto at = kept_runs_; at < runs_.size(); ++at) {
            auto& one = runs_[at];
            if (one.borrowed == nullptr) continue;
            std::memcpy(to, one.borrowed, one.size);
            one.borrowed = to;
            to += one.size;
        }
    }
    kept_runs_ = runs_.size();
}

void outgoing::clear() noexcept {
    empty_out(own_, most_idle_octets);
    empty_out(runs_, most_idle_runs);
    kept_.clear();
    kept_runs_ = 0;
    octets_ = 0;
}

}  // namespace proxy::relay
