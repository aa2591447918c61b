#include "store/export.hpp"

#include <memory>

#include "store/database_rocksdb.hpp"
#include "store/recipient_record.hpp"

namespace store {
namespace {

constexpr std::size_t stop_interval = 1'024;

// The entries, and the last flush or undo that counts for them. The writer appends what it did behind its write and before the
// next one: when none was appended meanwhile, nothing that followed one is in the snapshot.
std::shared_ptr<const rocksdb::Snapshot> snapshot_of(const database& in, std::uint64_t& until) {
    for (;;) {
        until = in.done().last_id();
        std::shared_ptr<const rocksdb::Snapshot> taken(
            in.db().GetSnapshot(), [&db = in.db()](const rocksdb::Snapshot* held) { db.ReleaseSnapshot(held); });
        if (in.done().last_id() == until) return taken;
    }
}

}  // namespace

std::string export_entries(const database& in, const filter& wanted, const suppression_store::visit& seen,
                           const std::atomic<bool>& stop) {
    const auto* const since = in.done().first();
    std::uint64_t until = 0;
    const auto as_of = snapshot_of(in, until);
    auto how = in.scan;
    how.snapshot = as_of.get();
    const auto& begin = wanted.recipient.empty() ? wanted.prefix : wanted.recipient;
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(how, in.suppressions()));
    std::size_t looked_at = 0;
    for (at->Seek(begin); at->Valid() && view(at->key()).starts_with(begin); at->Next()) {
        if (!wanted.recipient.empty() && view(at->key()) != wanted.recipient) break;
        if (++looked_at % stop_interval == 0 && stop.load(std::memory_order_relaxed)) return "the store is closing";
        entry_walk walk(view(at->key()), view(at->value()));
        for (entry_view entry; walk.next(entry);)
            if (matches(wanted, entry) && taken_by(since, entry, until) == 0 && !seen(entry, walk.reason())) return {};
        if (!walk.ends_well()) return "the entries of a recipient are damaged";
    }
    return at->status().ok() ? std::string() : "the store can't be read: " + at->status().ToString();
}

}  // namespace store
