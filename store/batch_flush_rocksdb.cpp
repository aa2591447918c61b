// Flushes, their undos, and the marks of a flush by file.
#include <algorithm>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/bulk_changes_rocksdb.hpp"
#include "store/codec.hpp"
#include "store/erased_rocksdb.hpp"

namespace store {
namespace {

count_changes negative(const entry_counts& counts) {
    count_changes out;
    for (const auto& [kind, count] : counts) out[kind] = -static_cast<std::int64_t>(count);
    return out;
}

}  // namespace

std::uint64_t batch::taken(const suppression& entry) const { return taken_by(in_.done().first(), view_of(entry)); }

// What a flush had taken is gone for good: an undo must not count it.
void batch::leaves(std::uint64_t flush, const suppression& entry) { --left_changes_[flush][kind_of(entry)]; }

std::uint64_t batch::new_operation() {
    ++next_.last_operation;
    std::string last;
    record_writer(last).u64(next_.last_operation);
    writes_.Put(in_.meta(), slice(meta_keys::last_operation), last);
    anything_ = true;
    return next_.last_operation;
}

void batch::record(bulk_change& did) {
    const bool takes = did.what == bulk_change::kind::flush;
    auto what = new_event(takes ? event_kind::flush : event_kind::undo, source::staff, did.actor);
    did.at_ms = now_ms_;
    did.event = what.id;
    what.origin = did.origin;
    what.reason = did.reason;
    what.because.text = text_of(did);
    what.because.message_id = std::to_string(did.id);
    what.changed = true;
    record(what);
    writes_.Put(in_.operations(), bulk_change_key(did.id), encode(did));
    bulk_.push_back(did);
}

std::optional<bulk_change> batch::flush(bulk_change wanted, std::string& error) {
    wanted.what = bulk_change::kind::flush;
    if (!wanted.by_mark) wanted.id = new_operation();  // a file's entries know it already
    if (!wanted.wanted.recipient.empty() && !mark_recipient(wanted, error)) return std::nullopt;
    for (const auto& [kind, count] : negative(wanted.counts)) count_changes_[kind] += count;
    record(wanted);
    writes_.Put(in_.operations(), left_key(wanted.id), encode(wanted.counts));
    return wanted;
}

bulk_change batch::undo(const flush_state& of, bulk_change wanted) {
    wanted.what = bulk_change::kind::undo;
    wanted.undoes = of.what.id;
    wanted.counts = of.left;
    wanted.id = new_operation();
    for (const auto& [kind, count] : of.left) count_changes_[kind] += static_cast<std::int64_t>(count);
    record(wanted);
    writes_.Delete(in_.operations(), left_key(of.what.id));
    return wanted;
}

// Those in force that are meant.
template <class Meant>
void batch::mark(overlaid& of, std::uint64_t flush, const Meant& meant, entry_counts& marked) {
    for (auto& entry : of.of.now) {
        if (entry.mark == flush || !meant(view_of(entry)) || taken(entry) != 0) continue;
        entry.mark = flush;
        of.touched = anything_ = true;
        ++marked[kind_of(entry)];
    }
}

bool batch::mark(std::uint64_t flush, std::span<const flush_row> rows, entry_counts& marked, std::string& error) {
    for (const auto& row : rows) {
        if (!can_be_key(row.recipient)) continue;
        auto* const mine = record_of(row.recipient, error);
        if (mine == nullptr) return false;
        mark(*mine, flush, [&row](const entry_view& entry) { return names(row, entry.bound); }, marked);
    }
    return true;
}

// No operation names a person: an erasure would leave it there.
bool batch::mark_recipient(bulk_change& wanted, std::string& error) {
    const auto recipient = wanted.wanted.recipient;
    auto* const mine = record_of(recipient, error);
    if (mine == nullptr) return false;
    const auto meant = [&wanted](const entry_view& entry) {
        return entry.number <= wanted.high_water && matches(wanted.wanted, entry);
    };
    wanted.counts.clear();
    mark(*mine, wanted.id, meant, wanted.counts);
    wanted.by_mark = true;
    wanted.wanted.recipient = pseudonym_in(in_, recipient);
    return true;
}

void batch::put_left() {
    for (const auto& [flush, changes] : left_changes_) {
        const auto before = before_.flushes.find(flush);
        if (before == before_.flushes.end()) continue;
        auto left = before->second.left;
        store::add(left, changes);
        writes_.Put(in_.operations(), left_key(flush), encode(left));
    }
}

void batch::fold_bulk_into(ledger& after) {
    for (auto& [flush, state] : after.flushes) state.purged = state.purged || flush <= purged_until_;
    if (forgotten_until_ != 0) {
        std::erase_if(after.flushes, [this](const auto& each) { return each.first <= forgotten_until_; });
        in_.done().forget_until(forgotten_until_);
    }
    after.last_operation = next_.last_operation;
    for (const auto& [flush, changes] : left_changes_)
        if (const auto state = after.flushes.find(flush); state != after.flushes.end()) store::add(state->second.left, changes);
    for (auto& did : bulk_) {
        fold(did, after.flushes);
        in_.done().append(std::move(did));
    }
}

}  // namespace store
