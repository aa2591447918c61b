#include "store/ledger.hpp"

#include <rocksdb/write_batch.h>

#include <algorithm>
#include <random>

#include "store/bulk_changes_rocksdb.hpp"
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
    if (all && found.format_found > format) {
        error = "the store was written by a newer version (format " + std::to_string(found.format_found) + ")";
        return false;
    }
    return all;
}

// Fills the outbox and appends what ends claimed entries to `batch`.
bool read_outbox(const database& in, std::int64_t now_ms, beginning& out, rocksdb::WriteBatch& batch, std::string& error) {
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
        if (!found->claimed) {
            out.waiting.push_back(found->entry);
            out.kept.outbox.emplace(found->entry.id, std::move(*found));
            continue;
        }
        const auto ended = settled_event(found->entry, out.kept.clock.next(now_ms), confirmation_outcome::unknown);
        batch.Put(in.events(), event_key(ended), encode(ended));
        batch.Delete(in.outbox(), at->key());
        ++out.unknown;
    }
    if (!at->status().ok()) error = "can't read the outbox of the store: " + at->status().ToString();
    std::ranges::sort(out.waiting, {}, &outbox_entry::id);
    return at->status().ok();
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
    if (found.node == 0) found.node = random_node();
    ++found.epoch;
    out.kept.clock = event_clock(found.node, found.epoch, found.hlc, found.number);
    out.kept.last_outbox_id = found.outbox_id;

    if (!read_outbox(in, now_ms, out, batch, error)) return std::nullopt;
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
