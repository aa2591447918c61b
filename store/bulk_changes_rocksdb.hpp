#pragma once
// Flushes and undos in the database. Only store/*.cpp include this.
//
//   operations   'p'        -> u64: what flushes up to this id have taken is being deleted; they can't be undone any more
//                'o' id(8)   -> the flush or undo
//                'l' id(8)   -> what a flush that is not undone still has, by kind
#include <rocksdb/write_batch.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "store/ledger.hpp"

namespace store {

class database;

inline constexpr std::string_view purged_key = "p";
[[nodiscard]] std::string bulk_change_key(std::uint64_t id);
[[nodiscard]] std::string left_key(std::uint64_t flush_id);

// Fills flushes and last_operation of the ledger, and done() of the database. False: says why.
[[nodiscard]] bool read_bulk_changes(const database& in, ledger& kept, std::string& error);

// What `did` means for the flushes that are known.
void fold(const bulk_change& did, std::map<std::uint64_t, flush_state>& flushes);

}  // namespace store
