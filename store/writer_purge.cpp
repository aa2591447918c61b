// The end of flushes, portion by portion between live changes.
#include <algorithm>
#include <ranges>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "store/writer.hpp"

namespace store {

void writer::purge(purge_step wanted, purged done) {
    job queued(purging{.wanted = std::move(wanted), .done = std::move(done), .result = {}});
    std::string why_not;
    if (!enqueue(std::move(queued), why_not)) std::get<purging>(queued).done(std::nullopt);
}

// What is decided by later operations must not change when the earlier ones are forgotten. So an undo goes together with its
// flush, and nothing goes from behind a flush that stays.
std::uint64_t writer::too_old_until() const {
    std::uint64_t until = 0;
    const auto now = unix_ms_();
    for (const auto& [id, state] : ledger_.flushes) {
        if (!state.purged && now - state.what.at_ms <= undo_ms_) {
            until = std::min(until, id - 1);
            break;
        }
        until = std::max({until, id, state.undone_by});
    }
    for (const auto& [id, state] : std::views::reverse(ledger_.flushes))
        if (id <= until && state.undone_by > until) until = id - 1;
    return until;
}

void writer::decide(batch& work, purging& asked) {
    auto& [wanted, done, result] = asked;
    result.emplace();
    std::string error;
    switch (wanted.what) {
        case purge_step::kind::begin:
            result->until = too_old_until();
            for (const auto& [id, state] : ledger_.flushes)
                if (id <= result->until) result->entries += sum_of(state.left);
            if (result->until != 0) work.begin_purge(result->until);
            return;
        case purge_step::kind::portion:
            if (const auto gone = work.purge(wanted.keys, wanted.erased, wanted.until, error))
                result->entries = *gone;
            else
                result.reset();
            return;
        case purge_step::kind::forget: work.forget(wanted.until); return;
    }
}

}  // namespace store
