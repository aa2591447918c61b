#pragma once
// Counting what a flush would take. Reads the disk, for as long as it takes. Any thread.
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "store/flush.hpp"

namespace rocksdb {
class Snapshot;
}

namespace store {

class database;

struct entry_count {
    entry_counts counts;
    std::vector<suppression> sample;
    std::string error;  // for people; empty: all were read
};

inline constexpr std::size_t sample_size = 10;
// Records that are looked at for a sample where the counts are known already: some tenths of a second.
inline constexpr std::size_t sample_scan = 500'000;

// Entries in force that match, as of the snapshot. `stop` is looked at now and then.
[[nodiscard]] entry_count count_entries(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of,
                                        const std::atomic<bool>& stop);
// The same of the first `sample_scan` records, and no longer than until the sample is full.
[[nodiscard]] entry_count sample_entries(const database& in, const filter& wanted, const rocksdb::Snapshot* as_of,
                                         const std::atomic<bool>& stop);
[[nodiscard]] flush_preview preview_of(entry_count counted);

// Entries in force that a file names, each once.
[[nodiscard]] entry_count count_rows(const database& in, std::vector<flush_row> rows, const std::atomic<bool>& stop);

}  // namespace store
