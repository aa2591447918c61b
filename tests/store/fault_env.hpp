#pragma once
// A disk with faults, under RocksDB: fsyncs that wait, no room, reads that fail, and power cuts that lose what was not synced.
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace store_test {

// What the files of the disk have gone through. Thread-safe.
class disk {
public:
    // While held, an fsync of a write-ahead log waits.
    void hold_syncs();
    void wait_for_held_sync();  // until a thread waits there
    void let_syncs_go();

    void be_full(bool full);
    void wait_for_questions_of_room(int count);  // since it is full
    void fail_log_writes(bool fail);             // no room for write-ahead logs, though the disk says that it has some
    void wait_for_failed_log_writes(int count);  // since they fail
    void fail_reads(bool fail);
    void fail_syncs(bool fail);  // of write-ahead logs

    // Copies a directory as a power cut would leave it: each file up to its last fsync.
    void copy_as_after_power_cut(const std::string& from, const std::string& to);

    // For the file system.
    bool full();
    bool asked_for_room();  // true: there is none
    bool takes(const std::string& path);
    bool reads_fail();
    void opened(const std::string& path, std::uint64_t size);
    void appended(const std::string& path, std::uint64_t octets);
    void truncated(const std::string& path, std::uint64_t size);
    bool before_sync(const std::string& path);  // false: the fsync fails
    void synced(const std::string& path);
    void renamed(const std::string& from, const std::string& to);
    void deleted(const std::string& path);

private:
    // Throws after half a minute: what a test waits for should come at once.
    template <class Done>
    void wait(std::unique_lock<std::mutex>& lock, Done&& done);

    struct file {
        std::uint64_t size = 0;
        std::uint64_t synced = 0;
    };
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, file> files_;
    bool held_ = false;
    int waiting_ = 0;
    bool full_ = false;
    int questions_of_room_ = 0;
    bool log_writes_fail_ = false;
    int failed_log_writes_ = 0;
    bool reads_fail_ = false;
    bool syncs_fail_ = false;
};

// An Env whose files lie on `under`.
[[nodiscard]] std::unique_ptr<rocksdb::Env> make_env(disk& under);

}  // namespace store_test
