#include "store/counts.hpp"

namespace store {

void add(entry_counts& counts, const count_changes& changes) {
    for (const auto& [kind, change] : changes) {
        auto& count = counts[kind];
        const auto now = static_cast<std::int64_t>(count) + change;
        count = now > 0 ? static_cast<std::uint64_t>(now) : 0;
    }
}

std::uint64_t sum_of(const entry_counts& counts) noexcept {
    std::uint64_t sum = 0;
    for (const auto& [kind, count] : counts) sum += count;
    return sum;
}

std::map<std::string, std::uint64_t> by_list(const entry_counts& counts) {
    std::map<std::string, std::uint64_t> out;
    for (const auto& [kind, count] : counts) out[kind.list] += count;
    return out;
}

}  // namespace store
