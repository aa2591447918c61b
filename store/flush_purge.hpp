#pragma once
// Deletes for good what flushes have taken that are too old to be undone, and forgets these flushes: their entries are found on
// the caller's thread and taken out by the writer in portions, between live changes.
//
// That it has begun is durable first: from then on none of these flushes can be undone, whatever the clock says. Broken off, it
// begins anew at the next call. The flushes are forgotten when the whole list was looked through, and not before: an entry that
// was overlooked would be in force again.
#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

#include "store/tally.hpp"

namespace store {

class database;
class writer;

// What the writer is asked to do, and its answer.
struct purge_step {
    enum class kind : std::uint8_t {
        begin,    // gives `until`, 0: nothing is that old; and in `entries` how many there are to delete
        portion,  // takes `keys`; gives in `entries` how many went
        forget,
    };
    kind what = kind::begin;
    std::uint64_t until = 0;        // operations up to this id
    std::vector<std::string> keys;  // recipients,
    bool erased = false;            // or pseudonyms
    std::uint64_t entries = 0;
};

// All there is now; stops between portions once `stopping`. How many entries went.
std::uint64_t purge_flushes(const database& in, writer& changes, const std::atomic<bool>& stopping, store_tally& tally);

}  // namespace store
