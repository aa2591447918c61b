#include "store/tuning_rocksdb.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/perf_level.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include "store/ticks_rocksdb.hpp"

namespace store {
namespace {

constexpr std::size_t mebi = 1 << 20;

// A sidecar's memory: small buffers. The suppressions get most, because they are asked most.
constexpr std::size_t suppression_buffer = 32 * mebi;
constexpr int suppression_memtables = 4, memtables = 8;
constexpr std::size_t event_buffer = 8 * mebi;
constexpr std::size_t small_buffer = 2 * mebi;
// The families are flushed at different rates; beyond this the oldest log is freed by flushing what still needs it. It also
// bounds how much is replayed at the next start.
constexpr std::uint64_t wal_octets = 64 * mebi;
constexpr std::size_t info_log_octets = 4 * mebi;
constexpr std::size_t info_logs = 4;
// Of each column family while the database opens, one family after the other. A few hide the disk's waits; what is read then is
// mostly decoded, which the cores bound.
constexpr int opening_threads = 4;
constexpr double filter_bits = 16;  // 0.09 % false positives; each one costs a block read on the way of a message

rocksdb::ColumnFamilyOptions family_options(const std::shared_ptr<rocksdb::Cache>& cache, std::size_t buffer) {
    rocksdb::BlockBasedTableOptions table;
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(filter_bits));
    table.whole_key_filtering = true;  // lookups are for whole keys
    table.block_cache = cache;
    // Filters and indexes stay in memory for as long as their file is open (and files stay open, see max_open_files): the usual
    // answer, "never heard of it", then needs no disk and no cache.
    table.cache_index_and_filter_blocks = false;
    table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;  // a hit costs less CPU in its block
    table.data_block_hash_table_util_ratio = 0.75;
    table.optimize_filters_for_memory = true;
    table.detect_filter_construct_corruption = true;  // a filter that forgets a key lets a suppressed text pass

    rocksdb::ColumnFamilyOptions family;
    family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    family.write_buffer_size = buffer;
    // A full log has each family write out what it has, a little, one after the other and behind an import's tables. With two,
    // the next full log within that time would stop all writes.
    family.max_write_buffer_number = memtables;
    family.optimize_filters_for_hits = false;  // it would leave the last level, most of the keys, without a filter
    family.level_compaction_dynamic_level_bytes = true;
    family.force_consistency_checks = true;
    family.paranoid_file_checks = true;  // every table is read back once when written
    family.compression = rocksdb::kLZ4Compression;
    return family;
}

}  // namespace

rocksdb::DBOptions database_options(rocksdb::Env* env) {
    rocksdb::DBOptions db;
    if (env != nullptr) db.env = env;
    db.create_if_missing = true;
    db.create_missing_column_families = true;
    db.paranoid_checks = true;
    // The default would silently drop everything after a flipped bit, acknowledged opt-outs among it. This one forgives only the
    // torn last record of a crash and refuses to open otherwise.
    db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
    db.max_open_files = -1;  // all tables stay open: see cache_index_and_filter_blocks
    db.max_file_opening_threads = opening_threads;
    db.max_total_wal_size = wal_octets;
    db.max_background_jobs = 2;  // one flush, one compaction: workers own the cores
    db.bytes_per_sync = mebi;    // table files reach the disk bit by bit, so that no flush makes a WAL fsync wait
    db.wal_bytes_per_sync =
        mebi / 2;                     // the same of the log: a live opt-out's fsync has little left to do of an import's portions
    db.max_bgerror_resume_count = 0;  // the writer resumes, see database::resume()
    db.avoid_unnecessary_blocking_io =
        true;  // a worker that drops the last reference to an old file leaves deleting it to others
    db.max_log_file_size = info_log_octets;
    db.keep_log_file_num = info_logs;
    db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
    db.statistics = std::make_shared<ticks>();
    db.stats_dump_period_sec = 0;
    db.stats_persist_period_sec = 0;
    return db;
}

std::shared_ptr<rocksdb::Cache> block_cache(std::size_t octets) { return rocksdb::NewLRUCache(octets); }

rocksdb::ColumnFamilyOptions suppression_options(const std::shared_ptr<rocksdb::Cache>& cache) {
    auto family = family_options(cache, suppression_buffer);
    family.max_write_buffer_number = suppression_memtables;  // an import fills the next ones while one is written out
    family.level0_file_num_compaction_trigger = usual_merge_files;
    family.level0_slowdown_writes_trigger = bulk_files + 8;
    family.level0_stop_writes_trigger = bulk_files + 24;
    // An import's rows come sorted, so the place of one is near that of the one before. One hint for all keys, whatever they are.
    family.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(0));
    // Most keys asked for are in no memtable either; this answers without walking the skip list.
    family.memtable_whole_key_filtering = true;
    family.memtable_prefix_bloom_size_ratio = 0.02;  // 15 bits a key, and small enough for a core's own cache
    return family;
}

rocksdb::ColumnFamilyOptions event_options(const std::shared_ptr<rocksdb::Cache>& cache) {
    return family_options(cache, event_buffer);
}

rocksdb::ColumnFamilyOptions small_options(const std::shared_ptr<rocksdb::Cache>& cache) {
    return family_options(cache, small_buffer);
}

void count_nothing_here() { rocksdb::SetPerfLevel(rocksdb::PerfLevel::kDisable); }

rocksdb::WriteOptions durable_write(bool sync) {
    rocksdb::WriteOptions write;
    write.sync = sync;
    return write;
}

rocksdb::ReadOptions cached_read() {
    rocksdb::ReadOptions read;
    read.read_tier = rocksdb::kBlockCacheTier;
    return read;
}

rocksdb::ReadOptions disk_read() { return {}; }

rocksdb::ReadOptions scan_read() {
    rocksdb::ReadOptions read;
    read.fill_cache = false;  // a listing must not push the workers' blocks out
    read.readahead_size = mebi / 4;
    return read;
}

}  // namespace store
