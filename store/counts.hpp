#pragma once
// How many entries there are, by what most questions about them ask for.
#include <compare>
#include <cstdint>
#include <map>
#include <string>

#include "store/suppression.hpp"

namespace store {

struct entry_kind {
    std::string list;
    source from = source::keyword;
    auto operator<=>(const entry_kind&) const = default;
};

using entry_counts = std::map<entry_kind, std::uint64_t>;
using count_changes = std::map<entry_kind, std::int64_t>;

[[nodiscard]] inline entry_kind kind_of(const suppression& entry) { return {entry.bound.list, entry.from}; }

// What is left of `counts` after `changes`: of one kind never less than none.
void add(entry_counts& counts, const count_changes& changes);

[[nodiscard]] std::uint64_t sum_of(const entry_counts& counts) noexcept;
[[nodiscard]] std::map<std::string, std::uint64_t> by_list(const entry_counts& counts);

}  // namespace store
