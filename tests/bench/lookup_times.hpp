#pragma once
// How long lookups take, asked in batches as a link asks.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "store/suppression.hpp"

namespace tests::bench {

struct figures {
    double median_ns = 0, p99_ns = 0;  // of one lookup: a batch's time by its size
    double worst_us = 0;               // of a whole batch
    std::size_t lookups = 0;
    std::size_t undecided = 0, wrong = 0;
};

using judging = std::function<void(std::span<const store::question>, std::span<store::ruling>)>;

class lookup_times {
public:
    explicit lookup_times(judging judge) : judge_(std::move(judge)) {}

    // Asks for numbers that `name` makes of random ones until `goes_on` says no. `expected`: what each ruling must be, or
    // undecided.
    figures measure(std::size_t batch, store::ruling expected, const std::function<std::string(std::uint64_t)>& name,
                    const std::function<bool()>& goes_on);

private:
    judging judge_;
    std::mt19937_64 random_{1};
};

// For so long.
[[nodiscard]] std::function<bool()> for_seconds(double seconds);

}  // namespace tests::bench
