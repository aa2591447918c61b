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
    auto* const found = std::find_if(at, end, [&](const entry& one) { return one.load(relaxed) >> tag_shift == tag; });
    return found == end ? nullptr : found;
}

// Where the bucket is full, some other pair is forgotten.
known_pairs::entry& known_pairs::find_or_make(std::uint64_t pair) noexcept {
    if (auto* const known = find(pair)) return *known;
    const auto tag = tag_of(pair);
    auto* const at = bucket_of(pair);
    auto* to = std::find_if(at, at + bucket, [](const entry& one) { return one.load(relaxed) == 0; });
    if (to == at + bucket) to = at + (tag >> 1U) % bucket;
    to->store(tag << tag_shift, relaxed);
    return *to;
}

bool known_pairs::last_was(std::uint64_t pair, std::uint64_t list) const noexcept {
    const auto* const at = find(pair);
    return at != nullptr && (at->load(relaxed) & facts & ~was_introduced) == list_bits(list);
}

void known_pairs::learn_last(std::uint64_t pair, std::uint64_t list) noexcept {
    auto& known = find_or_make(pair);
    const auto before = known.load(relaxed);
    known.store((before & (~facts | was_introduced)) | list_bits(list), relaxed);
}

bool known_pairs::introduced(std::uint64_t pair) const noexcept {
    const auto* const at = find(pair);
    return at != nullptr && (at->load(relaxed) & was_introduced) != 0;
}

void known_pairs::learn_introduced(std::uint64_t pair) noexcept {
    auto& known = find_or_make(pair);
    known.store(known.load(relaxed) | was_introduced, relaxed);
}

}  // namespace proxy::relay
