#pragma once
// Every RocksDB option that isn't the default, with its reason. Only store/*.cpp include this.
#include <rocksdb/options.h>

#include <cstddef>
#include <memory>

namespace store {

// What imports may leave undone of memtables and of tables that are not merged yet: less than what makes RocksDB slow all writes
// down, which live opt-outs would feel.
inline constexpr std::uint64_t bulk_memtables = 2;
inline constexpr int bulk_files = 28;
// So many new tables are merged into the others: few, because a lookup that the memory filter does not answer looks into each;
// while an import goes on more, because each time much of the database is written anew.
inline constexpr int usual_merge_files = 4, bulk_merge_files = 24;

[[nodiscard]] rocksdb::DBOptions database_options(rocksdb::Env* env);

[[nodiscard]] std::shared_ptr<rocksdb::Cache> block_cache(std::size_t octets);
[[nodiscard]] rocksdb::ColumnFamilyOptions suppression_options(const std::shared_ptr<rocksdb::Cache>& cache);
[[nodiscard]] rocksdb::ColumnFamilyOptions event_options(const std::shared_ptr<rocksdb::Cache>& cache);  // notes, too
[[nodiscard]] rocksdb::ColumnFamilyOptions small_options(const std::shared_ptr<rocksdb::Cache>& cache);  // meta, outbox, review

// What RocksDB counts of each comparison and read for the thread that calls this is a tenth of a write, and nobody asks for it.
void count_nothing_here();

[[nodiscard]] rocksdb::WriteOptions durable_write(bool sync);
[[nodiscard]] rocksdb::ReadOptions cached_read();  // memtables and cached blocks alone
[[nodiscard]] rocksdb::ReadOptions disk_read();
[[nodiscard]] rocksdb::ReadOptions scan_read();  // long iterations for people

// Octets of checksum that go with each key from the WriteBatch to the memtable.
inline constexpr std::size_t protection_octets = 8;

}  // namespace store
