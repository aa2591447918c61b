#include "proxy/consent/vocabulary.hpp"

#include <algorithm>

namespace proxy::consent {

vocabulary::id vocabulary::add(numbers& to, std::string_view text) {
    return to.try_emplace(std::string(text), static_cast<id>(size())).first->second;
}

// Whatever a word begins with sorts before it, and whatever stands between the two begins with that as well: the chain from the
// word's neighbour holds all.
void vocabulary::index() {
    for (const auto& [text, number] : beginnings_) sorted_.push_back({text, number});
    std::ranges::sort(sorted_, {}, &beginning::text);
    for (std::size_t at = 1; at < sorted_.size(); ++at) {
        auto before = at - 1;
        while (before != none && !sorted_[at].text.starts_with(sorted_[before].text)) before = sorted_[before].shorter;
        sorted_[at].shorter = before;
    }
}

std::size_t vocabulary::last_not_after(std::string_view word) const noexcept {
    const auto after = std::ranges::upper_bound(sorted_, word, {}, &beginning::text);
    return static_cast<std::size_t>(after - sorted_.begin()) - 1;  // none for the first
}

}  // namespace proxy::consent
