#pragma once
// What the writer knows without asking the database. One thread: the opening one, then the writer.
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/chain.hpp"
#include "store/clock.hpp"
#include "store/counts.hpp"
#include "store/flush.hpp"
#include "store/records.hpp"

namespace store {

class database;

struct ledger {
    event_clock clock;
    chain_end trail;
    std::uint64_t last_outbox_id = 0;
    entry_counts counts;                                      // entries in force
    std::unordered_map<std::uint64_t, outbox_record> outbox;  // confirmations that aren't settled, by id
    std::unordered_map<std::uint64_t, std::string> receipts;  // ids of those in the outbox, and their recipients
    std::size_t suspicions = 0;                               // in the review queue
    std::map<std::uint64_t, flush_state> flushes;             // that can still matter, by id
    std::uint64_t last_operation = 0;                         // the highest id that was given
};

struct beginning {
    ledger kept;
    std::vector<outbox_entry> waiting;  // in the order of creation
    std::size_t unknown = 0;            // found claimed, now events
};

// Reads the ledger, starts a new epoch, and turns claimed outbox entries into events with the outcome unknown: they may have been
// sent, and are not sent again. All of it durable before this returns. On failure gives nothing and says why.
[[nodiscard]] std::optional<beginning> begin_epoch(const database& in, std::int64_t now_ms, std::string& error);

// The event that closes the outbox entry of a confirmation.
[[nodiscard]] event settled_event(const outbox_entry& entry, const event_clock::stamp& stamp, confirmation_outcome how);

// Of meta_keys::high_water.
[[nodiscard]] std::string encode_high_water(const ledger& of);

}  // namespace store
