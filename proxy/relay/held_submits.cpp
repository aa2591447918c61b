#include "proxy/relay/held_submits.hpp"

#include <algorithm>
#include <utility>

namespace proxy::relay {

using waits_for = held_submit::waits_for;

bool held_submits::goes_to(const held_submit& one, std::string_view recipient) noexcept {
    return std::ranges::find(one.to, recipient, &held_submit::destination::recipient) != one.to.end();
}

held_submits::iterator held_submits::first_to(std::string_view recipient) noexcept {
    return std::ranges::find_if(waiting_, [&](const held_submit& one) { return goes_to(one, recipient); });
}

held_submit& held_submits::hold(held_submit one) {
    destinations_ += one.to.size();
    return waiting_.emplace_back(std::move(one));
}

bool held_submits::holds(std::string_view recipient) const noexcept {
    return std::ranges::any_of(waiting_, [&](const held_submit& one) { return goes_to(one, recipient); });
}

held_submits::asking held_submits::asker(ticket name) noexcept {
    for (auto& each : waiting_) {
        if (each.what != waits_for::disk && each.what != waits_for::introduction) continue;
        const auto at = std::ranges::find(each.to, name, &held_submit::destination::asker);
        if (at != each.to.end()) return {&each, &*at};
    }
    return {};
}

held_submit* held_submits::first_yielding() noexcept {
    if (yielding_ == 0) return nullptr;
    return &*std::ranges::min_element(waiting_, {}, &held_submit::until);  // of those that wait for something else: never
}

held_submit* held_submits::next(std::string_view recipient) noexcept {
    const auto first = first_to(recipient);
    if (first == waiting_.end() || first->what != waits_for::turn) return nullptr;
    const auto is_first_to = [&](const held_submit::destination& one) { return first_to(one.recipient) == first; };
    return std::ranges::all_of(first->to, is_first_to) ? &*first : nullptr;
}

void held_submits::yield(held_submit& one, time_point until) noexcept {
    one.what = waits_for::free_slot;
    one.until = until;
    ++yielding_;
}

held_submit held_submits::take(const held_submit& one) {
    const auto at = std::ranges::find_if(waiting_, [&](const auto& each) { return &each == &one; });
    auto taken = std::move(*at);
    waiting_.erase(at);
    destinations_ -= taken.to.size();
    if (taken.what == waits_for::free_slot) --yielding_;
    return taken;
}

held_submit held_submits::take_first() { return take(waiting_.front()); }

time_point held_submits::yields_until() const noexcept {
    if (yielding_ == 0) return never;
    return std::ranges::min_element(waiting_, {}, &held_submit::until)->until;
}

}  // namespace proxy::relay
