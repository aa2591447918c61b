#include <rocksdb/statistics.h>
#include <sys/statvfs.h>

#include "store/database_rocksdb.hpp"
#include "store/figures.hpp"

namespace store {
namespace {

void add_tickers(const rocksdb::Statistics& from, store_figures& to) {
    to.cache_hits = from.getTickerCount(rocksdb::BLOCK_CACHE_HIT);
    to.cache_misses = from.getTickerCount(rocksdb::BLOCK_CACHE_MISS);
    to.bloom_useful = from.getTickerCount(rocksdb::BLOOM_FILTER_USEFUL);
    to.bloom_positives = from.getTickerCount(rocksdb::BLOOM_FILTER_FULL_POSITIVE);
    to.bloom_true_positives = from.getTickerCount(rocksdb::BLOOM_FILTER_FULL_TRUE_POSITIVE);
    to.wal_syncs = from.getTickerCount(rocksdb::WAL_FILE_SYNCED);
    to.wal_octets = from.getTickerCount(rocksdb::WAL_FILE_BYTES);
    to.stall_us = from.getTickerCount(rocksdb::STALL_MICROS);
    to.compaction_read = from.getTickerCount(rocksdb::COMPACT_READ_BYTES);
    to.compaction_written = from.getTickerCount(rocksdb::COMPACT_WRITE_BYTES);
}

void add_disk(const std::string& path, store_figures& to) {
    struct statvfs about{};
    if (::statvfs(path.c_str(), &about) != 0) return;
    to.disk = std::uint64_t{about.f_blocks} * about.f_frsize;
    to.disk_free = std::uint64_t{about.f_bavail} * about.f_frsize;
}

}  // namespace

store_figures database::figures() const {
    using properties = rocksdb::DB::Properties;
    store_figures made;
    if (const auto& counted = db_->GetDBOptions().statistics) add_tickers(*counted, made);
    // Of all families together.
    const auto sum = [this](const std::string& of) {
        std::uint64_t value = 0;
        return db_->GetAggregatedIntProperty(of, &value) ? value : 0;
    };
    // Of the whole database: any family tells.
    const auto one = [this](const std::string& of) {
        std::uint64_t value = 0;
        return db_->GetIntProperty(of, &value) ? value : 0;
    };
    made.tables = sum(properties::kTotalSstFilesSize);
    made.memtables = sum(properties::kCurSizeAllMemTables);
    made.compaction_pending = sum(properties::kEstimatePendingCompactionBytes);
    made.background_errors = one(properties::kBackgroundErrors);
    made.cache = one(properties::kBlockCacheUsage);  // which all families share
    made.writes_stopped = one(properties::kIsWriteStopped) != 0;
    add_disk(db_->GetName(), made);
    return made;
}

}  // namespace store
