#include "proxy/net/event_loop.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>

namespace proxy::net {

namespace {

// Without these no gateway can start; later there is no such call.
descriptor must(int made, const char* what) {
    if (made < 0) throw std::system_error{errno, std::system_category(), what};
    return descriptor{made};
}

}  // namespace

event_loop::event_loop()
    : epoll_(must(::epoll_create1(EPOLL_CLOEXEC), "epoll")), alarm_(must(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {
    epoll_event of_others{.events = EPOLLIN | EPOLLET, .data = {.ptr = nullptr}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, alarm_.get(), &of_others);
}

event_loop::~event_loop() { drop_posted(); }

void event_loop::run() {
    while (!stopped_.load(std::memory_order_relaxed)) turn();
}

void event_loop::turn() {
    std::swap(next_, serving_);
    const bool idle = serving_.empty() && ending_.empty();
    const int count = ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), idle ? wait_ms() : 0);
    now_ = clock::now();
    happened_ = std::span{events_}.first(static_cast<std::size_t>(std::max(count, 0)));
    while (!happened_.empty()) {
        const auto event = happened_.front();
        happened_ = happened_.subspan(1);
        auto* const which = static_cast<watch*>(event.data.ptr);
        if (which != nullptr) {
            which->happened(event.events);
        } else if ((event.events & EPOLLIN) != 0) {
            run_posted();
        }
    }
    for (std::size_t at = 0; at < serving_.size(); ++at) {
        auto* const which = serving_[at];
        if (which == nullptr) continue;
        which->again_ = false;
        serving_[at] = nullptr;
        which->told_->ready(*which);
    }
    serving_.clear();
    run_due();  // after what came in time
    std::swap(ending_, ended_);
    for (auto* const one : ended_) one->turn_over();
    ended_.clear();
}

// Rounded up: who wakes a little too early turns once for nothing.
int event_loop::wait_ms() const {
    if (timers_.empty()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.begin()->first - clock::now()).count();
    return static_cast<int>(std::clamp<decltype(left)>(left, 0, std::numeric_limits<int>::max()));
}

void event_loop::post(std::function<void()> call) {
    bool alarmed = false;
    {
        const std::lock_guard lock{guard_};
        posted_.push_back(std::move(call));
        alarmed = std::exchange(alarmed_, true);
    }
    if (!alarmed) wake();  // not under the lock, which is the first thing that the loop wants then
}

void event_loop::stop() {
    stopped_.store(true, std::memory_order_relaxed);
    wake();
}

void event_loop::wake() {
    const std::uint64_t one = 1;
    // It can only fail when the count is full, and then run() wakes all the same.
    [[maybe_unused]] const auto written = ::write(alarm_.get(), &one, sizeof one);
}

void event_loop::run_posted() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(alarm_.get(), &count, sizeof count);
    std::vector<std::function<void()>> calls;
    {
        const std::lock_guard lock{guard_};
        alarmed_ = false;
        calls.swap(posted_);
    }
    for (const auto& call : calls) call();
}

void event_loop::drop_posted() {
    std::vector<std::function<void()>> calls;
    do {
        calls.clear();  // may post
        const std::lock_guard lock{guard_};
        calls.swap(posted_);
    } while (!calls.empty());
}

void event_loop::run_due() {
    // Who sets a deadline that has passed waits for the next turn.
    for (auto left = timers_.size(); left != 0 && !timers_.empty() && timers_.begin()->first <= now_; --left) {
        auto& due = *timers_.begin()->second;
        const auto then = std::move(due.then_);
        due.cancel();
        then();
    }
}

void event_loop::timer::set(time_point at, std::function<void()> then) {
    cancel();
    then_ = std::move(then);
    place_ = loop_->timers_.emplace(at, this);
    is_set_ = true;
}

void event_loop::timer::cancel() noexcept {
    if (!std::exchange(is_set_, false)) return;
    loop_->timers_.erase(place_);
    then_ = nullptr;
}

void event_loop::watch::begin(const descriptor& of, client& told) {
    end();
    told_ = &told;
    descriptor_ = of.get();
    readable_ = writable_ = hung_up_ = false;
    // What is there already is told as well.
    epoll_event wanted{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = this}};
    // Without memory for it the socket seems silent, and its deadlines end it.
    ::epoll_ctl(loop_->epoll_.get(), EPOLL_CTL_ADD, descriptor_, &wanted);
}

void event_loop::watch::end() noexcept {
    if (told_ == nullptr) return;
    ::epoll_ctl(loop_->epoll_.get(), EPOLL_CTL_DEL, descriptor_, nullptr);
    loop_->forget(*this);
    told_ = nullptr;
    again_ = false;
}

void event_loop::watch::again() {
    if (!std::exchange(again_, true)) loop_->next_.push_back(this);
}

void event_loop::watch::happened(std::uint32_t events) {
    constexpr std::uint32_t ends = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    readable_ = readable_ || (events & (EPOLLIN | ends)) != 0;
    writable_ = writable_ || (events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0;
    hung_up_ = hung_up_ || (events & ends) != 0;
    told_->ready(*this);
}

void event_loop::forget(watch& one) noexcept {
    for (auto& each : happened_) {
        if (each.data.ptr == &one) each = {};  // an alarm that is none
    }
    if (!one.again_) return;
    std::ranges::replace(next_, &one, nullptr);
    std::ranges::replace(serving_, &one, nullptr);
}

}  // namespace proxy::net
