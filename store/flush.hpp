#pragma once
// What flushes are asked for and what they answer: plain values.
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/bulk_change.hpp"
#include "store/filter.hpp"

namespace store {

// What a flush would take now. Remembered for ten minutes: the flush that confirms the count takes exactly these, less those that
// were lifted meanwhile.
struct flush_preview {
    std::uint64_t id = 0;  // 0: see `error`; or a preview of a file, which is not remembered
    std::uint64_t matched = 0;
    std::map<std::string, std::uint64_t> by_list;
    std::vector<suppression> sample;  // the first of them, where there are any among those looked at
    std::string error;                // for people; empty: all is well
};

struct flush_order {
    filter wanted;
    std::uint64_t preview = 0;  // 0: whichever has that filter and that count
    std::uint64_t confirm = 0;  // the count that somebody has seen
    std::string actor, origin, reason;
};

// A line of a file of numbers to flush. Canonical; empty sender and list: any.
struct flush_row {
    std::string recipient, sender, list;
    auto operator<=>(const flush_row&) const = default;
};

[[nodiscard]] inline bool names(const flush_row& row, const binding_view& bound) noexcept {
    return (row.sender.empty() || row.sender == bound.sender) && (row.list.empty() || row.list == bound.list);
}

struct flush_result {
    enum class outcome : std::uint8_t {
        done,       // durable, and so for all lookups that begin now
        mismatch,   // not as many match as were confirmed: `entries` of them
        uncounted,  // nobody has counted that, or something has changed since
        not_found,  // there is no such flush
        refused,    // for the reason in `error`
        failed,     // the store can't be read or written
    };
    outcome how = outcome::failed;
    std::uint64_t id = 0;       // of the flush or undo; of a mismatch the preview that was made instead, or 0
    std::uint64_t entries = 0;  // taken or given back
    event_id event;
    std::string error;
};

// A flush as it stands now.
struct flush_state {
    bulk_change what;
    entry_counts left;            // that it still has: an undo gives these back
    std::uint64_t undone_by = 0;  // 0: it is in force
    std::int64_t undone_ms = 0;
    std::string undone_actor;
    bool purged = false;  // what it has is being deleted: it can't be undone any more
};

}  // namespace store
