#include "store/imports_rocksdb.hpp"

#include <limits>
#include <memory>

#include "store/codec.hpp"
#include "store/database_rocksdb.hpp"

namespace store {
namespace {

constexpr std::string_view all_imports = "i";
constexpr auto* damaged = "the record of an import in the store is damaged";

}  // namespace

std::string import_key(std::uint64_t id) {
    std::string key(all_imports);
    record_writer(key).u64(id);
    return key;
}

std::optional<import_state> read_import(const database& in, std::uint64_t id, std::string& error) {
    std::string record;
    if (const auto status = in.read(in.operations(), import_key(id), record); !status.ok()) {
        error = "can't read the import: " + status.ToString();
        return std::nullopt;
    }
    if (record.empty()) return std::nullopt;
    auto found = decode_import(record);
    if (!found) error = damaged;
    return found;
}

std::vector<import_state> read_imports(const database& in, std::uint64_t before, std::size_t limit, std::string& error) {
    std::vector<import_state> out;
    const auto last = before == 0 ? std::numeric_limits<std::uint64_t>::max() : before - 1;
    const std::unique_ptr<rocksdb::Iterator> at(in.db().NewIterator(in.scan, in.operations()));
    for (at->SeekForPrev(import_key(last)); at->Valid() && at->key().starts_with(slice(all_imports)) && out.size() < limit;
         at->Prev()) {
        auto found = decode_import(view(at->value()));
        if (!found) {
            error = damaged;
            return out;
        }
        out.push_back(std::move(*found));
    }
    if (!at->status().ok()) error = "can't read the imports: " + at->status().ToString();
    return out;
}

}  // namespace store
