#include "store/configured_lists.hpp"

#include <algorithm>
#include <utility>

namespace store {

void configured_lists::set(list_names names) {
    std::ranges::sort(names);
    const std::lock_guard lock{setting_};
    const auto same = std::ranges::find_if(all_, [&](const auto& each) { return *each == names; });
    const auto& chosen = same != all_.end() ? *same : all_.emplace_back(std::make_unique<const list_names>(std::move(names)));
    now_.store(chosen.get(), std::memory_order_release);
}

}  // namespace store
