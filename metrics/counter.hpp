#pragma once
// Counters that one thread writes and any thread reads: a relaxed load and store, no read-modify-write on the data path.
// Each worker has a set of its own; sums are made when somebody scrapes. std only, so that the relay core may count too.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace metrics {

// A core that writes to a line takes it from all others, also from those that only want what lies beside. So what one worker
// writes text by text begins a line, and by its alignment fills its last one.
inline constexpr std::size_t cache_line = 64;

class counter {
public:
    void add(std::uint64_t more = 1) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    [[nodiscard]] std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

class gauge {
public:
    void add(std::int64_t more) noexcept {
        value_.store(value_.load(std::memory_order_relaxed) + more, std::memory_order_relaxed);
    }
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    [[nodiscard]] std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

// Durations in doubling buckets: bucket i holds values up to `first_us << i` microseconds, the last one all others.
template <std::size_t Buckets>
class histogram {
public:
    explicit histogram(std::uint64_t first_us) noexcept : first_us_(first_us) {}

    void observe_us(std::uint64_t us, std::uint64_t times = 1) noexcept {
        std::size_t at = 0;
        while (at + 1 < Buckets && us > first_us_ << at) ++at;
        buckets_[at].add(times);
        sum_us_.add(us * times);
    }
    [[nodiscard]] std::uint64_t bucket(std::size_t at) const noexcept { return buckets_[at].value(); }
    [[nodiscard]] std::uint64_t upper_us(std::size_t at) const noexcept { return first_us_ << at; }
    [[nodiscard]] std::uint64_t sum_us() const noexcept { return sum_us_.value(); }
    [[nodiscard]] static constexpr std::size_t size() noexcept { return Buckets; }

private:
    std::uint64_t first_us_;
    std::array<counter, Buckets> buckets_{};
    counter sum_us_;
};

// 50 µs to 26 s: what SMSCs and disks take.
using duration_histogram = histogram<20>;

}  // namespace metrics
