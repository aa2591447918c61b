#include "store/browse.hpp"

#include <algorithm>
#include <optional>

#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"
#include "store/erased_rocksdb.hpp"
#include "store/hex.hpp"
#include "store/imports_rocksdb.hpp"
#include "store/notes.hpp"
#include "store/records.hpp"

namespace store {
namespace {

// Where a page ended: after the entry bound so, or after the whole recipient.
struct position {
    std::string recipient;
    std::optional<binding> bound;
};

constexpr std::uint8_t cursor_version = 1;

std::string encode_cursor(const position& at) {
    std::string octets;
    record_writer to(octets);
    to.u8(cursor_version);
    to.text(at.recipient);
    to.u8(at.bound ? 1 : 0);
    if (at.bound) {
        to.u8(static_cast<std::uint8_t>(at.bound->reach));
        to.text(at.bound->list);
        to.text(at.bound->sender);
    }
    return to_hex(octets);
}

std::optional<position> decode_cursor(std::string_view cursor) {
    const auto octets = from_hex(cursor);
    if (!octets) return std::nullopt;
    record_reader in(*octets);
    if (in.u8() != cursor_version) return std::nullopt;
    position at;
    at.recipient = in.text();
    if (in.flag()) {
        const auto reach = in.one_of(scope::global);
        const auto list = in.text();
        at.bound = binding{reach, std::string(list), std::string(in.text())};
    }
    if (!in.done() || !can_be_key(at.recipient)) return std::nullopt;
    return at;
}

// Appends what is wanted of one record. False when the page is full.
bool append(suppression_store::page& out, entries& found, const suppression_store::filter& wanted, const position& after,
            std::size_t limit) {
    for (auto& entry : found) {
        if (entry.recipient == after.recipient && after.bound && !(*after.bound < entry.bound)) continue;
        if (!matches(wanted, view_of(entry))) continue;
        if (out.entries.size() == limit) {
            const auto& last = out.entries.back();
            out.cursor = encode_cursor({last.recipient, last.bound});
            return false;
        }
        out.entries.push_back(std::move(entry));
    }
    return true;
}

entries in_force(entries all, const bulk_changes::node* since) {
    if (since != nullptr) std::erase_if(all, [since](const suppression& each) { return taken_by(since, view_of(each)) != 0; });
    return all;
}

}  // namespace

std::vector<suppression> find_entries(const database& in, std::string_view recipient, store_tally& tally) {
    if (!can_be_key(recipient)) return {};
    const auto* const since = in.done().first();
    std::string error;
    auto found = read_recipient(in, recipient, error);
    if (!found) tally.failed(operation::read);
    return found ? in_force(std::move(found->now), since) : entries{};
}

suppression_store::page list_entries(const database& in, const suppression_store::filter& wanted, std::string_view cursor,
                                     std::size_t limit, store_tally& tally, std::size_t scan) {
    suppression_store::page out;
    limit = std::clamp<std::size_t>(limit, 1, page_limit);
    position after;
    if (!cursor.empty()) {
        auto at = decode_cursor(cursor);
        if (!at) return out;
        after = std::move(*at);
    }
    if (!wanted.recipient.empty()) {
        auto found = find_entries(in, wanted.recipient, tally);
        append(out, found, wanted, after, limit);
        return out;
    }
    const auto* const since = in.done().first();
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.suppressions()));
    std::string last;
    for (at->Seek(std::max(after.recipient, wanted.prefix)); at->Valid() && view(at->key()).starts_with(wanted.prefix);
         at->Next()) {
        if (scan-- == 0) {
            out.cursor = encode_cursor({last, std::nullopt});
            return out;
        }
        last = view(at->key());
        if (last == after.recipient && !after.bound) continue;
        auto found = decode_recipient(last, view(at->value()));
        if (!found)
            tally.failed(operation::read);
        else if (auto now = in_force(std::move(found->now), since); !append(out, now, wanted, after, limit))
            return out;
    }
    if (!at->status().ok()) tally.failed(operation::read);
    return out;
}

bool each_event_backwards(const database& in, std::string_view recipient, const std::function<bool(event&)>& visit) {
    if (!can_be_key(recipient)) return true;
    const auto begin = key_prefix(recipient);
    auto end = begin;
    end.back() = '\1';  // the first key after all that begin with recipient and NUL
    const auto lower = slice(begin), upper = slice(end);
    auto how = in.scan;
    how.iterate_lower_bound = &lower;
    how.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(how, in.events()));
    bool all = true;
    for (at->SeekToLast(); at->Valid(); at->Prev()) {
        auto found = decode_event(view(at->key()), view(at->value()));
        all = all && found;
        if (found && !visit(*found)) return all;
    }
    return all && at->status().ok();
}

std::vector<event> newest_events(const database& in, std::string_view recipient, const suppression_store::trail_filter& wanted,
                                 std::size_t limit, store_tally& tally) {
    std::vector<event> out;
    if (limit == 0) return out;
    const auto take = [&](event& one) {
        if (wanted.since_ms && one.unix_ms() < *wanted.since_ms) return false;
        if (!wanted.kind || *wanted.kind == one.kind) out.push_back(std::move(one));
        return out.size() < limit;
    };
    bool all = each_event_backwards(in, recipient, take);
    // What is left of the time before an erasure is older than what came after it.
    if (in.any_erased() && out.size() < limit) all = each_event_backwards(in, pseudonym_in(in, recipient), take) && all;
    if (!all) tally.failed(operation::read);
    std::ranges::reverse(out);
    return out;
}

// It is of no recipient.
static std::optional<event> event_of_import(const database& in, const event_id& id) {
    std::string ignored, record;
    const auto found = read_import(in, id.number, ignored);
    if (!found || found->event != id || !in.read(in.events(), found->event_key, record).ok()) return std::nullopt;
    return decode_event(found->event_key, record);
}

proof proof_of(const database& in, const notes& noted, const suppression& entry, const list_names* configured,
               store_tally& tally) {
    proof out;
    std::vector<event> confirmations;  // newer than the cause, which is met last
    const bool all = each_event_backwards(in, entry.recipient, [&](event& one) {
        const bool is_cause = one.id == entry.cause;
        if (is_cause)
            out.cause = std::move(one);
        else if (one.kind == event_kind::confirmation)
            confirmations.push_back(std::move(one));
        return !is_cause;
    });
    if (!all) tally.failed(operation::read);
    if (!out.cause && entry.from == source::import) out.cause = event_of_import(in, entry.cause);
    if (out.cause) {
        out.durable_ms = noted.durable_ms(event_key(*out.cause));
        const auto first = out.cause->outbox_id;
        for (auto& one : confirmations)
            if (one.outbox_id >= first && one.outbox_id < first + out.cause->outbox_count)
                out.confirmations.push_back(std::move(one));
        std::ranges::sort(out.confirmations, {}, &event::outbox_id);
    }
    for (auto& [key, refused] : noted.attempts_of(entry.recipient))
        if (applies(entry.bound, refused.sender, refused.list, configured)) out.refused.push_back(refused);
    return out;
}

std::vector<suspicion> list_suspicions(const database& in, std::uint64_t after, std::size_t limit, store_tally& tally) {
    std::vector<suspicion> out;
    limit = std::clamp<std::size_t>(limit, 1, page_limit);
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.review()));
    for (at->Seek(review_key(after + 1)); at->Valid() && out.size() < limit; at->Next()) {
        if (auto found = decode_suspicion(view(at->key()), view(at->value())))
            out.push_back(std::move(*found));
        else
            tally.failed(operation::read);
    }
    if (!at->status().ok()) tally.failed(operation::read);
    return out;
}

std::optional<suspicion> find_suspicion(const database& in, std::uint64_t id, store_tally& tally) {
    const auto key = review_key(id);
    std::string record;
    const auto status = in.read(in.review(), key, record);
    if (status.ok() && record.empty()) return std::nullopt;
    auto found = status.ok() ? decode_suspicion(key, record) : std::nullopt;
    if (!found) tally.failed(operation::read);
    return found;
}

}  // namespace store
