#include "store/batch_rocksdb.hpp"

#include <algorithm>
#include <utility>

#include "store/chain_rocksdb.hpp"
#include "store/counts_rocksdb.hpp"
#include "store/erased_rocksdb.hpp"

namespace store {
namespace {

// Another entry still keeps one of the pairs that the change speaks of from being written to.
bool still_applies(const change& wanted, const binding& remaining, const list_names* configured) {
    return std::ranges::any_of(wanted.bindings,
                               [&](const binding& b) { return applies(remaining, b.sender, b.list, configured); });
}

event event_of(const change& wanted, const event_clock::stamp& stamp) {
    event out;
    out.id = stamp.id;
    out.hlc = stamp.hlc;
    out.kind = static_cast<event_kind>(wanted.what);
    out.recipient = wanted.recipient;
    out.bindings = wanted.bindings;
    out.from = wanted.from;
    out.actor = wanted.actor;
    out.origin = wanted.origin;
    out.reason = wanted.reason;
    out.because = wanted.because;
    return out;
}
static_assert(static_cast<int>(event_kind::opt_out) == static_cast<int>(action::opt_out) &&
              static_cast<int>(event_kind::opt_in) == static_cast<int>(action::opt_in) &&
              static_cast<int>(event_kind::help) == static_cast<int>(action::help));

}  // namespace

batch::batch(const database& in, const ledger& before, const pending_opt_outs& pending, notes& written_behind,
             const list_names* configured, std::int64_t now_ms)
    : in_(in),
      before_(before),
      pending_(pending),
      notes_(written_behind),
      configured_(configured),
      now_ms_(now_ms),
      writes_(database::new_batch()),
      receipts_(before.receipts.size()),
      suspicions_(before.suspicions) {
    next_.clock = before.clock;
    next_.trail = before.trail;
    next_.last_outbox_id = before.last_outbox_id;
    next_.last_operation = before.last_operation;
}

batch::overlaid* batch::record_of(const std::string& recipient, std::string& error) {
    if (const auto seen = overlay_.find(recipient); seen != overlay_.end()) return &seen->second;
    auto found = read_recipient(in_, recipient, error);
    if (!found) return nullptr;
    const bool has_erased =
        std::ranges::any_of(found->now, &suppression::erased) || std::ranges::any_of(found->lifted, &lifting::erased);
    return &overlay_.emplace(recipient, overlaid{.of = std::move(*found), .has_erased = has_erased}).first->second;
}

// True when an entry was set that was not there; those that were keep their cause and their date.
bool batch::set(overlaid& at, const change& wanted, const event_id& cause) {
    bool changed = false;
    auto& now = at.of.now;
    for (const auto& bound : wanted.bindings) {
        auto here = place(now, bound);
        if (here != now.end() && here->bound == bound) {
            const auto flush = taken(*here);
            if (flush == 0) continue;
            leaves(flush, *here);
            here = now.erase(here);
        }
        now.insert(here, {wanted.recipient, bound, wanted.from, now_ms_, wanted.reason, cause});
        ++count_changes_[{bound.list, wanted.from}];
        changed = at.touched = true;
    }
    return changed;
}

// True when an entry was lifted, be it one that holds in memory only because it could not be written.
bool batch::lift(overlaid& at, const change& wanted, const std::vector<binding>& in_memory) {
    bool changed = false;
    auto& now = at.of.now;
    for (const auto& bound : wanted.bindings) {
        bool lifted = std::ranges::find(in_memory, bound) != in_memory.end();
        const auto here = place(now, bound);
        bool was_there = false;
        if (here != now.end() && here->bound == bound) {
            was_there = true;
            if (const auto flush = taken(*here); flush != 0) {
                leaves(flush, *here);  // so that an undo does not bring it back
            } else {
                lifted = true;
                --count_changes_[kind_of(*here)];
                lifted_.push_back(*here);
            }
            now.erase(here);
        }
        if (!lifted && !was_there) continue;
        at.of.note_lifted(bound, now_ms_);
        at.touched = anything_ = true;
        changed = changed || lifted;
    }
    return changed;
}

change_result batch::add(change wanted, pending_opt_outs::generation of) {
    change_result out;
    const auto last_list = narrow(wanted);
    overlaid* mine = nullptr;
    if (wanted.what != action::help) {
        mine = record_of(wanted.recipient, out.error);
        if (mine == nullptr) return out;
    }
    out.stored = true;

    auto before = held_of(mine, wanted.bindings);
    event_clock::stamp stamp;
    if (wanted.what == action::opt_in) {
        const auto in_memory = pending_.failed_before(wanted.recipient, of);
        out.changed = lift(*mine, wanted, in_memory);
        const auto lifted = [&](const binding& b) { return std::ranges::find(wanted.bindings, b) != wanted.bindings.end(); };
        out.still_suppressed =
            std::ranges::any_of(
                mine->of.now,
                [&](const suppression& left) { return still_applies(wanted, left.bound, configured_) && taken(left) == 0; }) ||
            std::ranges::any_of(in_memory,
                                [&](const binding& left) { return !lifted(left) && still_applies(wanted, left, configured_); });
        if (!out.changed) return out;  // ordinary text: nothing to keep
        stamp = next_.clock.next(now_ms_);
    } else {
        stamp = next_.clock.next(now_ms_);
        if (wanted.what == action::opt_out) out.changed = set(*mine, wanted, stamp.id);
    }

    out.event = stamp.id;
    if (wanted.what == action::help || (out.changed && !out.still_suppressed)) answer(wanted, last_list, out);
    if (wanted.review_id != 0) static_cast<void>(take_suspicion(wanted.review_id));
    auto what = event_of(wanted, stamp);
    what.before = std::move(before);
    what.after = held_of(mine, wanted.bindings);
    what.changed = out.changed;
    what.still_suppressed = out.still_suppressed;
    what.silenced = out.silenced;
    what.outbox_count = static_cast<std::uint8_t>(out.queued.size());
    what.outbox_id = out.queued.empty() ? 0 : out.queued.front().id;
    record(what);
    if (wanted.what == action::opt_out && out.changed) opt_outs_.push_back(event_key(what));
    recorded_[wanted.recipient].push_back(std::move(what));
    return out;
}

suppression_store::introduction batch::introduce(const contact& wanted, std::optional<confirmation> notice) {
    suppression_store::introduction out{.stored = true, .first = false, .queued = {}};
    auto key = notes::contact_key(wanted);
    if (introduced_.contains(key) || notes_.last_contact(wanted.recipient, wanted.number)) return out;
    out.first = true;
    writes_.Put(in_.notes(), key, notes::encode(wanted));
    anything_ = true;
    if (notice) out.queued = queue(wanted.recipient, std::move(*notice));
    introduced_.insert(std::move(key));
    return out;
}

bool batch::suspect(suspicion reply, std::size_t most) {
    if (suspicions_ >= most) return false;
    ++suspicions_;
    reply.id = ++next_.last_outbox_id;
    reply.at_ms = now_ms_;
    writes_.Put(in_.review(), review_key(reply.id), encode(reply));
    anything_ = true;
    return true;
}

std::optional<suspicion> batch::take_suspicion(std::uint64_t id) {
    const auto key = review_key(id);
    std::string stored;
    if (reviewed_.contains(id) || !in_.read(in_.review(), key, stored).ok() || stored.empty()) return std::nullopt;
    reviewed_.insert(id);
    --suspicions_;
    writes_.Delete(in_.review(), key);
    anything_ = true;
    return decode_suspicion(key, stored);
}

bool batch::dismiss(std::uint64_t review_id, const std::string& actor) {
    const auto reply = take_suspicion(review_id);
    if (!reply) return false;
    auto what = new_event(event_kind::dismissal, source::staff, actor);
    what.recipient = reply->recipient;
    what.reason = reply->rule;
    what.because = reply->because;
    record(what);
    return true;
}

outbox_entry batch::queue(std::string recipient, std::variant<confirmation, receipt> what) {
    outbox_entry entry{++next_.last_outbox_id, now_ms_, std::move(recipient), std::move(what)};
    put({entry, false});
    return entry;
}

event batch::new_event(event_kind what, source from, std::string actor) {
    const auto stamp = next_.clock.next(now_ms_);
    event made;
    made.id = stamp.id;
    made.hlc = stamp.hlc;
    made.kind = what;
    made.from = from;
    made.actor = std::move(actor);
    return made;
}

void batch::trace(const suppression_store::trace_order& what) {
    auto made = new_event(event_kind::trace, source::staff, what.actor);
    made.origin = what.origin;
    made.detail = what.what;
    made.because.link = what.link;
    made.because.system_id = what.system_id;
    record(made);
}

void batch::record(event& what) {
    append(in_, what, next_.trail, writes_);
    anything_ = true;
}

const outbox_record* batch::confirmation_at(std::uint64_t id) const {
    if (const auto changed = outbox_changes_.find(id); changed != outbox_changes_.end())
        return changed->second && !changed->second->entry.is_receipt() ? &*changed->second : nullptr;
    const auto kept = before_.outbox.find(id);
    return kept == before_.outbox.end() ? nullptr : &kept->second;
}

void batch::put(outbox_record changed) {
    anything_ = true;
    const auto id = changed.entry.id;
    outbox_changes_.insert_or_assign(id, std::move(changed));
}

bool batch::claim(std::uint64_t outbox_id) {
    const auto* at = confirmation_at(outbox_id);
    if (at == nullptr || at->claimed) return false;
    put({at->entry, true});
    return true;
}

bool batch::release(std::uint64_t outbox_id) {
    const auto* at = confirmation_at(outbox_id);
    if (at == nullptr || !at->claimed) return false;
    put({at->entry, false});
    return true;
}

bool batch::settle(std::uint64_t outbox_id, confirmation_outcome how, std::uint32_t command_status, std::string message_id) {
    const auto* at = confirmation_at(outbox_id);
    if (at == nullptr) return false;
    auto ended = settled_event(at->entry, next_.clock.next(now_ms_), how);
    ended.command_status = command_status;
    ended.confirmation_message_id = std::move(message_id);
    record(ended);
    end(outbox_id, ended.recipient);
    return true;
}

std::optional<outbox_entry> batch::file(receipt what, std::string recipient, std::size_t most) {
    if (receipts_ >= most) return std::nullopt;
    ++receipts_;
    return queue(std::move(recipient), std::move(what));
}

bool batch::drop(std::uint64_t outbox_id) {
    std::string recipient;
    if (const auto changed = outbox_changes_.find(outbox_id); changed != outbox_changes_.end()) {
        if (!changed->second || !changed->second->entry.is_receipt()) return false;
        recipient = changed->second->entry.recipient;
    } else if (const auto kept = before_.receipts.find(outbox_id); kept != before_.receipts.end()) {
        recipient = kept->second;
    } else {
        return false;
    }
    --receipts_;
    end(outbox_id, std::move(recipient));
    return true;
}

void batch::end(std::uint64_t outbox_id, std::string recipient) {
    anything_ = true;
    ended_recipients_.emplace(outbox_id, std::move(recipient));
    outbox_changes_.insert_or_assign(outbox_id, std::nullopt);
}

// Who is suppressed again later begins anew.
void batch::forget_attempts(const std::string& recipient) {
    in_.each_with_prefix(in_.notes(), notes::attempts_prefix(recipient),
                         [this](std::string_view key, std::string_view) { writes_.Delete(in_.notes(), slice(key)); });
    notes_.forget_attempts(recipient);
}

rocksdb::Status batch::write() {
    if (!anything_) return rocksdb::Status::OK();
    for (const auto& [recipient, record] : overlay_) {
        if (!record.touched) continue;
        put(recipient, record);
        const auto gone = [this](const suppression& each) { return taken(each) != 0; };
        if (std::ranges::all_of(record.of.now, gone)) forget_attempts(recipient);
    }
    for (const auto& [id, changed] : outbox_changes_) {
        if (changed)
            writes_.Put(in_.outbox(), outbox_key(changed->entry.recipient, id), encode(*changed));
        else
            writes_.Delete(in_.outbox(), outbox_key(ended_recipients_.at(id), id));
    }
    put_counts(writes_, in_, before_.counts, count_changes_);
    put_left();
    writes_.Put(in_.meta(), slice(meta_keys::high_water), encode_high_water(next_));
    return synced_ ? in_.write(writes_) : in_.write_unsynced(writes_);
}

void batch::fold_into(ledger& after) && {
    after.clock = next_.clock;
    after.trail = next_.trail;
    after.last_outbox_id = next_.last_outbox_id;
    after.suspicions = suspicions_;
    store::add(after.counts, count_changes_);
    fold_bulk_into(after);
    for (auto& [id, changed] : outbox_changes_) {
        if (!changed) {
            after.outbox.erase(id);
            after.receipts.erase(id);
        } else if (changed->entry.is_receipt()) {
            after.receipts.insert_or_assign(id, std::move(changed->entry.recipient));
        } else {
            after.outbox.insert_or_assign(id, std::move(*changed));
        }
    }
}

}  // namespace store
