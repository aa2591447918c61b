#pragma once
// Times in nanoseconds, kept in 64 steps to a power of two: each within 1.6 %.
#include <array>
#include <bit>
#include <cstdint>

namespace tests::bench {

class latencies {
public:
    void add(std::uint64_t ns) noexcept {
        ++counts_[step(ns)];
        ++total_;
        most_ = ns > most_ ? ns : most_;
    }
    void clear() noexcept { *this = {}; }
    [[nodiscard]] std::uint64_t count() const noexcept { return total_; }
    [[nodiscard]] std::uint64_t most() const noexcept { return most_; }

    // So much of them, 0 to 1, took no longer.
    [[nodiscard]] std::uint64_t quantile(double share) const noexcept {
        auto left = static_cast<std::uint64_t>(share * static_cast<double>(total_));
        for (std::size_t at = 0; at < counts_.size(); ++at) {
            if (counts_[at] > left) return upper_end(at);
            left -= counts_[at];
        }
        return most_;
    }

private:
    static constexpr unsigned bits = 6;  // of a step within its power of two
    static constexpr std::size_t steps = 1U << bits;

    static std::size_t step(std::uint64_t ns) noexcept {
        if (ns < steps) return ns;
        const auto power = static_cast<unsigned>(std::bit_width(ns)) - 1 - bits;
        return power * steps + (ns >> power);
    }
    static std::uint64_t upper_end(std::size_t at) noexcept {
        if (at < 2 * steps) return at;
        const auto power = at / steps - 1;
        return ((at % steps + steps + 1) << power) - 1;
    }

    std::array<std::uint64_t, (64 - bits + 1) * steps> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t most_ = 0;
};

}  // namespace tests::bench
