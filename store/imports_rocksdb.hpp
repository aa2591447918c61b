#pragma once
// Imports in the database. Only store/*.cpp include this.
//
//   operations   'i' id(8)   -> the import, as far as it has come
#include <optional>
#include <string>
#include <vector>

#include "store/import.hpp"

namespace store {

class database;

[[nodiscard]] std::string import_key(std::uint64_t id);
// Nothing when there is none; or it can't be read, then `error` says why.
[[nodiscard]] std::optional<import_state> read_import(const database& in, std::uint64_t id, std::string& error);
// Newest first, those with a smaller id than `before`; 0: all.
[[nodiscard]] std::vector<import_state> read_imports(const database& in, std::uint64_t before, std::size_t limit,
                                                     std::string& error);

}  // namespace store
