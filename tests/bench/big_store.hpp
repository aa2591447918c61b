#pragma once
// A database with as many entries as one likes (load/numbers.hpp), made in minutes: sorted table files that are written beside it
// and moved in.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>

#include "store/suppression_store.hpp"

namespace tests::bench {

// Makes it in `path`, which must not be there yet. Says on standard error what went wrong. The store that opens it finds it as if
// all had come by STOP and been compacted.
[[nodiscard]] bool make_big_store(const std::string& path, std::uint64_t entries);

// --- what it is busy with while lookups are measured ---

// Spread over all numbers, so that compactions of what comes touch the whole database.
class fresh_numbers {
public:
    explicit fresh_numbers(std::uint64_t among) : among_(among) {}
    std::string next();

private:
    const std::uint64_t among_;
    std::uint64_t count_ = 0;
};

// Both until it is over; how many went in. `a_second`: 0: as many as go.
std::size_t opt_out(store::suppression_store& into, fresh_numbers& whom, unsigned a_second, const std::atomic<bool>& over);
std::size_t import(store::suppression_store& into, fresh_numbers& whom, const std::atomic<bool>& over);

struct flush_figures {
    std::uint64_t one_by_one = 0, flushed = 0;
    double one_by_one_seconds = 0;  // the count of one sender's entries, which are all
    double counted_seconds = 0;     // of all without a filter
    double passes_seconds = 0;      // from the order that confirms them to the first text that passes
    double undone_seconds = 0;      // to the first that does not any more
    std::string error;
};
// `entries`: of the big store.
[[nodiscard]] flush_figures flush_all(store::suppression_store& in, std::uint64_t entries);

}  // namespace tests::bench
