// Flushes, undos and what is counted before them.
#include <algorithm>
#include <limits>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "store/flush_counts.hpp"
#include "store/writer.hpp"

namespace store {
namespace {

using outcome = flush_result::outcome;

flush_result refused(std::string why) { return {outcome::refused, 0, 0, {}, std::move(why)}; }
flush_result failed(std::string why) { return {outcome::failed, 0, 0, {}, std::move(why)}; }

constexpr auto* too_many = "too many flushes can still be undone; this works again when the oldest of them are too old for that";
constexpr auto* changed_meanwhile = "a flush or an undo came in between: count again";

}  // namespace

// --- any thread -----------------------------------------------------------------------------------------------------

void writer::preview(filter wanted, suppression_store::previewed done) {
    job queued(previewing{.wanted = std::move(wanted), .done = std::move(done), .result = {}});
    auto& asked = std::get<previewing>(queued);
    if (!enqueue(std::move(queued), asked.result.error)) asked.done(asked.result);
}

void writer::flush(flush_order order, suppression_store::flushed done) {
    bulk_change wanted;
    wanted.wanted = std::move(order.wanted);
    wanted.actor = std::move(order.actor);
    wanted.origin = std::move(order.origin);
    wanted.reason = std::move(order.reason);
    job queued(flushing{
        .wanted = std::move(wanted), .preview = order.preview, .confirm = order.confirm, .done = std::move(done), .result = {}});
    auto& asked = std::get<flushing>(queued);
    if (!enqueue(std::move(queued), asked.result.error)) asked.done(asked.result);
}

void writer::flush(std::vector<flush_row> rows, flush_order order, suppression_store::flushed done) {
    auto of = std::make_shared<file_flush>();
    of->rows = std::move(rows);
    of->order = std::move(order);
    of->done = std::move(done);
    std::ranges::sort(of->rows);  // neighbours share blocks
    job queued(marking{.of = of, .done = {}, .result = {}});
    std::string why_not;
    if (!enqueue(std::move(queued), why_not)) of->done(failed(why_not));
}

void writer::undo(bulk_change wanted, suppression_store::flushed done) {
    wanted.what = bulk_change::kind::undo;
    job queued(flushing{.wanted = std::move(wanted), .done = std::move(done), .result = {}});
    auto& asked = std::get<flushing>(queued);
    if (!enqueue(std::move(queued), asked.result.error)) asked.done(asked.result);
}

std::vector<flush_state> writer::flushes() const {
    std::vector<flush_state> out;
    const std::scoped_lock lock(shown_mutex_);
    out.reserve(ledger_.flushes.size());
    for (const auto& [id, state] : ledger_.flushes) out.push_back(state);
    return out;
}

// --- the writer thread ----------------------------------------------------------------------------------------------

// How many of them, from the first, one batch may decide. What asks for the state of all entries, or changes it, stands alone.
std::size_t writer::together(std::span<const job> group) {
    const auto alone = [](const job& each) {
        return std::holds_alternative<previewing>(each) || std::holds_alternative<flushing>(each) ||
               std::holds_alternative<importing>(each) || std::holds_alternative<purging>(each);
    };
    const auto end = std::ranges::find_if(group, alone);
    return std::max<std::size_t>(static_cast<std::size_t>(end - group.begin()), 1);
}

entry_counts writer::counts_of(const filter& wanted) const {
    entry_counts out;
    for (const auto& [kind, count] : ledger_.counts)
        if (count > 0 && (wanted.list.empty() || wanted.list == kind.list) && (!wanted.from || *wanted.from == kind.from))
            out.emplace(kind, count);
    return out;
}

// No change is half done here: what is counted is what the snapshot shows.
void writer::finish(previewing& asked) {
    const auto id = previews_.open(asked.wanted, 0, ledger_.clock.number(), unix_ms_());
    const bool known = is_counted(asked.wanted);
    const std::shared_ptr<const rocksdb::Snapshot> as_of(
        in_.db().GetSnapshot(), [&db = in_.db()](const rocksdb::Snapshot* held) { db.ReleaseSnapshot(held); });
    const auto count = [this, id, known, as_of, wanted = asked.wanted, counts = known ? counts_of(asked.wanted) : entry_counts{},
                        done = asked.done](const std::atomic<bool>& stop) {
        auto found = known ? sample_entries(in_, wanted, as_of.get(), stop) : count_entries(in_, wanted, as_of.get(), stop);
        if (known) found.counts = counts;
        const auto total = found.counts;
        auto answer = preview_of(std::move(found));
        if (answer.error.empty() && !previews_.counted(id, total, unix_ms_())) answer.error = changed_meanwhile;
        if (answer.error.empty())
            answer.id = id;
        else
            previews_.close(id);
        done(answer);
    };
    // One recipient is soon found, too.
    if ((known || !asked.wanted.recipient.empty() ? read_by_.samples : read_by_.scans).ask(count))
        asked.done = nullptr;  // called by that
    else
        asked.result.error = "too many wait for a count";
}

void writer::decide(batch& work, flushing& asked) {
    if (in_.done().size() >= most_bulk_changes || ledger_.last_operation >= last_bulk_id) {
        asked.result = refused(too_many);
        return;
    }
    if (asked.wanted.what == bulk_change::kind::undo) return decide_undo(work, asked);
    if (!asked.wanted.by_mark) asked.preview = previews_.find(asked.preview, asked.wanted.wanted, asked.confirm, unix_ms_());
    const auto counted = previews_.settle(asked.preview);
    if (!counted) {
        asked.result = refused(changed_meanwhile);
        if (!asked.wanted.by_mark) asked.result.how = outcome::uncounted;
        return;
    }
    asked.wanted.counts = counted->counts;
    asked.wanted.high_water = std::min(counted->high_water, ledger_.clock.number());
    std::string error;
    const auto did = work.flush(asked.wanted, error);
    asked.result = did ? flush_result{outcome::done, did->id, sum_of(did->counts), did->event, {}} : failed(error);
}

void writer::decide_undo(batch& work, flushing& asked) {
    const auto id = asked.wanted.undoes;
    const auto found = ledger_.flushes.find(id);
    if (found == ledger_.flushes.end()) {
        asked.result = {
            outcome::not_found, 0, 0, {}, "there is no flush " + std::to_string(id) + ", or it is too old to be undone"};
        return;
    }
    const auto& of = found->second;
    if (of.undone_by != 0) {
        asked.result = refused("flush " + std::to_string(id) + " is undone already");
        return;
    }
    if (of.purged || unix_ms_() - of.what.at_ms > undo_ms_) {
        asked.result = refused("flush " + std::to_string(id) + " is too old to be undone");
        return;
    }
    const auto did = work.undo(of, asked.wanted);
    asked.result = {outcome::done, did.id, sum_of(did.counts), did.event, {}};
}

void writer::finish(flushing& asked) {
    if (asked.wanted.by_mark) {
        previews_.close(asked.preview);
        marking_file_ = 0;
    }
    if (asked.result.how == outcome::done) previews_.break_all();
}

void writer::lose(flushing& asked, const std::string& why) {
    asked.result = failed(why);
    if (!asked.wanted.by_mark) return;
    previews_.close(asked.preview);
    marking_file_ = 0;
}

void writer::decide(batch& work, marking& asked) {
    auto& of = *asked.of;
    if (of.id == 0) {
        if (marking_file_ != 0) {
            asked.result = refused("another flush by file is under way");
            return;
        }
        if (in_.done().size() >= most_bulk_changes || ledger_.last_operation >= last_bulk_id) {
            asked.result = refused(too_many);
            return;
        }
        marking_file_ = of.id = work.new_operation();
        // Only entries in force get the mark, so that all of them are old enough.
        of.preview = previews_.open({}, of.id, std::numeric_limits<std::uint64_t>::max(), unix_ms_());
    } else if (!previews_.is_open(of.preview)) {
        asked.result = refused(changed_meanwhile);
        return;
    }
    const auto portion = std::span(of.rows).subspan(of.at);
    asked.result.how = work.mark(of.id, portion.first(std::min(portion.size(), rows_at_once)), of.marked, asked.result.error)
                           ? outcome::done
                           : outcome::failed;
    of.at += std::min(portion.size(), rows_at_once);
}

void writer::end(marking& asked) {
    auto& of = *asked.of;
    if (of.id != 0) {
        previews_.close(of.preview);
        marking_file_ = 0;
    }
    asked.done = std::move(of.done);
}

void writer::finish(marking& asked) {
    auto& of = *asked.of;
    if (asked.result.how != outcome::done) return end(asked);
    job next(marking{.of = asked.of, .done = {}, .result = {}});
    if (of.at >= of.rows.size()) {
        const auto total = sum_of(of.marked);
        if (total != of.order.confirm) {
            asked.result = {outcome::mismatch, 0, total, {}, {}};
            return end(asked);
        }
        static_cast<void>(previews_.counted(of.preview, of.marked, unix_ms_()));  // what is broken by now is refused
        bulk_change wanted;
        wanted.id = of.id;
        wanted.by_mark = true;
        wanted.actor = of.order.actor;
        wanted.origin = of.order.origin;
        wanted.reason = of.order.reason;
        next = flushing{.wanted = std::move(wanted), .preview = of.preview, .confirm = total, .done = of.done, .result = {}};
    }
    std::string why_not;
    if (enqueue(std::move(next), why_not)) return;
    asked.result = failed(why_not);
    end(asked);
}

void writer::lose(marking& asked, const std::string& why) {
    asked.result = failed(why);
    end(asked);
}

}  // namespace store
