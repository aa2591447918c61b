#include "proxy/admin/stream_channel.hpp"

#include <algorithm>
#include <utility>

namespace proxy::admin {

stream_channel::~stream_channel() { abandon(); }

void stream_channel::set(const std::function<void()>& change) {
    {
        const std::lock_guard lock{guard_};
        change();
    }
    changed_.notify_all();
}

bool stream_channel::run(std::function<void()> work) {
    if (slots_.used >= slots_.most) return false;
    ++slots_.used;
    running_ = true;  // there is no other thread yet
    thread_ = std::thread([this, work = std::move(work)] {
        work();
        set([this] { running_ = false; });
        wake_();
    });
    return true;
}

bool stream_channel::read(std::string& into) {
    into.clear();
    std::unique_lock lock{guard_};
    ask(lock);
    changed_.wait(lock, [this] { return has_news(); });
    if (disconnected_ || input_.empty()) return false;
    into.swap(input_);
    const bool was_full = into.size() >= buffer_;
    lock.unlock();
    if (was_full) wake_();
    return true;
}

bool stream_channel::wait(std::chrono::milliseconds limit) {
    std::unique_lock lock{guard_};
    ask(lock);
    return changed_.wait_for(lock, limit, [this] { return has_news(); });
}

// The server reads from the first time on that somebody wants input.
void stream_channel::ask(std::unique_lock<std::mutex>& lock) {
    if (std::exchange(asked_, true)) return;
    lock.unlock();
    wake_();
    lock.lock();
}

std::string stream_channel::trouble() const {
    const std::lock_guard lock{guard_};
    if (!trouble_.empty() || input_over_) return trouble_;
    return disconnected_ ? "The connection is gone." : "The body was not read to its end.";
}

void stream_channel::begin(response head) {
    {
        const std::lock_guard lock{guard_};
        if (answered_) return;
        answered_ = true;
        output_ = std::move(head.body);
        head_ = std::move(head);
    }
    wake_();
}

bool stream_channel::write(std::string_view octets) {
    std::unique_lock lock{guard_};
    changed_.wait(lock, [this] { return output_.size() < buffer_ || disconnected_; });
    if (disconnected_) return false;
    const bool was_empty = output_.empty();
    output_.append(octets);
    lock.unlock();
    if (was_empty) wake_();
    return true;
}

void stream_channel::cut() {
    set([this] { cut_ = true; });
}

void stream_channel::answer(response whole) {
    {
        const std::lock_guard lock{guard_};
        if (answered_) return;
        answered_ = true;
        whole_ = std::move(whole);
    }
    wake_();
}

bool stream_channel::wants_input() const {
    const std::lock_guard lock{guard_};
    return asked_ && !input_over_ && input_.size() < buffer_;
}

void stream_channel::give(std::string_view octets) {
    set([&] { input_.append(octets); });
}

void stream_channel::end_input(std::string trouble) {
    set([&] {
        input_over_ = true;
        trouble_ = std::move(trouble);
    });
}

std::optional<response> stream_channel::whole_answer() {
    const std::lock_guard lock{guard_};
    return std::exchange(whole_, std::nullopt);
}

std::optional<response> stream_channel::head() {
    const std::lock_guard lock{guard_};
    return std::exchange(head_, std::nullopt);
}

std::string stream_channel::take(std::size_t most) {
    std::string taken;
    set([&] {
        if (output_.size() <= most) {
            taken.swap(output_);
        } else {
            taken.assign(output_, 0, most);
            output_.erase(0, most);
        }
    });
    return taken;
}

bool stream_channel::running() const {
    const std::lock_guard lock{guard_};
    return running_;
}

bool stream_channel::was_cut() const {
    const std::lock_guard lock{guard_};
    return cut_;
}

void stream_channel::disconnect() {
    set([this] { disconnected_ = true; });
}

void stream_channel::join() {
    if (!thread_.joinable()) return;
    thread_.join();
    --slots_.used;
}

void stream_channel::abandon() {
    disconnect();
    join();
}

}  // namespace proxy::admin
