#include "proxy/relay/confirmations.hpp"

#include <algorithm>
#include <utility>

namespace proxy::relay {
namespace {

using state = offered_confirmation::state;

std::optional<offered_confirmation> extract(std::vector<offered_confirmation>& all,
                                            std::vector<offered_confirmation>::iterator at) {
    if (at == all.end()) return std::nullopt;
    auto taken = std::move(*at);
    all.erase(at);
    return taken;
}

auto has_id(std::uint64_t outbox_id) {
    return [outbox_id](const offered_confirmation& one) { return one.entry.id == outbox_id; };
}

}  // namespace

void confirmations::offer(store::outbox_entry entry, time_point expires) {
    all_.push_back({.entry = std::move(entry), .expires = expires, .at = state::wanting, .number = 0});
}

const offered_confirmation* confirmations::begin_claim() {
    const auto first = std::ranges::find(all_, state::wanting, &offered_confirmation::at);
    if (first == all_.end()) return nullptr;
    first->at = state::claiming;
    return &*first;
}

offered_confirmation* confirmations::find(std::uint64_t outbox_id) noexcept {
    const auto at = std::ranges::find_if(all_, has_id(outbox_id));
    return at == all_.end() ? nullptr : &*at;
}

std::optional<offered_confirmation> confirmations::take(std::uint64_t outbox_id) {
    return extract(all_, std::ranges::find_if(all_, has_id(outbox_id)));
}

std::optional<offered_confirmation> confirmations::take_expired(time_point now) {
    return extract(all_,
                   std::ranges::find_if(all_, [&](const auto& one) { return one.at == state::wanting && one.expires <= now; }));
}

std::optional<offered_confirmation> confirmations::take_sent(std::uint32_t number) {
    return extract(all_,
                   std::ranges::find_if(all_, [&](const auto& one) { return one.at == state::sent && one.number == number; }));
}

std::optional<offered_confirmation> confirmations::take_unanswered() {
    return extract(all_, std::ranges::find(all_, state::sent, &offered_confirmation::at));
}

bool confirmations::wanting() const noexcept {
    return std::ranges::find(all_, state::wanting, &offered_confirmation::at) != all_.end();
}

std::size_t confirmations::claiming() const noexcept {
    return static_cast<std::size_t>(std::ranges::count(all_, state::claiming, &offered_confirmation::at));
}

std::size_t confirmations::under_way() const noexcept {
    return all_.size() - static_cast<std::size_t>(std::ranges::count(all_, state::wanting, &offered_confirmation::at));
}

time_point confirmations::next_expiry() const noexcept {
    auto soonest = never;
    for (const auto& one : all_) {
        if (one.at == state::wanting) soonest = std::min(soonest, one.expires);
    }
    return soonest;
}

}  // namespace proxy::relay
