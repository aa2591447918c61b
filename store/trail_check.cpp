// First all places of the chain in their order, each with its event; then all events, each with its place: what was put in by the
// side has none. A cursor says where that stands: a chain_end, which the next portion goes on from without asking the database
// for it; or the key of an event.
#include <rocksdb/snapshot.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "store/chain.hpp"
#include "store/database_rocksdb.hpp"
#include "store/event_record.hpp"
#include "store/hex.hpp"
#include "store/trail.hpp"

namespace store {
namespace {

using trail_check = suppression_store::trail_check;
using fault = suppression_store::trail_fault;

constexpr std::string_view events_mark = "events-";

class checking {
public:
    checking(const database& in, const std::optional<chain_end>& noted, std::size_t portion)
        : in_(in), snapshot_(&in.db()), noted_(noted), left_(portion) {
        scan_ = in.scan;
        scan_.snapshot = snapshot_.snapshot();
        get_ = in.disk;
        get_.snapshot = snapshot_.snapshot();
    }

    trail_check places(chain_end from) {
        const std::unique_ptr<rocksdb::Iterator> at(in_.db().NewIterator(scan_, in_.chain()));
        find_end(*at);
        if (noted_ && noted_->sequence > out_.end.sequence)
            return wrong(fault::shortened, out_.end.sequence + 1, "the trail ends before the noted place");
        for (at->Seek(chain_key(from.sequence + 1)); at->Valid(); at->Next()) {
            if (left_-- == 0) {
                out_.cursor = text_of(from);
                return std::move(out_);
            }
            const auto sequence = decode_chain_key(view(at->key())).value_or(0);
            if (sequence != from.sequence + 1) return wrong(fault::missing, from.sequence + 1, "its place in the chain is gone");
            if (!check(sequence, view(at->value()), from)) return std::move(out_);
        }
        if (!at->status().ok()) return wrong(fault::unreadable, from.sequence + 1, at->status().ToString());
        out_.cursor = std::string(events_mark);
        return std::move(out_);
    }

    trail_check events(const std::string& after) {
        const std::unique_ptr<rocksdb::Iterator> at(in_.db().NewIterator(scan_, in_.events()));
        const std::unique_ptr<rocksdb::Iterator> ends(in_.db().NewIterator(scan_, in_.chain()));
        find_end(*ends);
        std::string last = after;
        for (at->Seek(after); at->Valid(); at->Next()) {
            if (view(at->key()) == after && !after.empty()) continue;
            if (left_-- == 0) {
                out_.cursor = std::string(events_mark) + to_hex(last);
                return std::move(out_);
            }
            last = view(at->key());
            if (!has_place(last, view(at->value()))) return std::move(out_);
        }
        if (!at->status().ok()) return wrong(fault::unreadable, 0, at->status().ToString());
        return std::move(out_);
    }

private:
    void find_end(rocksdb::Iterator& at) {
        at.SeekToLast();
        if (!at.Valid()) return;
        out_.end.sequence = decode_chain_key(view(at.key())).value_or(0);
        if (const auto last = decode_place(view(at.value()))) out_.end.link = last->link;
    }

    trail_check wrong(fault what, std::uint64_t sequence, std::string why) {
        out_.wrong = what;
        out_.sequence = sequence;
        out_.why = std::move(why);
        out_.cursor.clear();
        return std::move(out_);
    }
    bool fail(fault what, std::uint64_t sequence, std::string why) {
        out_ = wrong(what, sequence, std::move(why));
        return false;
    }

    std::optional<std::string> read(rocksdb::ColumnFamilyHandle* from, std::string_view key) {
        std::string record;
        if (!in_.db().Get(get_, from, slice(key), &record).ok() || record.empty()) return std::nullopt;
        return record;
    }

    bool check(std::uint64_t sequence, std::string_view record, chain_end& from) {
        const auto place = decode_place(record);
        if (!place) return fail(fault::changed, sequence, "its place in the chain is damaged");
        if (link_of(from.link, place->leaf) != place->link)
            return fail(fault::changed, sequence, "its place does not follow from the one before");
        if (noted_ && noted_->sequence == sequence && noted_->link != place->link)
            return fail(fault::rewritten, sequence, "the noted link is another: this event or one before it was written anew");
        from = {sequence, place->link};
        ++out_.checked;
        if (place->state == place_state::expired) {
            ++out_.expired;
            return is_removed(sequence, *place) || fail(fault::missing, sequence, "no retention removed it");
        }
        const auto found = read(in_.events(), place->event_key);
        if (!found) return fail(fault::missing, sequence, "its record is gone");
        out_.event_key = place->event_key;
        if (leaf_of(in_.hash_key(), place->event_key, *found) != place->leaf)
            return fail(fault::changed, sequence, "its record is not the one that was written");
        const auto what = decode_event(place->event_key, *found);
        if (!what || what->sequence != sequence) return fail(fault::changed, sequence, "its record has another place");
        if (!what->erased && place->state == place_state::kept) return true;
        ++out_.erased;
        return is_erased(what->recipient, *place) || fail(fault::changed, sequence, "its text is gone, and no erasure says so");
    }

    // The event that answers for one that is no longer whole.
    std::optional<event> answering(std::uint64_t by) {
        const auto record = read(in_.chain(), chain_key(by));
        const auto place = record ? decode_place(*record) : std::nullopt;
        const auto found = place ? read(in_.events(), place->event_key) : std::nullopt;
        return found ? decode_event(place->event_key, *found) : std::nullopt;
    }
    bool is_erased(const std::string& recipient, const chain_place& place) {
        if (place.state != place_state::erased) return false;
        const auto by = answering(place.by);
        return by && by->kind == event_kind::erasure && by->recipient == recipient;
    }
    bool is_removed(std::uint64_t sequence, const chain_place& place) {
        if (removed_up_to_by_ != place.by) {
            const auto by = answering(place.by);
            const auto what = by && by->kind == event_kind::retention ? decode_removal(by->detail) : std::nullopt;
            removed_up_to_by_ = place.by;
            removed_up_to_ = what ? what->up_to : 0;
        }
        return sequence <= removed_up_to_;
    }

    // Of events from before the chain only those older than its first place are believed.
    bool has_place(const std::string& key, std::string_view record) {
        const auto what = decode_event(key, record);
        if (!what) return fail(fault::changed, 0, "an event is damaged");
        out_.event_key = key;
        ++out_.checked;
        if (what->sequence == 0) {
            if (!began_) {
                const auto first = read(in_.chain(), chain_key(1));
                const auto place = first ? decode_place(*first) : std::nullopt;
                began_ = place ? hlc_in(place->event_key) : 0;
            }
            return what->hlc < *began_ || fail(fault::added, 0, "an event has no place in the chain");
        }
        const auto found = read(in_.chain(), chain_key(what->sequence));
        const auto place = found ? decode_place(*found) : std::nullopt;
        return (place && place->event_key == key) || fail(fault::added, what->sequence, "an event stands where another was");
    }

    const database& in_;
    rocksdb::ManagedSnapshot snapshot_;
    const std::optional<chain_end>& noted_;
    std::size_t left_;
    rocksdb::ReadOptions scan_, get_;
    trail_check out_;
    std::uint64_t removed_up_to_by_ = 0, removed_up_to_ = 0;
    std::optional<std::uint64_t> began_;
};

}  // namespace

trail_check check_trail(const database& in, std::string_view cursor, const std::optional<chain_end>& noted, std::size_t portion) {
    checking now(in, noted, portion);
    if (cursor.starts_with(events_mark)) {
        if (const auto after = from_hex(cursor.substr(events_mark.size()))) return now.events(*after);
    } else if (const auto from = cursor.empty() ? chain_end{} : chain_end_of(cursor)) {
        return now.places(*from);
    }
    trail_check out;
    out.wrong = fault::unreadable;
    out.why = "the cursor is not one that was given";
    return out;
}

}  // namespace store
