#pragma once
// A database with as many entries as one likes, made in minutes: sorted table files that are written beside it and moved in.
#include <cstddef>
#include <cstdint>
#include <string>

namespace tests::bench {

// The recipients of a big store, and two kinds that lie between them: twelve digits each.
[[nodiscard]] std::string listed_number(std::uint64_t which);
[[nodiscard]] std::string unlisted_number(std::uint64_t which);
[[nodiscard]] std::string new_number(std::uint64_t which);  // to be listed by the benchmark
inline constexpr std::uint64_t most_entries = 111'000'000;  // so far nine digits go

// Makes it in `path`, which must not be there yet. Says on standard error what went wrong. The store that opens it finds it as if
// all had come by STOP and been compacted.
[[nodiscard]] bool make_big_store(const std::string& path, std::uint64_t entries);

}  // namespace tests::bench
