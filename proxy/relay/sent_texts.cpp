#include "proxy/relay/sent_texts.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace proxy::relay {
namespace {

constexpr std::size_t usual_octets = 128;  // of a text with its header: one slot for each that the ring may hold
constexpr std::size_t alignment = 8;

constexpr std::size_t aligned(std::size_t octets) noexcept { return (octets + alignment - 1) / alignment * alignment; }

}  // namespace

sent_texts::sent_texts(std::size_t octets)
    : size_(aligned(std::max(octets, sizeof(header) + longest))),
      ring_(new std::uint8_t[size_]),
      places_(std::bit_ceil(std::max<std::size_t>(size_ / usual_octets, 1))) {}

// A record does not go round the end: what is left there stays empty.
void sent_texts::add(std::uint64_t pair, std::int64_t unix_ms, protocol::octets pdu) noexcept {
    const auto kept = pdu.first(std::min(pdu.size(), longest));
    const auto needed = aligned(sizeof(header) + kept.size());
    if (head_ % size_ + needed > size_) head_ += size_ - head_ % size_;
    const header one{pair, unix_ms, kept.size()};
    auto* const at = ring_.get() + head_ % size_;
    std::memcpy(at, &one, sizeof one);
    std::memcpy(at + sizeof one, kept.data(), kept.size());
    places_[slot(pair)] = head_ + 1;
    head_ += needed;
}

std::optional<sent_texts::found> sent_texts::last(std::uint64_t pair) const noexcept {
    const auto place = places_[slot(pair)];
    if (place == 0 || place - 1 + size_ < head_) return std::nullopt;  // overwritten, from its first octet on
    const auto* const at = ring_.get() + (place - 1) % size_;
    header one{};
    std::memcpy(&one, at, sizeof one);
    if (one.pair != pair) return std::nullopt;
    return found{one.unix_ms, {at + sizeof one, one.octets}};
}

}  // namespace proxy::relay
