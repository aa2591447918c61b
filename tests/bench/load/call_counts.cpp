#include "tests/bench/load/call_counts.hpp"

#include <cstdio>

#include "tests/bench/load/stream.hpp"

namespace tests::bench {

call_counts calls_of(const std::string& file) {
    call_counts made{};
    auto* const from = std::fopen(file.c_str(), "rb");
    if (from == nullptr || std::fread(made.data(), sizeof made, 1, from) != 1) give_up(file);
    std::fclose(from);
    return made;
}

}  // namespace tests::bench
