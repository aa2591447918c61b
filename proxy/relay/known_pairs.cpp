#include "proxy/relay/known_pairs.hpp"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>

namespace proxy::relay {

// calloc, because memory that was never touched is then never taken. All zeros is an atomic zero on every machine that we build
// for.
known_pairs::known_pairs(std::size_t pairs) : mask_(std::bit_ceil(std::max<std::size_t>(pairs / bucket, 1)) - 1) {
    static_assert(sizeof(entry) == sizeof(std::uint64_t) && entry::is_always_lock_free);
    auto* const all = static_cast<entry*>(std::calloc((mask_ + 1) * bucket, sizeof(entry)));
    if (all == nullptr) throw std::bad_alloc();
    entries_.reset(all);
}

void known_pairs::release::operator()(entry* all) const noexcept { std::free(all); }

bool known_pairs::knows(std::uint64_t pair, std::uint32_t fact) const noexcept {
    const auto wanted = tag_of(pair) << fact_bits | fact;
    const auto* const at = bucket_of(pair);
    return std::any_of(at, at + bucket, [&](const entry& one) { return one.load(std::memory_order_relaxed) == wanted; });
}

// Two threads that learn at once may leave a pair twice in its bucket: then both facts are known, until one is overwritten.
void known_pairs::learn(std::uint64_t pair, std::uint32_t fact) noexcept {
    const auto tag = tag_of(pair);
    auto* const at = bucket_of(pair);
    auto* const end = at + bucket;
    auto* to = std::find_if(at, end, [&](const entry& one) { return one.load(std::memory_order_relaxed) >> fact_bits == tag; });
    if (to == end) to = std::find_if(at, end, [](const entry& one) { return one.load(std::memory_order_relaxed) == 0; });
    if (to == end) to = at + (tag >> 1U) % bucket;
    to->store(tag << fact_bits | fact, std::memory_order_relaxed);
}

}  // namespace proxy::relay
