#include "store/counts_rocksdb.hpp"

#include <memory>

#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"
#include "store/recipient_record.hpp"

namespace store {
namespace {

std::string key_of(const entry_kind& kind) {
    std::string key(meta_keys::count_prefix);
    key.push_back(static_cast<char>(kind.from));
    return key + kind.list;
}

}  // namespace

bool read_counts(const database& in, entry_counts& counts, std::string& error) {
    bool good = true;
    const bool all = in.each_with_prefix(in.meta(), meta_keys::count_prefix, [&](std::string_view key, std::string_view value) {
        record_reader kind(key.substr(meta_keys::count_prefix.size())), from(value);
        const auto source_of = kind.one_of(source::carrier);
        const auto count = from.u64();
        good = good && kind.good() && from.done();
        if (good) counts.emplace(entry_kind{std::string(key.substr(meta_keys::count_prefix.size() + 1)), source_of}, count);
    });
    if (!all)
        error = "can't read the counts of the store";
    else if (!good)
        error = "the count of a list in the store is damaged";
    return all && good;
}

bool count_anew(const database& in, rocksdb::WriteBatch& into, entry_counts& counts, std::string& error) {
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.suppressions()));
    count_changes found;
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
        const auto record = decode_recipient(view(at->key()), view(at->value()));
        if (!record) continue;  // each answer about it says so
        for (const auto& entry : record->now) ++found[kind_of(entry)];
    }
    if (!at->status().ok()) {
        error = "can't read the entries of the store: " + at->status().ToString();
        return false;
    }
    put_counts(into, in, {}, found);
    add(counts, found);
    const bool all = in.each_with_prefix(in.meta(), meta_keys::old_count_prefix,
                                         [&](std::string_view key, std::string_view) { into.Delete(in.meta(), slice(key)); });
    if (!all) error = "can't read the counts of the store";
    return all;
}

void put_counts(rocksdb::WriteBatch& into, const database& in, const entry_counts& before, const count_changes& changes) {
    for (const auto& [kind, change] : changes) {
        entry_counts after;
        if (const auto kept = before.find(kind); kept != before.end()) after.insert(*kept);
        add(after, {{kind, change}});
        std::string count;
        record_writer(count).u64(after.at(kind));
        into.Put(in.meta(), key_of(kind), count);
    }
}

}  // namespace store
