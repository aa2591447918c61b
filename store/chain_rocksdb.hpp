#pragma once
// Events into the trail. Only store/*.cpp include this.
#include <rocksdb/write_batch.h>

#include "store/chain.hpp"
#include "store/change.hpp"

namespace store {

class database;

// Gives the event its place behind `end`, and moves `end`. What is appended to one `into` becomes durable together.
void append(const database& in, event& what, chain_end& end, rocksdb::WriteBatch& into);

// Nothing when it is not there, or can't be read.
[[nodiscard]] std::optional<chain_place> read_place(const database& in, std::uint64_t sequence);

}  // namespace store
