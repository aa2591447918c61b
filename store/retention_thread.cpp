#include "store/retention_thread.hpp"

namespace store {

void retention_thread::go_by(const suppression_store::retention& rules) {
    const std::scoped_lock lock(mutex_);
    if (stopping_ || (thread_.joinable() && rules == rules_)) return;
    rules_ = rules;
    changed_ = true;
    if (thread_.joinable())
        woken_.notify_one();
    else
        thread_ = std::thread([this] { run(); });
}

void retention_thread::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void retention_thread::run() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        changed_ = false;
        const auto rules = rules_;
        lock.unlock();
        expire_(rules);
        lock.lock();
        woken_.wait_for(lock, interval, [this] { return changed_ || stopping_; });
    }
}

}  // namespace store
