#include "proxy/relay/sequence_ring.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace proxy::relay {

namespace {
constexpr std::size_t first_slots = 32;  // an idle link keeps 768 octets a leg
}

sequence_ring::sequence_ring(std::uint32_t first, std::size_t most)
    : most_(std::bit_ceil(std::max<std::size_t>(most, 1))), next_(first == 0 || first > last_number ? 1 : first), tail_(next_) {}

void sequence_ring::make_room() {
    // An occupied slot is a request that waits long while the numbers went round: more slots first, then the next number.
    while (waits(slot(next_))) {
        if (slots_.size() < most_) {
            grow();
        } else {
            next_ = after(next_);
        }
    }
}

request* sequence_ring::oldest() noexcept {
    if (outstanding_ == 0) return nullptr;
    while (true) {
        auto& at = slot(tail_);
        if (at.number == tail_ && !at.expired) return &at;
        tail_ = after(tail_);
    }
}

std::optional<request> sequence_ring::expire(std::uint64_t limit_ms) noexcept {
    auto* const first = oldest();
    if (first == nullptr || first->sent_ms > limit_ms) return std::nullopt;
    first->expired = true;
    --outstanding_;
    return *first;
}

std::optional<std::uint64_t> sequence_ring::oldest_ms() noexcept {
    const auto* const first = oldest();
    return first == nullptr ? std::nullopt : std::optional{first->sent_ms};
}

void sequence_ring::grow() {
    const auto before = std::exchange(slots_, {});
    slots_.resize(std::clamp(before.size() * 2, std::min(first_slots, most_), most_));
    mask_ = static_cast<std::uint32_t>(slots_.size() - 1);
    // Numbers that differ in the small ring's slots differ in the larger ring's too, so nothing collides.
    for (const auto& one : before) {
        if (one.number != 0) slot(one.number) = one;
    }
}

}  // namespace proxy::relay
