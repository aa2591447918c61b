#pragma once
// What is too old, found on the caller's thread and taken out by the writer in portions.
#include <atomic>
#include <cstdint>

#include "store/suppression_store.hpp"
#include "store/tally.hpp"

namespace store {

class database;
class writer;

// All there is now; stops between portions once `stopping`. How many events and replies went.
std::uint64_t expire(const database& in, writer& changes, const suppression_store::retention& rules, std::int64_t now_ms,
                     const std::atomic<bool>& stopping, store_tally& tally);

}  // namespace store
