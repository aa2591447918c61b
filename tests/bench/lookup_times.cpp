#include "tests/bench/lookup_times.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

namespace tests::bench {
namespace {

using clock = std::chrono::steady_clock;
constexpr std::size_t most_samples = 4'000'000;

double at_share(std::vector<float>& all, double share) {
    const auto at = all.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(all.size() - 1) * share);
    std::nth_element(all.begin(), at, all.end());
    return *at;
}

}  // namespace

figures lookup_times::measure(std::size_t batch, store::ruling expected, const std::function<std::string(std::uint64_t)>& name,
                              const std::function<bool()>& goes_on) {
    figures out;
    std::vector<float> samples;
    std::vector<std::string> names(batch);
    std::vector<store::question> asked(batch);
    std::vector<store::ruling> rulings(batch);
    while (goes_on() && samples.size() < most_samples) {
        for (std::size_t at = 0; at < batch; ++at) {
            names[at] = name(random_());
            asked[at] = {names[at], "15550100", "default"};
        }
        const auto before = clock::now();
        judge_(asked, rulings);
        const auto took = std::chrono::duration<double, std::nano>(clock::now() - before).count();
        samples.push_back(static_cast<float>(took / static_cast<double>(batch)));
        out.worst_us = std::max(out.worst_us, took / 1'000);
        out.lookups += batch;
        for (const auto one : rulings) {
            out.undecided += one == store::ruling::undecided;
            out.wrong += one != expected && one != store::ruling::undecided;
        }
    }
    if (samples.empty()) return out;
    out.median_ns = at_share(samples, 0.5);
    out.p99_ns = at_share(samples, 0.99);
    return out;
}

std::function<bool()> for_seconds(double seconds) {
    const auto until = clock::now() + std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(seconds));
    return [until] { return clock::now() < until; };
}

}  // namespace tests::bench
