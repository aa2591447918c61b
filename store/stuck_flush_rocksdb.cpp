#include "store/stuck_flush_rocksdb.hpp"

#include <rocksdb/convenience.h>

#include <cstdint>
#include <string>

namespace store {
namespace {

constexpr std::chrono::milliseconds look_interval{500};

}  // namespace

stuck_flush_watch::stuck_flush_watch(rocksdb::DB& db) : db_(db), thread_([this] { run(); }) {}

stuck_flush_watch::~stuck_flush_watch() {
    {
        const std::scoped_lock lock(mutex_);
        is_over_ = true;
    }
    over_.notify_one();
    thread_.join();
}

bool stuck_flush_watch::idle_with_work() const {
    const auto sum = [this](const std::string& property) {
        std::uint64_t all = 0;
        return db_.GetAggregatedIntProperty(property, &all) ? all : 0;
    };
    return sum(rocksdb::DB::Properties::kNumImmutableMemTable) > 0 && sum(rocksdb::DB::Properties::kNumRunningFlushes) == 0 &&
           sum(rocksdb::DB::Properties::kNumRunningCompactions) == 0;
}

void stuck_flush_watch::run() {
    std::unique_lock lock(mutex_);
    std::chrono::milliseconds idle{0};
    while (!over_.wait_for(lock, look_interval, [this] { return is_over_; })) {
        idle = idle_with_work() ? idle + look_interval : std::chrono::milliseconds{0};
        if (idle < patience) continue;
        rocksdb::CancelAllBackgroundWork(&db_, false);
        return;
    }
}

}  // namespace store
