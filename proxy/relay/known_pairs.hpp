#pragma once
// Pairs of sender and recipient and what all workers know of each without asking the disk, in a fixed amount of memory: the list
// of the last text, and whether there was a text before. It may forget, and hardly ever errs: a stranger is taken for a known
// pair once in 2^37 questions. Lock-free; any thread. Two threads that learn of one pair at once may lose what one of them
// learned.
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "store/large_memory.hpp"

namespace proxy::relay {

class known_pairs {
public:
    // `pairs`: rounded up to a power of two; 8 octets each, taken as they fill.
    explicit known_pairs(std::size_t pairs);

    // Below, `pair` is a hash of both numbers.

    // Says that one of the others is near: what is known comes into the cache meanwhile.
    void expect(std::uint64_t pair) const noexcept { __builtin_prefetch(bucket_of(pair)); }

    // `list`: a hash of its name, and of what else tells one contact from another; 23 bits are looked at.
    [[nodiscard]] bool last_was(std::uint64_t pair, std::uint64_t list) const noexcept;
    void learn_last(std::uint64_t pair, std::uint64_t list) noexcept;

    [[nodiscard]] bool introduced(std::uint64_t pair) const noexcept;
    void learn_introduced(std::uint64_t pair) noexcept;

private:
    // 40 bits of the pair, 23 of the list (0: none), one when it was introduced; 0: no entry.
    using entry = std::atomic<std::uint64_t>;
    static_assert(entry::is_always_lock_free);
    static constexpr std::size_t bucket = 8;  // one cache line
    static constexpr unsigned tag_shift = 24;
    static constexpr std::uint64_t was_introduced = 1;
    static constexpr std::uint64_t facts = (std::uint64_t{1} << tag_shift) - 1;

    [[nodiscard]] entry* bucket_of(std::uint64_t pair) const noexcept {
        return reinterpret_cast<entry*>(memory_.get()) + (pair & mask_) * bucket;
    }
    // The bucket is chosen by the low bits, so the high ones are kept; never 0.
    [[nodiscard]] static std::uint64_t tag_of(std::uint64_t pair) noexcept { return (pair >> tag_shift) | 1U; }
    [[nodiscard]] static std::uint64_t list_bits(std::uint64_t list) noexcept { return ((list << 1U) | 2U) & facts; }
    [[nodiscard]] entry* find(std::uint64_t pair) const noexcept;  // nullptr: a stranger
    entry& find_or_make(std::uint64_t pair) noexcept;

    std::uint64_t mask_;
    store::large_memory memory_;
};

}  // namespace proxy::relay
