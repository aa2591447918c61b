#pragma once
// Copies of a store: made while it runs, looked through and turned into a store again without one. A directory of backups holds
// any number of them; files that several have in common are there once.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace store {

// The last one that was asked for since the store was opened.
struct backup_state {
    bool running = false;
    std::string path;                           // empty: none was
    std::uint64_t copied = 0;                   // octets so far; files that an earlier backup has are not copied again
    std::uint32_t id = 0;                       // within its directory, when it is done
    std::uint64_t octets = 0;                   // of the whole backup, when it is done
    std::int64_t started_ms = 0, ended_ms = 0;  // Unix time in milliseconds
    std::string error;                          // why it failed, for people
};

struct backup_copy {
    std::uint32_t id = 0;
    std::int64_t at_ms = 0;
    std::uint64_t octets = 0;
    std::uint32_t files = 0;
    std::string damage;  // the file, and what is wrong with it; empty: every octet is as it was written
};
// Reads all backups of a directory, oldest first. Nothing, with the reason in `error`, when there is none.
[[nodiscard]] std::optional<std::vector<backup_copy>> verify_backups(const std::string& path, std::string& error);

// Makes a store of a backup, 0: of the newest, in a directory that is new or empty; gives the one that it was. The store has a
// new identity, and what waited to be sent is not sent: it may have gone out since. On failure gives nothing, says why in
// `error`, and leaves the directory empty.
[[nodiscard]] std::optional<backup_copy> restore_backup(const std::string& path, std::uint32_t id, const std::string& into,
                                                        std::string& error);

}  // namespace store
