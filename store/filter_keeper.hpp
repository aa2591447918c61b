#pragma once
// Fills the memory filter from the database, renews it when it is full, and goes on checking a sample of its answers. When one of
// them was wrong, the filter is off until the store is opened again. One thread, at a low priority.
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "store/filter_news.hpp"
#include "store/memory_filter.hpp"
#include "store/tally.hpp"

namespace store {

class database;

class filter_keeper {
public:
    // Answers that wait to be checked. More in a turn is a sample of a million lookups: enough.
    static constexpr std::size_t most_checks = 256;
    // A longer key is not sampled: recipients are numbers.
    static constexpr std::size_t longest_check = 31;
    // Between two looks at what there is to do.
    static constexpr std::chrono::milliseconds turn{500};
    // Keys of one iterator: it keeps table files and memtables alive that are long replaced.
    static constexpr std::size_t keys_an_iterator = 100'000;
    // After a scan that could not be finished.
    static constexpr std::chrono::seconds retry{10};

    // `entries`: that the store counts. Not `wanted`: the filter stays off.
    filter_keeper(const database& in, std::uint64_t entries, bool wanted, store_tally& tally,
                  std::function<void(const filter_news&)> told);
    ~filter_keeper() { stop(); }

    filter_keeper(const filter_keeper&) = delete;
    filter_keeper& operator=(const filter_keeper&) = delete;

    // "Certainly not" was the answer for this one. Any thread; never waits, and forgets what it has no room for.
    void check(std::string_view recipient) noexcept;

    // Any thread.
    [[nodiscard]] filter_state state() const noexcept;

    void stop();

private:
    using clock = std::chrono::steady_clock;

    struct to_check {
        std::uint8_t size = 0;
        std::array<char, longest_check> octets;
    };

    void run();
    bool rest();
    void build(std::size_t keys);
    bool scan(std::string& why_not);
    bool scan_some(std::string& after, bool& more, std::string& why_not);
    void check_some();
    void verify(const std::string& recipient);
    void tell(const std::string& problem, double seconds = 0) const;

    const database& in_;
    memory_filter& filter_;
    store_tally& tally_;
    const std::function<void(const filter_news&)> told_;
    const std::size_t entries_;

    std::atomic<bool> off_;
    std::atomic<bool> stopping_{false};
    clock::time_point next_try_;  // its own thread

    std::mutex mutex_;
    std::condition_variable stopped_;
    std::array<to_check, most_checks> checks_;
    std::size_t waiting_ = 0;

    std::thread thread_;  // last: it uses all of the above
};

}  // namespace store
