#include "proxy/relay/offers.hpp"

#include <algorithm>
#include <utility>

namespace proxy::relay {
namespace {

using state = offered::state;

std::optional<offered> extract(std::vector<offered>& all, std::vector<offered>::iterator at) {
    if (at == all.end()) return std::nullopt;
    auto taken = std::move(*at);
    all.erase(at);
    return taken;
}

auto has_id(std::uint64_t outbox_id) {
    return [outbox_id](const offered& one) { return one.entry.id == outbox_id; };
}

}  // namespace

void offers::offer(store::outbox_entry entry, time_point expires) {
    all_.push_back({.entry = std::move(entry), .expires = expires, .at = state::wanting, .number = 0});
}

const offered* offers::begin_next() {
    const auto first = std::ranges::find(all_, state::wanting, &offered::at);
    if (first == all_.end()) return nullptr;
    first->at = state::claiming;
    return &*first;
}

offered* offers::find(std::uint64_t outbox_id) noexcept {
    const auto at = std::ranges::find_if(all_, has_id(outbox_id));
    return at == all_.end() ? nullptr : &*at;
}

std::optional<offered> offers::take(std::uint64_t outbox_id) {
    return extract(all_, std::ranges::find_if(all_, has_id(outbox_id)));
}

std::optional<offered> offers::take_expired(time_point now) {
    return extract(all_,
                   std::ranges::find_if(all_, [&](const auto& one) { return one.at == state::wanting && one.expires <= now; }));
}

std::optional<offered> offers::take_sent(std::uint32_t number) {
    return extract(all_,
                   std::ranges::find_if(all_, [&](const auto& one) { return one.at == state::sent && one.number == number; }));
}

std::optional<offered> offers::take_unanswered() { return extract(all_, std::ranges::find(all_, state::sent, &offered::at)); }

bool offers::wanting() const noexcept { return std::ranges::find(all_, state::wanting, &offered::at) != all_.end(); }

std::size_t offers::claiming() const noexcept {
    return static_cast<std::size_t>(std::ranges::count(all_, state::claiming, &offered::at));
}

std::size_t offers::under_way() const noexcept {
    return all_.size() - static_cast<std::size_t>(std::ranges::count(all_, state::wanting, &offered::at));
}

time_point offers::next_expiry() const noexcept {
    auto soonest = never;
    for (const auto& one : all_) {
        if (one.at == state::wanting) soonest = std::min(soonest, one.expires);
    }
    return soonest;
}

}  // namespace proxy::relay
