// What flushes have taken that are too old to be undone goes for good.
#include "store/batch_rocksdb.hpp"
#include "store/bulk_changes_rocksdb.hpp"
#include "store/codec.hpp"
#include "store/erased_rocksdb.hpp"

namespace store {

void batch::begin_purge(std::uint64_t until) {
    std::string record;
    record_writer(record).u64(until);
    writes_.Put(in_.operations(), slice(purged_key), record);
    purged_until_ = until;
    anything_ = true;
}

std::uint64_t batch::purge(recipient_record& of, std::uint64_t until) {
    return std::erase_if(of.now, [&](const suppression& entry) {
        const auto flush = taken_by(in_.done().first(), view_of(entry), until);
        if (flush != 0) leaves(flush, entry);
        return flush != 0;
    });
}

std::optional<std::uint64_t> batch::purge(std::span<const std::string> keys, bool erased, std::uint64_t until,
                                          std::string& error) {
    std::uint64_t gone = 0;
    for (const auto& key : keys) {
        if (!erased) {
            auto* const mine = record_of(key, error);
            if (mine == nullptr) return std::nullopt;
            const auto here = purge(mine->of, until);
            mine->touched = mine->touched || here > 0;
            gone += here;
            continue;
        }
        auto found = read_pseudonym(in_, key);
        if (!found) {
            error = "the entries of an erased recipient can't be read";
            return std::nullopt;
        }
        const auto here = purge(*found, until);
        gone += here;
        if (here == 0) continue;
        if (found->empty())
            writes_.Delete(in_.erased(), key);
        else
            writes_.Put(in_.erased(), key, encode(*found));
    }
    anything_ = anything_ || gone > 0;
    return gone;
}

void batch::forget(std::uint64_t until) {
    for (const auto& [id, state] : before_.flushes) {
        if (id > until) break;
        writes_.Delete(in_.operations(), bulk_change_key(id));
        writes_.Delete(in_.operations(), left_key(id));
        if (state.undone_by != 0) writes_.Delete(in_.operations(), bulk_change_key(state.undone_by));
    }
    forgotten_until_ = until;
    anything_ = true;
}

}  // namespace store
