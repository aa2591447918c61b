#include "tests/store/fault_env.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace store_test {
namespace {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

bool is_log(const std::string& path) { return path.ends_with(".log"); }

class written_file final : public rocksdb::FSWritableFileOwnerWrapper {
public:
    written_file(std::unique_ptr<rocksdb::FSWritableFile> under, std::string path, disk& on)
        : FSWritableFileOwnerWrapper(std::move(under)), path_(std::move(path)), on_(on) {}

    IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* dbg) override {
        return append(data.size(), [&] { return target()->Append(data, options, dbg); });
    }
    IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& check,
                    IODebugContext* dbg) override {
        return append(data.size(), [&] { return target()->Append(data, options, check, dbg); });
    }
    IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* dbg) override {
        on_.truncated(path_, size);
        return target()->Truncate(size, options, dbg);
    }
    IOStatus Sync(const IOOptions& options, IODebugContext* dbg) override {
        return sync([&] { return target()->Sync(options, dbg); });
    }
    IOStatus Fsync(const IOOptions& options, IODebugContext* dbg) override {
        return sync([&] { return target()->Fsync(options, dbg); });
    }

private:
    template <class Append>
    IOStatus append(std::uint64_t octets, Append&& under) {
        if (!on_.takes(path_)) return IOStatus::NoSpace("the test's disk is full");
        auto status = under();
        if (status.ok()) on_.appended(path_, octets);
        return status;
    }
    template <class Sync>
    IOStatus sync(Sync&& under) {
        if (!on_.before_sync(path_)) return IOStatus::IOError("the test's fsync fails");
        auto status = under();
        if (status.ok()) on_.synced(path_);
        return status;
    }

    const std::string path_;
    disk& on_;
};

class read_file final : public rocksdb::FSRandomAccessFileOwnerWrapper {
public:
    read_file(std::unique_ptr<rocksdb::FSRandomAccessFile> under, disk& on)
        : FSRandomAccessFileOwnerWrapper(std::move(under)), on_(on) {}

    IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions& options, Slice* result, char* scratch,
                  IODebugContext* dbg) const override {
        if (on_.reads_fail()) return IOStatus::IOError("the test's read fails");
        return target()->Read(offset, n, options, result, scratch, dbg);
    }
    IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                       IODebugContext* dbg) override {
        if (on_.reads_fail()) return IOStatus::IOError("the test's read fails");
        return target()->MultiRead(requests, count, options, dbg);
    }

private:
    disk& on_;
};

class file_system final : public rocksdb::FileSystemWrapper {
public:
    explicit file_system(disk& on) : FileSystemWrapper(rocksdb::FileSystem::Default()), on_(on) {}
    const char* Name() const override { return "stopgate test disk"; }

    IOStatus NewWritableFile(const std::string& path, const FileOptions& options, std::unique_ptr<rocksdb::FSWritableFile>* out,
                             IODebugContext* dbg) override {
        return open(path, out, [&] { return target()->NewWritableFile(path, options, out, dbg); });
    }
    IOStatus ReopenWritableFile(const std::string& path, const FileOptions& options,
                                std::unique_ptr<rocksdb::FSWritableFile>* out, IODebugContext* dbg) override {
        return open(path, out, [&] { return target()->ReopenWritableFile(path, options, out, dbg); });
    }
    IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                 std::unique_ptr<rocksdb::FSRandomAccessFile>* out, IODebugContext* dbg) override {
        auto status = target()->NewRandomAccessFile(path, options, out, dbg);
        if (status.ok()) *out = std::make_unique<read_file>(std::move(*out), on_);
        return status;
    }
    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options, IODebugContext* dbg) override {
        auto status = target()->RenameFile(from, to, options, dbg);
        if (status.ok()) on_.renamed(from, to);
        return status;
    }
    IOStatus GetFreeSpace(const std::string& path, const IOOptions& options, std::uint64_t* room, IODebugContext* dbg) override {
        if (!on_.asked_for_room()) return target()->GetFreeSpace(path, options, room, dbg);
        *room = 0;
        return IOStatus::OK();
    }
    IOStatus DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* dbg) override {
        auto status = target()->DeleteFile(path, options, dbg);
        if (status.ok()) on_.deleted(path);
        return status;
    }

private:
    template <class Open>
    IOStatus open(const std::string& path, std::unique_ptr<rocksdb::FSWritableFile>* out, Open&& under) {
        if (on_.full()) return IOStatus::NoSpace("the test's disk is full");
        auto status = under();
        if (!status.ok()) return status;
        std::error_code none;
        const auto size = std::filesystem::file_size(path, none);
        on_.opened(path, none ? 0 : size);
        *out = std::make_unique<written_file>(std::move(*out), path, on_);
        return status;
    }

    disk& on_;
};

}  // namespace

template <class Done>
void disk::wait(std::unique_lock<std::mutex>& lock, Done&& done) {
    if (!changed_.wait_for(lock, std::chrono::seconds(30), done)) throw std::runtime_error("the disk waited in vain");
}

void disk::hold_syncs() {
    const std::scoped_lock lock(mutex_);
    held_ = true;
}

void disk::wait_for_held_sync() {
    std::unique_lock lock(mutex_);
    wait(lock, [this] { return waiting_ > 0; });
}

void disk::let_syncs_go() {
    {
        const std::scoped_lock lock(mutex_);
        held_ = false;
    }
    changed_.notify_all();
}

void disk::be_full(bool full) {
    const std::scoped_lock lock(mutex_);
    full_ = full;
    questions_of_room_ = 0;
}

void disk::wait_for_questions_of_room(int count) {
    std::unique_lock lock(mutex_);
    wait(lock, [&] { return questions_of_room_ >= count; });
}

bool disk::asked_for_room() {
    const std::scoped_lock lock(mutex_);
    if (full_) ++questions_of_room_;
    changed_.notify_all();
    return full_;
}

void disk::fail_log_writes(bool fail) {
    const std::scoped_lock lock(mutex_);
    log_writes_fail_ = fail;
    failed_log_writes_ = 0;
}

void disk::wait_for_failed_log_writes(int count) {
    std::unique_lock lock(mutex_);
    wait(lock, [&] { return failed_log_writes_ >= count; });
}

bool disk::takes(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    if (!log_writes_fail_ || !is_log(path)) return !full_;
    ++failed_log_writes_;
    changed_.notify_all();
    return false;
}

void disk::fail_reads(bool fail) {
    const std::scoped_lock lock(mutex_);
    reads_fail_ = fail;
}

void disk::fail_syncs(bool fail) {
    const std::scoped_lock lock(mutex_);
    syncs_fail_ = fail;
}

bool disk::full() {
    const std::scoped_lock lock(mutex_);
    return full_;
}

bool disk::reads_fail() {
    const std::scoped_lock lock(mutex_);
    return reads_fail_;
}

void disk::opened(const std::string& path, std::uint64_t size) {
    const std::scoped_lock lock(mutex_);
    files_[path] = {size, size};
}

void disk::appended(const std::string& path, std::uint64_t octets) {
    const std::scoped_lock lock(mutex_);
    files_[path].size += octets;
}

void disk::truncated(const std::string& path, std::uint64_t size) {
    const std::scoped_lock lock(mutex_);
    auto& at = files_[path];
    at.size = std::min(at.size, size);
    at.synced = std::min(at.synced, at.size);
}

bool disk::before_sync(const std::string& path) {
    std::unique_lock lock(mutex_);
    if (!is_log(path)) return true;
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    --waiting_;
    return !syncs_fail_;
}

void disk::synced(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    auto& at = files_[path];
    at.synced = at.size;
}

void disk::renamed(const std::string& from, const std::string& to) {
    const std::scoped_lock lock(mutex_);
    if (auto moved = files_.extract(from)) {
        files_.erase(to);
        moved.key() = to;
        files_.insert(std::move(moved));
    }
}

void disk::deleted(const std::string& path) {
    const std::scoped_lock lock(mutex_);
    files_.erase(path);
}

void disk::copy_as_after_power_cut(const std::string& from, const std::string& to) {
    namespace fs = std::filesystem;
    const std::scoped_lock lock(mutex_);
    fs::create_directories(to);
    for (const auto& each : fs::directory_iterator(from)) {
        if (!each.is_regular_file() || each.path().filename() == "LOCK") continue;
        const auto copy = fs::path(to) / each.path().filename();
        fs::copy_file(each.path(), copy, fs::copy_options::overwrite_existing);
        if (const auto known = files_.find(each.path().string()); known != files_.end())
            fs::resize_file(copy, std::min<std::uintmax_t>(known->second.synced, fs::file_size(copy)));
    }
}

std::unique_ptr<rocksdb::Env> make_env(disk& under) { return rocksdb::NewCompositeEnv(std::make_shared<file_system>(under)); }

}  // namespace store_test
