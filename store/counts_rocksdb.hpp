#pragma once
// Counts in the database, a record for each kind of entries. Only store/*.cpp include this.
#include <rocksdb/write_batch.h>

#include <string>

#include "store/counts.hpp"

namespace store {

class database;

// False: says why in `error`.
[[nodiscard]] bool read_counts(const database& in, entry_counts& counts, std::string& error);
// Of a database that was made before entries were counted by source: goes through all of them, and appends to `into` what makes
// that unnecessary the next time.
[[nodiscard]] bool count_anew(const database& in, rocksdb::WriteBatch& into, entry_counts& counts, std::string& error);

// Appends the records that change.
void put_counts(rocksdb::WriteBatch& into, const database& in, const entry_counts& before, const count_changes& changes);

}  // namespace store
