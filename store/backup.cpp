#include "store/backup.hpp"

#include <rocksdb/utilities/backup_engine.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <system_error>

#include "store/backup_seal.hpp"
#include "store/database_rocksdb.hpp"

namespace store {
namespace {

namespace fs = std::filesystem;

using engine = std::unique_ptr<rocksdb::BackupEngineReadOnly>;

engine open_backups(const std::string& path, std::string& error) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
        error = path + " is no directory";
        return nullptr;
    }
    rocksdb::BackupEngineReadOnly* opened = nullptr;
    const auto status = rocksdb::BackupEngineReadOnly::Open(rocksdb::BackupEngineOptions(path), rocksdb::Env::Default(), &opened);
    engine out(opened);
    if (status.ok()) return out;
    error = "can't read the backups in " + path + ": " + status.ToString();
    return nullptr;
}

// All that there are, oldest first; of some it can be told at once that they are no good.
std::vector<backup_copy> all_in(const rocksdb::BackupEngineReadOnly& in, const std::string& path) {
    std::vector<backup_copy> out;
    std::vector<rocksdb::BackupInfo> infos;
    in.GetBackupInfo(&infos);
    for (const auto& each : infos)
        out.push_back({.id = each.backup_id,
                       .at_ms = each.timestamp * 1000,
                       .octets = each.size,
                       .files = each.number_files,
                       .damage = broken_seal(path, each.backup_id)});
    std::vector<rocksdb::BackupID> lost = seals_in(path), unreadable;
    in.GetCorruptedBackups(&unreadable);
    lost.insert(lost.end(), unreadable.begin(), unreadable.end());
    for (const auto id : lost) {
        if (std::ranges::find(out, id, &backup_copy::id) != out.end()) continue;
        out.push_back(
            {.id = id, .damage = "meta/" + std::to_string(id) + " is gone or damaged, or a file that it names is gone"});
    }
    std::ranges::sort(out, {}, &backup_copy::id);
    return out;
}

// Reads every octet.
std::string damage_of(const rocksdb::BackupEngineReadOnly& in, const backup_copy& one) {
    if (!one.damage.empty()) return one.damage;
    constexpr bool with_checksum = true;
    const auto status = in.VerifyBackup(one.id, with_checksum);
    return status.ok() ? std::string() : status.ToString();
}

// True when `path` is an empty directory now.
bool make_empty(const std::string& path, std::string& error) {
    std::error_code failed;
    if (fs::exists(path, failed)) {
        if (fs::is_directory(path, failed) && fs::is_empty(path, failed)) return true;
        error = path + " is there already and not empty";
        return false;
    }
    if (fs::create_directories(path, failed)) {
        fs::permissions(path, fs::perms::owner_all, failed);
    }
    if (failed) error = "can't make the directory " + path + ": " + failed.message();
    return !failed;
}

void empty_again(const std::string& path) {
    std::error_code ignored;
    for (const auto& each : fs::directory_iterator(path, ignored)) fs::remove_all(each.path(), ignored);
}

// What begin_epoch() finds and acts on.
bool mark(const std::string& path, const std::string& reason, std::string& error) {
    store_options options;
    options.path = path;
    const auto in = database::open(options, error);
    if (!in) return false;
    auto writes = database::new_batch();
    writes.Put(in->meta(), slice(meta_keys::restored), reason);
    const auto status = in->write(writes);
    if (!status.ok()) error = "can't write to " + path + ": " + status.ToString();
    return status.ok();
}

}  // namespace

std::optional<std::vector<backup_copy>> verify_backups(const std::string& path, std::string& error) {
    const auto in = open_backups(path, error);
    if (!in) return std::nullopt;
    auto out = all_in(*in, path);
    for (auto& each : out) each.damage = damage_of(*in, each);
    if (!out.empty()) return out;
    error = "there is no backup in " + path;
    return std::nullopt;
}

std::optional<backup_copy> restore_backup(const std::string& path, std::uint32_t id, const std::string& into,
                                          std::string& error) {
    const auto in = open_backups(path, error);
    if (!in) return std::nullopt;
    const auto all = all_in(*in, path);
    const auto one = id == 0 && !all.empty() ? std::prev(all.end()) : std::ranges::find(all, id, &backup_copy::id);
    if (one == all.end()) {
        error = id == 0 ? "there is no backup in " + path : "there is no backup " + std::to_string(id) + " in " + path;
        return std::nullopt;
    }
    // Before anything is written: a store that lacks some of its numbers is worse than none. And no older one is taken for it.
    if (const auto damage = damage_of(*in, *one); !damage.empty()) {
        error = "backup " + std::to_string(one->id) + " is damaged: " + damage;
        return std::nullopt;
    }
    if (!make_empty(into, error)) return std::nullopt;
    const auto status = in->RestoreDBFromBackup(rocksdb::RestoreOptions(), one->id, into, into);
    if (!status.ok()) error = "can't restore to " + into + ": " + status.ToString();
    if (status.ok() && mark(into, "backup " + std::to_string(one->id) + " of " + path, error)) return *one;
    empty_again(into);
    return std::nullopt;
}

}  // namespace store
