// What goes: all of one person on request, and by its age what nobody needs any more.
#include <algorithm>
#include <utility>

#include "store/batch_rocksdb.hpp"
#include "store/chain_rocksdb.hpp"
#include "store/erased_rocksdb.hpp"
#include "store/event_record.hpp"
#include "store/trail.hpp"

namespace store {
namespace {

// Of one write: live opt-outs wait no longer than for these.
constexpr std::size_t events_at_once = 1'000;

}  // namespace

// Of `asked` those that are in force on disk.
std::vector<binding> batch::held_of(const overlaid* at, const std::vector<binding>& asked) const {
    std::vector<binding> out;
    if (at == nullptr) return out;
    for (const auto& bound : asked) {
        const auto here = place(at->of.now, bound);
        if (here != at->of.now.end() && here->bound == bound && taken(*here) == 0) out.push_back(bound);
    }
    return out;
}

// What stands under the pseudonym goes on standing there; what is new stands under the number.
void batch::put(const std::string& recipient, const overlaid& changed) {
    const auto put_named = [&](const recipient_record& named) {
        if (named.empty())
            writes_.Delete(in_.suppressions(), recipient);
        else
            writes_.Put(in_.suppressions(), recipient, encode(named));
    };
    if (!changed.to_erase && !changed.has_erased) return put_named(changed.of);
    recipient_record named = changed.of, erased;
    const auto is_erased = [&](const auto& part) { return changed.to_erase || part.erased; };
    std::ranges::copy_if(named.now, std::back_inserter(erased.now), is_erased);
    std::ranges::copy_if(named.lifted, std::back_inserter(erased.lifted), is_erased);
    std::erase_if(named.now, is_erased);
    std::erase_if(named.lifted, is_erased);
    for (auto& entry : erased.now) entry.reason.clear();  // the person's own words, more often than not
    const auto key = pseudonym_in(in_, recipient);
    if (erased.empty()) {
        writes_.Delete(in_.erased(), key);
    } else {
        in_.note_erased(recipient, writes_);
        writes_.Put(in_.erased(), key, encode(erased));
    }
    put_named(named);
}

suppression_store::erasure batch::erase(const suppression_store::erasure_order& wanted, bool first) {
    suppression_store::erasure out;
    auto* const mine = record_of(wanted.recipient, out.error);
    if (mine == nullptr) return out;
    out.stored = true;
    out.known_as = pseudonym_in(in_, wanted.recipient);
    std::vector<binding> all;
    for (const auto& entry : mine->of.now) all.push_back(entry.bound);
    all = held_of(mine, all);
    out.entries = all.size();
    const auto by = next_.trail.sequence + 1;
    out.events = erase_events(wanted.recipient, out.known_as, by);
    if (!first && out.events == 0) return out;

    mine->touched = mine->to_erase = true;
    // What a flush by prefix has taken stays so, though nobody can tell any more how the number began.
    for (auto& entry : mine->of.now)
        if (const auto flush = taken(entry); flush != 0) entry.mark = flush;
    erase_waiting(wanted.recipient);
    auto what = new_event(event_kind::erasure, source::staff, wanted.actor);
    what.recipient = out.known_as;
    what.before = what.after = what.bindings = std::move(all);
    what.origin = wanted.origin;
    what.reason = wanted.reason;
    record(what);
    out.event = what.id;
    return out;
}

// Those that are on disk, up to events_at_once. What this group has recorded of the person is met by the next portion.
std::uint64_t batch::erase_events(const std::string& recipient, const std::string& pseudonym, std::uint64_t by) {
    std::uint64_t count = 0;
    const auto prefix = key_prefix(recipient);
    const std::unique_ptr<rocksdb::Iterator> at(in_.db().NewIterator(in_.scan, in_.events()));
    for (at->Seek(prefix); at->Valid() && at->key().starts_with(prefix) && count < events_at_once; at->Next()) {
        const auto key = view(at->key());
        auto renamed = key_prefix(pseudonym);
        renamed.append(key.substr(prefix.size()));
        writes_.Delete(in_.events(), at->key());
        ++count;
        const auto what = decode_event(key, view(at->value()));
        const auto less = without_private_part(key, view(at->value()));
        if (!what || !less) continue;  // damaged: there is nothing to keep of it, and the trail's check will say so
        writes_.Put(in_.events(), renamed, *less);
        if (what->sequence == 0) continue;
        if (auto place = read_place(in_, what->sequence)) {
            place->state = place_state::erased;
            place->event_key = renamed;
            place->by = by;
            writes_.Put(in_.chain(), chain_key(what->sequence), encode(*place));
        }
    }
    return count;
}

// Notes, what waits to be sent, and replies that wait for people.
void batch::erase_waiting(const std::string& recipient) {
    in_.each_with_prefix(in_.notes(), key_prefix(recipient),
                         [this](std::string_view key, std::string_view) { writes_.Delete(in_.notes(), slice(key)); });
    notes_.forget(recipient);
    std::vector<std::uint64_t> ids;
    for (const auto& [id, kept] : before_.outbox)
        if (kept.entry.recipient == recipient) ids.push_back(id);
    for (const auto& [id, whose] : before_.receipts)
        if (whose == recipient) ids.push_back(id);
    for (const auto& [id, changed] : outbox_changes_)
        if (changed && changed->entry.recipient == recipient) ids.push_back(id);
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    for (const auto id : ids) {
        const auto changed = outbox_changes_.find(id);
        if (changed != outbox_changes_.end() && !changed->second) continue;  // it has just ended
        if (confirmation_at(id) == nullptr) --receipts_;
        end(id, recipient);
    }
    const std::unique_ptr<rocksdb::Iterator> at(in_.db().NewIterator(in_.scan, in_.review()));
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
        const auto waiting = decode_suspicion(view(at->key()), view(at->value()));
        if (waiting && waiting->recipient == recipient) static_cast<void>(take_suspicion(waiting->id));
    }
}

// What set an entry that is there, or answers for other events.
bool batch::is_needed(const event& what) {
    switch (what.kind) {
        case event_kind::opt_in:
        case event_kind::help:
        case event_kind::confirmation:
        case event_kind::dismissal: return false;
        case event_kind::opt_out: break;
        default: return true;
    }
    recipient_record held;
    if (is_pseudonym(what.recipient)) {
        auto decoded = read_pseudonym(in_, what.recipient);
        if (!decoded) return true;
        held = std::move(*decoded);
    } else {
        std::string error;
        const auto* const mine = record_of(what.recipient, error);
        if (mine == nullptr) return true;
        held = mine->of;
    }
    return std::ranges::any_of(held.now, [&](const suppression& entry) { return entry.cause == what.id; });
}

std::uint64_t batch::expire(const std::vector<std::uint64_t>& places) {
    struct old_one {
        std::uint64_t sequence;
        chain_place place;
    };
    std::vector<old_one> gone;
    for (const auto sequence : places) {
        auto place = read_place(in_, sequence);
        if (!place || place->state == place_state::expired) continue;
        std::string record;
        if (!in_.read(in_.events(), place->event_key, record).ok()) continue;
        const auto what = decode_event(place->event_key, record);
        // One that is missing or damaged stays so, for the trail's check to find.
        if (what && !is_needed(*what)) gone.push_back({sequence, std::move(*place)});
    }
    if (gone.empty()) return 0;
    auto what = new_event(event_kind::retention, source::staff, "retention");
    what.reason = std::to_string(gone.size()) + " events up to " + std::to_string(gone.back().sequence);
    what.detail = encode(removal{.up_to = gone.back().sequence, .removed = gone.size()});
    record(what);
    for (auto& [sequence, place] : gone) {
        writes_.Delete(in_.events(), place.event_key);
        writes_.Delete(in_.notes(), notes::durable_key(place.event_key));
        place.event_key.erase(0, place.event_key.size() - event_key_tail);
        place.state = place_state::expired;
        place.by = what.sequence;
        writes_.Put(in_.chain(), chain_key(sequence), encode(place));
    }
    return gone.size();
}

}  // namespace store
