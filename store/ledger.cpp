#include "store/ledger.hpp"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <random>

#include "store/bulk_changes_rocksdb.hpp"
#include "store/chain_rocksdb.hpp"
#include "store/codec.hpp"
#include "store/counts_rocksdb.hpp"
#include "store/database_rocksdb.hpp"

namespace store {
namespace {

constexpr std::uint32_t format = 3;
constexpr std::uint32_t format_of_counts_by_list = 2;  // alone, without the source

std::uint64_t random_node() {
    std::random_device random;
    std::uniform_int_distribution<std::uint64_t> any(1);
    return any(random);
}

// The fixed part of meta, as it was left.
struct identity {
    std::uint32_t format_found = 0;
    std::uint64_t node = 0;
    std::uint32_t epoch = 0;
    std::uint64_t hlc = 0;
    std::uint64_t number = 0;
    std::uint64_t outbox_id = 0;
    std::string restored;  // of which backup
};

template <class Read>
bool read_meta(const database& in, std::string_view key, std::string& error, Read&& read) {
    std::string record;
    if (const auto status = in.read(in.meta(), key, record); !status.ok()) {
        error = "can't read " + std::string(key) + " of the store: " + status.ToString();
        return false;
    }
    if (record.empty()) return true;
    record_reader from(record);
    read(from);
    if (from.done()) return true;
    error = "the record " + std::string(key) + " of the store is damaged";
    return false;
}

bool read_identity(const database& in, identity& found, std::string& error) {
    const bool all = read_meta(in, meta_keys::format, error, [&](record_reader& from) { found.format_found = from.u32(); }) &&
                     read_meta(in, meta_keys::node, error, [&](record_reader& from) { found.node = from.u64(); }) &&
                     read_meta(in, meta_keys::epoch, error, [&](record_reader& from) { found.epoch = from.u32(); }) &&
                     read_meta(in, meta_keys::high_water, error, [&](record_reader& from) {
                         found.hlc = from.u64();
                         found.number = from.u64();
                         found.outbox_id = from.u64();
                     });
    if (const auto status = in.read(in.meta(), meta_keys::restored, found.restored); !status.ok()) {
        error = "can't read the store: " + status.ToString();
        return false;
    }
    if (all && found.format_found > format) {
        error = "the store was written by a newer version (format " + std::to_string(found.format_found) + ")";
        return false;
    }
    return all;
}

// Fills the outbox and appends what ends claimed entries to `batch`. Of a restored store all confirmations may have been sent.
bool read_outbox(const database& in, std::int64_t now_ms, bool restored, beginning& out, rocksdb::WriteBatch& batch,
                 std::string& error) {
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.outbox()));
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
        auto found = decode_outbox(view(at->key()), view(at->value()));
        if (!found) {
            error = "an outbox record of the store is damaged";
            return false;
        }
        if (found->entry.is_receipt()) {
            out.kept.receipts.emplace(found->entry.id, found->entry.recipient);
            out.waiting.push_back(std::move(found->entry));
            continue;
        }
        if (!found->claimed && !restored) {
            out.waiting.push_back(found->entry);
            out.kept.outbox.emplace(found->entry.id, std::move(*found));
            continue;
        }
        auto ended = settled_event(found->entry, out.kept.clock.next(now_ms), confirmation_outcome::unknown);
        append(in, ended, out.kept.trail, batch);
        batch.Delete(in.outbox(), at->key());
        ++out.unknown;
    }
    if (!at->status().ok()) error = "can't read the outbox of the store: " + at->status().ToString();
    std::ranges::sort(out.waiting, {}, &outbox_entry::id);
    return at->status().ok();
}

// An event of the store itself.
void tell(const database& in, event_kind kind, std::string reason, std::int64_t now_ms, ledger& kept,
          rocksdb::WriteBatch& batch) {
    const auto stamp = kept.clock.next(now_ms);
    event what;
    what.id = stamp.id;
    what.hlc = stamp.hlc;
    what.kind = kind;
    what.from = source::staff;
    what.reason = std::move(reason);
    append(in, what, kept.trail, batch);
}

// Where the chain ended. A trail that has none yet gets it now: its first event says from when on it holds.
bool read_trail(const database& in, bool is_new, std::int64_t now_ms, ledger& kept, rocksdb::WriteBatch& batch,
                std::string& error) {
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.chain()));
    at->SeekToLast();
    if (!at->status().ok()) {
        error = "can't read the chain of the audit trail: " + at->status().ToString();
        return false;
    }
    if (at->Valid()) {
        const auto sequence = decode_chain_key(view(at->key()));
        const auto last = decode_place(view(at->value()));
        if (!sequence || !last) {
            error = "the chain of the audit trail is damaged at its end";
            return false;
        }
        kept.trail = {*sequence, last->link};
        return true;
    }
    tell(in, event_kind::trail_start, is_new ? "a new store" : "events before this one have no place in the chain", now_ms, kept,
         batch);
    return true;
}

bool count_suspicions(const database& in, ledger& kept, std::string& error) {
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.review()));
    for (at->SeekToFirst(); at->Valid(); at->Next()) ++kept.suspicions;
    if (!at->status().ok()) error = "can't read the review queue of the store: " + at->status().ToString();
    return at->status().ok();
}

}  // namespace

std::optional<beginning> begin_epoch(const database& in, std::int64_t now_ms, std::string& error) {
    identity found;
    beginning out;
    auto batch = database::new_batch();
    if (!read_identity(in, found, error) || !count_suspicions(in, out.kept, error)) return std::nullopt;
    const bool old_counts = found.format_found != 0 && found.format_found <= format_of_counts_by_list;
    if (!(old_counts ? count_anew(in, batch, out.kept.counts, error) : read_counts(in, out.kept.counts, error)))
        return std::nullopt;
    if (!read_bulk_changes(in, out.kept, error)) return std::nullopt;
    const bool is_new = found.node == 0;
    // Events of a copy must not have the names of those that the original made meanwhile.
    if (is_new || !found.restored.empty()) found.node = random_node();
    ++found.epoch;
    out.kept.clock = event_clock(found.node, found.epoch, found.hlc, found.number);
    out.kept.last_outbox_id = found.outbox_id;

    if (!read_trail(in, is_new, now_ms, out.kept, batch, error)) return std::nullopt;
    if (!found.restored.empty()) tell(in, event_kind::restoration, found.restored, now_ms, out.kept, batch);
    if (!read_outbox(in, now_ms, !found.restored.empty(), out, batch, error)) return std::nullopt;
    batch.Delete(in.meta(), slice(meta_keys::restored));
    const auto put = [&](std::string_view key, auto&& fill) {
        std::string record;
        record_writer to(record);
        fill(to);
        batch.Put(in.meta(), slice(key), record);
    };
    put(meta_keys::format, [](record_writer& to) { to.u32(format); });
    put(meta_keys::node, [&](record_writer& to) { to.u64(found.node); });
    put(meta_keys::epoch, [&](record_writer& to) { to.u32(found.epoch); });
    batch.Put(in.meta(), slice(meta_keys::high_water), encode_high_water(out.kept));
    if (const auto status = in.write(batch); !status.ok()) {
        error = "can't write to the store: " + status.ToString();
        return std::nullopt;
    }
    return out;
}

event settled_event(const outbox_entry& entry, const event_clock::stamp& stamp, confirmation_outcome how) {
    event ended;
    ended.id = stamp.id;
    ended.hlc = stamp.hlc;
    ended.kind = event_kind::confirmation;
    ended.recipient = entry.recipient;
    // The person and the number, as in the evidence of the reply that this answered.
    const auto& what = std::get<confirmation>(entry.what);
    ended.because.link = what.link;
    ended.because.system_id = what.system_id;
    ended.because.from = what.to;
    ended.because.to = what.from;
    ended.because.text = what.text;
    if (what.what == confirmation::form::cancel) ended.reason = cancel_reason;
    ended.outbox_id = entry.id;
    ended.outcome = how;
    return ended;
}

std::string encode_high_water(const ledger& of) {
    std::string record;
    record_writer to(record);
    to.u64(of.clock.hlc());
    to.u64(of.clock.number());
    to.u64(of.last_outbox_id);
    return record;
}

}  // namespace store
