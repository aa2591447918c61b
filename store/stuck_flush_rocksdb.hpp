#pragma once
// Ends a DB::Resume() that would never return. A flush that was scheduled when a write of the log fails is given up by RocksDB
// 7.8 but stays marked as queued, so that nothing starts it again, and Resume() waits for it for ever.
#include <rocksdb/db.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace store {

class stuck_flush_watch {
public:
    // With something to flush and nothing running, a flush begins within milliseconds, or within the second that RocksDB
    // sleeps after a failed one.
    static constexpr std::chrono::seconds patience{5};

    // Watches while it lives, from a thread of its own. What is stuck is ended by stopping the background work of `db` for good:
    // it can then still be read, but takes no writes before it is opened anew.
    explicit stuck_flush_watch(rocksdb::DB& db);
    ~stuck_flush_watch();

    stuck_flush_watch(const stuck_flush_watch&) = delete;
    stuck_flush_watch& operator=(const stuck_flush_watch&) = delete;

private:
    void run();
    [[nodiscard]] bool idle_with_work() const;

    rocksdb::DB& db_;
    std::mutex mutex_;
    std::condition_variable over_;
    bool is_over_ = false;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace store
