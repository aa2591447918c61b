#pragma once
// What the database says of itself, for the metrics: plain numbers, read when somebody asks.
#include <cstdint>

namespace store {

struct store_figures {
    // Since the start.
    std::uint64_t cache_hits = 0, cache_misses = 0;                                 // blocks
    std::uint64_t bloom_useful = 0, bloom_positives = 0, bloom_true_positives = 0;  // of table files' own filters
    std::uint64_t wal_syncs = 0, wal_octets = 0;
    std::uint64_t stall_us = 0;
    std::uint64_t compaction_read = 0, compaction_written = 0;  // octets
    std::uint64_t background_errors = 0;
    // Now, in octets.
    std::uint64_t cache = 0, tables = 0, memtables = 0, compaction_pending = 0;
    std::uint64_t disk = 0, disk_free = 0;  // of the file system; both 0: it can't be asked
    bool writes_stopped = false;
};

}  // namespace store
