#pragma once
// Makes backups of the open store, one at a time, on a thread of its own.
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/backup.hpp"

namespace rocksdb {
class BackupEngine;
}

namespace store {

class database;

class backup_thread {
public:
    // Octets a second: the copying must not make the opt-outs' fsyncs wait.
    static constexpr std::uint64_t rate_limit = 64 << 20;

    backup_thread(const database& in, std::function<std::int64_t()> unix_ms) : in_(in), unix_ms_(std::move(unix_ms)) {}
    ~backup_thread();  // one that is under way is given up

    backup_thread(const backup_thread&) = delete;
    backup_thread& operator=(const backup_thread&) = delete;

    // False: one is under way. Any thread, as below.
    bool start(std::string path);
    [[nodiscard]] backup_state state() const;

private:
    void run(const std::string& path);
    [[nodiscard]] std::string make(const std::string& path);

    const database& in_;
    const std::function<std::int64_t()> unix_ms_;
    mutable std::mutex mutex_;  // guards what follows
    backup_state state_;
    std::shared_ptr<rocksdb::BackupEngine> engine_;  // of the backup under way
    bool stopping_ = false;
    std::atomic<std::uint64_t> copied_{0};
    std::thread thread_;
};

}  // namespace store
