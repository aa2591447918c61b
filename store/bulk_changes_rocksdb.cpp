#include "store/bulk_changes_rocksdb.hpp"

#include <algorithm>

#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"

namespace store {
namespace {

std::string key_of(char what, std::uint64_t id) {
    std::string key(1, what);
    record_writer(key).u64(id);
    return key;
}

constexpr std::string_view all_changes = "o", all_left = "l";

}  // namespace

std::string bulk_change_key(std::uint64_t id) { return key_of('o', id); }
std::string left_key(std::uint64_t flush_id) { return key_of('l', flush_id); }

void fold(const bulk_change& did, std::map<std::uint64_t, flush_state>& flushes) {
    if (did.what == bulk_change::kind::flush) {
        flushes[did.id] = {did, did.counts, 0, 0, {}, false};
    } else if (const auto undone = flushes.find(did.undoes); undone != flushes.end()) {
        undone->second.left.clear();
        undone->second.undone_by = did.id;
        undone->second.undone_ms = did.at_ms;
        undone->second.undone_actor = did.actor;
    }
}

bool read_bulk_changes(const database& in, ledger& kept, std::string& error) {
    bool good = true;
    bool all = in.each_with_prefix(in.operations(), all_changes, [&](std::string_view, std::string_view value) {
        auto found = decode_bulk_change(value);
        good = good && found && found->id > kept.last_operation;
        if (!good) return;
        kept.last_operation = found->id;
        fold(*found, kept.flushes);
        in.done().append(std::move(*found));
    });
    all = in.each_with_prefix(in.operations(), all_left, [&](std::string_view key, std::string_view value) {
        record_reader id(key.substr(all_left.size()));
        const auto flush = kept.flushes.find(id.u64());
        auto left = decode_counts(value);
        good = good && left && id.done() && flush != kept.flushes.end();
        if (good) flush->second.left = std::move(*left);
    }) && all;
    std::string purged;
    if (const auto status = in.read(in.operations(), purged_key, purged); !status.ok()) all = false;
    if (!purged.empty()) {
        record_reader from(purged);
        const auto until = from.u64();
        good = good && from.done();
        for (auto& [id, state] : kept.flushes) state.purged = id <= until;
    }
    std::string last;
    if (const auto status = in.read(in.meta(), meta_keys::last_operation, last); !status.ok()) all = false;
    if (!last.empty()) {
        record_reader from(last);
        kept.last_operation = std::max(kept.last_operation, from.u64());
        good = good && from.done();
    }
    if (!all)
        error = "can't read the flushes of the store";
    else if (!good)
        error = "the record of a flush in the store is damaged";
    return all && good;
}

}  // namespace store
