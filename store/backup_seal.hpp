#pragma once
// RocksDB's list of a backup's files has checksums of the files and none of itself. A seal beside it, sealed/ID, holds its
// SHA-256; it is written last, so that a backup without one was not finished.
#include <cstdint>
#include <string>
#include <vector>

namespace store {

// Empty when it is written, else why not.
[[nodiscard]] std::string seal_backup(const std::string& path, std::uint32_t id);
// Empty when the list is the one that was sealed, else what is wrong.
[[nodiscard]] std::string broken_seal(const std::string& path, std::uint32_t id);

// The backups that were finished once.
[[nodiscard]] std::vector<std::uint32_t> seals_in(const std::string& path);

}  // namespace store
