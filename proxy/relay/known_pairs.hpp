#pragma once
// Pairs of sender and recipient and one small fact about each, in a fixed amount of memory: what all workers know without asking
// the disk. It may forget, and hardly ever errs: a stranger is taken for a known pair once in 2^37 questions. Lock-free; any
// thread.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace proxy::relay {

class known_pairs {
public:
    // `pairs`: rounded up to a power of two; eight octets each, taken as they fill.
    explicit known_pairs(std::size_t pairs);

    // `pair`: a hash of both. `fact`: 24 bits.
    [[nodiscard]] bool knows(std::uint64_t pair, std::uint32_t fact) const noexcept;
    // The fact that holds from now on.
    void learn(std::uint64_t pair, std::uint32_t fact) noexcept;

private:
    static constexpr std::size_t bucket = 8;  // one cache line
    static constexpr unsigned fact_bits = 24;
    using entry = std::atomic<std::uint64_t>;  // 40 bits of the pair, then the fact; 0: none

    [[nodiscard]] entry* bucket_of(std::uint64_t pair) const noexcept { return entries_.get() + (pair & mask_) * bucket; }
    // The bucket is chosen by the low bits, so the high ones are kept; never 0.
    [[nodiscard]] static std::uint64_t tag_of(std::uint64_t pair) noexcept { return (pair >> fact_bits) | 1U; }

    struct release {
        void operator()(entry* all) const noexcept;
    };
    std::uint64_t mask_;
    std::unique_ptr<entry[], release> entries_;
};

}  // namespace proxy::relay
