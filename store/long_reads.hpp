#pragma once
// One thread for what reads the disk for long, one after the other.
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace store {

class long_reads {
public:
    static constexpr std::size_t queue_limit = 64;  // people who wait for counts; more is a program gone wild

    // `stop`: end soon, nobody waits any more.
    using read = std::function<void(const std::atomic<bool>& stop)>;

    long_reads() : thread_([this] { run(); }) {}
    ~long_reads() { stop(); }

    long_reads(const long_reads&) = delete;
    long_reads& operator=(const long_reads&) = delete;

    // Any thread. False: too many wait, or the end has come; then it is not called.
    [[nodiscard]] bool ask(read what);
    // Calls all that waits, with `stop` set, then ends the thread.
    void stop();

private:
    void run();

    std::atomic<bool> stopping_{false};
    std::mutex mutex_;
    std::condition_variable ready_;
    std::deque<read> queue_;
    std::thread thread_;  // last: it uses all of the above
};

}  // namespace store
