#include "store/long_reads.hpp"

#include <utility>

namespace store {

bool long_reads::ask(read what) {
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || queue_.size() >= queue_limit) return false;
        queue_.push_back(std::move(what));
    }
    ready_.notify_one();
    return true;
}

void long_reads::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
    }
    ready_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void long_reads::run() {
    for (;;) {
        read next;
        {
            std::unique_lock lock(mutex_);
            ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            next = std::move(queue_.front());
            queue_.pop_front();
        }
        next(stopping_);
    }
}

}  // namespace store
