#pragma once
// Whose numbers the benchmarks use: those of a big store, and two kinds that lie between them; twelve digits each.
#include <cstdint>
#include <string>
#include <string_view>

namespace tests::bench {

[[nodiscard]] std::string listed_number(std::uint64_t which);
[[nodiscard]] std::string unlisted_number(std::uint64_t which);
[[nodiscard]] std::string new_number(std::uint64_t which);  // to be listed by the benchmark
inline constexpr std::uint64_t most_entries = 111'000'000;  // so far nine digits go

inline constexpr std::string_view sender_number = "15550100";  // whom they have told to stop

}  // namespace tests::bench
