#include "proxy/relay/held_submits.hpp"

#include <algorithm>
#include <utility>

namespace proxy::relay {

using waits_for = held_submit::waits_for;

bool held_submits::holds(std::string_view recipient) const noexcept {
    return std::ranges::any_of(waiting_, [&](const auto& one) { return one.recipient == recipient; });
}

held_submit* held_submits::asker(ticket name) noexcept {
    const auto at = std::ranges::find(waiting_, name, &held_submit::name);
    return at == waiting_.end() || at->what != waits_for::disk ? nullptr : &*at;
}

held_submit* held_submits::first_yielding() noexcept {
    if (yielding_ == 0) return nullptr;
    return &*std::ranges::min_element(waiting_, {}, &held_submit::until);  // of those that wait for something else: never
}

held_submit* held_submits::next(std::string_view recipient) noexcept {
    const auto first = std::ranges::find(waiting_, recipient, &held_submit::recipient);
    return first == waiting_.end() || first->what != waits_for::turn ? nullptr : &*first;
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
    if (taken.what == waits_for::free_slot) --yielding_;
    return taken;
}

held_submit held_submits::take_first() { return take(waiting_.front()); }

time_point held_submits::yields_until() const noexcept {
    if (yielding_ == 0) return never;
    return std::ranges::min_element(waiting_, {}, &held_submit::until)->until;
}

}  // namespace proxy::relay
