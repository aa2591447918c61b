#pragma once
// Looks every hour for what is too old to be kept.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "store/suppression_store.hpp"

namespace store {

class retention_thread {
public:
    // Rules are in days: an hour more or less is nothing to them.
    static constexpr std::chrono::hours interval{1};

    // `expire` is called on the thread, and stops early once stop() was called.
    explicit retention_thread(std::function<void(const suppression_store::retention&)> expire) : expire_(std::move(expire)) {}
    ~retention_thread() { stop(); }

    retention_thread(const retention_thread&) = delete;
    retention_thread& operator=(const retention_thread&) = delete;

    // Any thread. The first call starts the thread.
    void go_by(const suppression_store::retention& rules);
    void stop();

private:
    void run();

    const std::function<void(const suppression_store::retention&)> expire_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable woken_;
    suppression_store::retention rules_;
    bool changed_ = false, stopping_ = false;
    std::thread thread_;
};

}  // namespace store
