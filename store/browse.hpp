#pragma once
// Reading for people: entries of one recipient, pages of the whole list, the audit trail. May read the disk. Any thread.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "store/suppression_store.hpp"
#include "store/tally.hpp"

namespace store {

class database;
class notes;

// Entries that one call of list() returns at most, and records that it looks at: an answer of some hundred milliseconds at worst.
inline constexpr std::size_t page_limit = 1'000;
inline constexpr std::size_t scan_limit = 500'000;

// Damaged records are left out and counted.
[[nodiscard]] std::vector<suppression> find_entries(const database& in, std::string_view recipient, store_tally& tally);
[[nodiscard]] suppression_store::page list_entries(const database& in, const suppression_store::filter& wanted,
                                                   std::string_view cursor, std::size_t limit, store_tally& tally,
                                                   std::size_t scan = scan_limit);
// The newest first, until `visit` says false; it may take the event. False when one could not be read.
bool each_event_backwards(const database& in, std::string_view recipient, const std::function<bool(event&)>& visit);
[[nodiscard]] std::vector<event> newest_events(const database& in, std::string_view recipient,
                                               const suppression_store::trail_filter& wanted, std::size_t limit,
                                               store_tally& tally);
// See suppression_store::evidence_of(), suspicions() and find_suspicion().
[[nodiscard]] proof proof_of(const database& in, const notes& noted, const suppression& entry, const list_names* configured,
                             store_tally& tally);
[[nodiscard]] std::vector<suspicion> list_suspicions(const database& in, std::uint64_t after, std::size_t limit,
                                                     store_tally& tally);
[[nodiscard]] std::optional<suspicion> find_suspicion(const database& in, std::uint64_t id, store_tally& tally);

}  // namespace store
