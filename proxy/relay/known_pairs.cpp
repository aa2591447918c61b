#include "proxy/relay/known_pairs.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace proxy::relay {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;

}  // namespace

// All zeros is an atomic zero on every machine that we build for.
known_pairs::known_pairs(std::size_t pairs)
    : mask_(std::bit_ceil(std::max<std::size_t>(pairs / bucket, 1)) - 1),
      memory_(store::take_large_memory((mask_ + 1) * bucket * sizeof(entry))) {
    if (!memory_) throw std::bad_alloc();
}

known_pairs::entry* known_pairs::find(std::uint64_t pair) const noexcept {
    const auto tag = tag_of(pair);
    auto* const at = bucket_of(pair);
    auto* const end = at + bucket;
    auto* const found = std::find_if(at, end, [&](const entry& one) { return one.known.load(relaxed) >> tag_shift == tag; });
    return found == end ? nullptr : found;
}

// Where the bucket is full, some other pair is forgotten. Its place may be seen with the new pair for a moment, or for as long as
// that has no text of its own: who keeps the texts knows whose they are.
known_pairs::entry& known_pairs::find_or_make(std::uint64_t pair) noexcept {
    if (auto* const known = find(pair)) return *known;
    const auto tag = tag_of(pair);
    auto* const at = bucket_of(pair);
    auto* to = std::find_if(at, at + bucket, [](const entry& one) { return one.known.load(relaxed) == 0; });
    if (to == at + bucket) to = at + (tag >> 1U) % bucket;
    to->known.store(tag << tag_shift, relaxed);
    return *to;
}

bool known_pairs::last_was(std::uint64_t pair, std::uint64_t list) const noexcept {
    const auto* const at = find(pair);
    return at != nullptr && (at->known.load(relaxed) & facts & ~was_introduced) == list_bits(list);
}

void known_pairs::learn_last(std::uint64_t pair, std::uint64_t list) noexcept {
    auto& known = find_or_make(pair).known;
    const auto before = known.load(relaxed);
    known.store((before & (~facts | was_introduced)) | list_bits(list), relaxed);
}

bool known_pairs::introduced(std::uint64_t pair) const noexcept {
    const auto* const at = find(pair);
    return at != nullptr && (at->known.load(relaxed) & was_introduced) != 0;
}

void known_pairs::learn_introduced(std::uint64_t pair) noexcept {
    auto& known = find_or_make(pair).known;
    known.store(known.load(relaxed) | was_introduced, relaxed);
}

std::uint64_t known_pairs::place(std::uint64_t pair) const noexcept {
    const auto* const at = find(pair);
    return at == nullptr ? 0 : at->place.load(std::memory_order_acquire);
}

void known_pairs::learn_place(std::uint64_t pair, std::uint64_t place) noexcept {
    find_or_make(pair).place.store(place, std::memory_order_release);
}

}  // namespace proxy::relay
