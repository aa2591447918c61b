#include "store/backup_thread.hpp"

#include <rocksdb/utilities/backup_engine.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "store/backup_seal.hpp"
#include "store/database_rocksdb.hpp"

namespace store {

backup_thread::~backup_thread() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        if (engine_) engine_->StopBackup();
    }
    if (thread_.joinable()) thread_.join();
}

bool backup_thread::start(std::string path) {
    const std::scoped_lock lock(mutex_);
    if (state_.running || stopping_) return false;
    if (thread_.joinable()) thread_.join();  // it has ended
    state_ = {.running = true, .path = path, .started_ms = unix_ms_(), .error = {}};
    copied_ = 0;
    thread_ = std::thread([this, where = std::move(path)] { run(where); });
    return true;
}

backup_state backup_thread::state() const {
    const std::scoped_lock lock(mutex_);
    auto out = state_;
    out.copied = copied_;
    return out;
}

void backup_thread::run(const std::string& path) {
    auto error = make(path);
    const std::scoped_lock lock(mutex_);
    engine_.reset();
    state_.running = false;
    state_.ended_ms = unix_ms_();
    state_.error = std::move(error);
}

// Empty when it is done.
std::string backup_thread::make(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code failed;
    const bool made = fs::create_directories(path, failed);
    if (made) fs::permissions(path, fs::perms::owner_all, failed);
    if (failed) return "can't make the directory " + path + ": " + failed.message();

    rocksdb::BackupEngineOptions how(path);
    how.backup_rate_limit = rate_limit;
    rocksdb::BackupEngine* opened = nullptr;
    if (const auto status = rocksdb::BackupEngine::Open(how, in_.db().GetEnv(), &opened); !status.ok())
        return "can't write to " + path + ": " + status.ToString();
    {
        const std::scoped_lock lock(mutex_);
        engine_.reset(opened);
        if (stopping_) return "the gateway ended";
    }
    rocksdb::CreateBackupOptions each;
    // The logs are copied instead: a flush of its own would be one more thing to go wrong, see database::resume().
    each.flush_before_backup = false;
    each.progress_callback = [this, &how] { copied_ += how.callback_trigger_interval_size; };
    rocksdb::BackupID id = 0;
    const auto status = opened->CreateNewBackupWithMetadata(each, &in_.db(), {}, &id);
    if (status.IsIncomplete()) return "the gateway ended";
    if (!status.ok()) return "the backup failed: " + status.ToString();
    rocksdb::BackupInfo info;
    if (const auto found = opened->GetBackupInfo(id, &info); !found.ok()) return "the backup can't be read: " + found.ToString();
    if (auto error = seal_backup(path, id); !error.empty()) return error;
    const std::scoped_lock lock(mutex_);
    state_.id = id;
    state_.octets = info.size;
    return {};
}

}  // namespace store
