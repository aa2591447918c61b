#pragma once
// RocksDB's counters, but for those that nobody reads: a lookup ticks five of them, each some ten nanoseconds. Only store/*.cpp
// include this.
#include <rocksdb/statistics.h>

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <string>

namespace store {

// What database::figures() reads.
inline constexpr std::array<std::uint32_t, 10> ticks_that_are_read{
    rocksdb::BLOCK_CACHE_HIT,
    rocksdb::BLOCK_CACHE_MISS,
    rocksdb::BLOOM_FILTER_USEFUL,
    rocksdb::BLOOM_FILTER_FULL_POSITIVE,
    rocksdb::BLOOM_FILTER_FULL_TRUE_POSITIVE,
    rocksdb::WAL_FILE_SYNCED,
    rocksdb::WAL_FILE_BYTES,
    rocksdb::STALL_MICROS,
    rocksdb::COMPACT_READ_BYTES,
    rocksdb::COMPACT_WRITE_BYTES,
};

class ticks final : public rocksdb::Statistics {
public:
    ticks() {
        for (const auto each : ticks_that_are_read) read_.set(each);
        set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
        kept_->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
    }

    void recordTick(std::uint32_t which, std::uint64_t count) override {
        if (which < read_.size() && read_[which]) kept_->recordTick(which, count);
    }
    [[nodiscard]] std::uint64_t getTickerCount(std::uint32_t which) const override { return kept_->getTickerCount(which); }
    void setTickerCount(std::uint32_t which, std::uint64_t count) override { kept_->setTickerCount(which, count); }
    std::uint64_t getAndResetTickerCount(std::uint32_t which) override { return kept_->getAndResetTickerCount(which); }
    [[nodiscard]] bool HistEnabledForType(std::uint32_t /*which*/) const override { return false; }
    void histogramData(std::uint32_t /*which*/, rocksdb::HistogramData* const /*into*/) const override {}
    void recordInHistogram(std::uint32_t /*which*/, std::uint64_t /*value*/) override {}

private:
    std::bitset<rocksdb::TICKER_ENUM_MAX> read_;
    const std::shared_ptr<rocksdb::Statistics> kept_ = rocksdb::CreateDBStatistics();
};

}  // namespace store
