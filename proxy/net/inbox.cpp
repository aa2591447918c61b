#include "proxy/net/inbox.hpp"

#include <algorithm>
#include <cstring>

namespace proxy::net {

namespace {
constexpr unsigned small_reads_to_shrink = 32;  // a lull, not a pause between two bursts
}

std::size_t inbox::wanted_capacity(std::size_t kept) const noexcept { return std::max({wanted_, expected_, kept + least_read}); }

// Moves what is unread in `from` to the front of `to`, which may be the same buffer and has the wanted size afterwards.
void inbox::make_room(buffer& from, buffer& to) {
    const auto kept = from.size();
    const auto capacity = wanted_capacity(kept);
    if (to.capacity < capacity || (kept == 0 && to.capacity > capacity)) {
        auto fresh = std::make_unique_for_overwrite<std::uint8_t[]>(capacity);
        if (kept != 0) std::memcpy(fresh.get(), from.octets.get() + from.begin, kept);
        to.octets = std::move(fresh);
        to.capacity = capacity;
    } else if (kept != 0) {
        std::memmove(to.octets.get(), from.octets.get() + from.begin, kept);
    }
    from.begin = from.end = 0;
    to.begin = 0;
    to.end = kept;
}

protocol::mutable_octets inbox::space() {
    auto& now = current();
    if (!now.lent()) {
        if (now.size() == 0 || now.capacity - now.end < least_read || now.capacity - now.begin < expected_) make_room(now, now);
    } else if (now.capacity - now.end < least_read || now.capacity - now.begin < expected_) {
        auto& next = buffers_[1 - current_];
        if (next.lent()) return {};
        make_room(now, next);
        current_ = 1 - current_;
    }
    auto& into = current();
    // The buffer that is not in use goes when the traffic has become small.
    if (auto& spare = buffers_[1 - current_]; !spare.lent() && wanted_ == smallest) spare = {};
    return {into.octets.get() + into.end, into.capacity - into.end};
}

void inbox::filled(std::size_t octets) {
    auto& now = current();
    const bool full = octets == now.capacity - now.end;
    now.end += octets;
    if (full) {
        wanted_ = std::min(largest, wanted_ * 4);
        small_reads_ = 0;
    } else if (octets * 4 >= wanted_) {
        small_reads_ = 0;
    } else if (++small_reads_ == small_reads_to_shrink) {
        wanted_ = std::max(smallest, wanted_ / 4);
        small_reads_ = 0;
    }
}

protocol::mutable_octets inbox::unread() noexcept {
    auto& now = current();
    return {now.octets.get() + now.begin, now.size()};
}

void inbox::consumed(std::size_t octets, bool lent) noexcept {
    auto& now = current();
    now.begin += octets;
    now.waits = now.waits || lent;
    expected_ = 0;
}

void inbox::batch_started() noexcept {
    for (auto& one : buffers_) {
        one.is_written = one.is_written || one.waits;
        one.waits = false;
    }
}

void inbox::batch_written() noexcept {
    for (auto& one : buffers_) one.is_written = false;
}

void inbox::batch_dropped() noexcept {
    for (auto& one : buffers_) one.waits = one.is_written = false;
}

}  // namespace proxy::net
