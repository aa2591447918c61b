#pragma once
// A database with as many entries as one likes (load/numbers.hpp), made in minutes: sorted table files that are written beside it
// and moved in.
#include <cstddef>
#include <cstdint>
#include <string>

namespace tests::bench {

// Makes it in `path`, which must not be there yet. Says on standard error what went wrong. The store that opens it finds it as if
// all had come by STOP and been compacted.
[[nodiscard]] bool make_big_store(const std::string& path, std::uint64_t entries);

}  // namespace tests::bench
