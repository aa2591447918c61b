#pragma once
// What a worker's thread turns on: sockets that became ready, deadlines that came, calls from other threads.
//
// Asio's reactor reads each socket until it finds nothing, one call in two; this one knows from a read that was not filled that
// there is no more, and hears when there is (edge-triggered epoll, so nothing is armed again either). That is a tenth of the
// processor time of a text at window 10: tests/bench/README.md.
//
// Everything but post() and stop() is for the thread of run(), or for when there is none.
#include <sys/epoll.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <span>
#include <vector>

#include "proxy/net/descriptor.hpp"

namespace proxy::net {

class event_loop {
public:
    using clock = std::chrono::steady_clock;
    using time_point = clock::time_point;

    // How many sockets one turn serves before it looks at the clock and at what others want.
    static constexpr std::size_t most_events = 256;

    class watch;
    // Who is told. It may end or begin any watch meanwhile, also its own.
    class client {
    public:
        virtual void ready(watch& which) = 0;
        // The turn is over in which at_end_of_turn() was called: once for each call.
        virtual void turn_over() {}

    protected:
        ~client() = default;
    };

    // One descriptor, once begun, until it ends or is destroyed.
    class watch {
    public:
        explicit watch(event_loop& in) noexcept : loop_(&in) {}
        ~watch() { end(); }
        watch(const watch&) = delete;
        watch& operator=(const watch&) = delete;

        // Never calls from within. The descriptor stays open until end().
        void begin(const descriptor& of, client& told);
        void end() noexcept;
        // Call once more, in the next turn: there may be more to read.
        void again();

        // What is known: true until a call says otherwise.
        [[nodiscard]] bool readable() const noexcept { return readable_; }
        [[nodiscard]] bool writable() const noexcept { return writable_; }
        // A read got less than was asked for. The end of a stream is then still to be read.
        void read_short() noexcept { readable_ = hung_up_; }
        // A call would have blocked.
        void not_readable() noexcept { readable_ = false; }
        void not_writable() noexcept { writable_ = false; }

    private:
        friend class event_loop;
        void happened(std::uint32_t events);

        event_loop* loop_;
        client* told_ = nullptr;  // nullptr: not begun
        int descriptor_ = -1;
        bool readable_ = false;
        bool writable_ = false;
        bool hung_up_ = false;
        bool again_ = false;
    };

    // One deadline at a time.
    class timer {
    public:
        explicit timer(event_loop& in) noexcept : loop_(&in) {}
        ~timer() { cancel(); }
        timer(const timer&) = delete;
        timer& operator=(const timer&) = delete;

        // Replaces an earlier one.
        void set(time_point at, std::function<void()> then);
        void cancel() noexcept;

    private:
        friend class event_loop;
        event_loop* loop_;
        std::function<void()> then_;
        std::multimap<time_point, timer*>::iterator place_;  // valid while it is set
        bool is_set_ = false;
    };

    event_loop();
    ~event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;

    void run();
    // When this turn began: near enough for deadlines, and free.
    [[nodiscard]] time_point now() const noexcept { return now_; }

    // Calls turn_over() when all that is ready now has been told: what it then writes goes out together, and reads of one turn
    // find the kernel's code in the cache, as its writes do. The client stays until then.
    void at_end_of_turn(client& one) { ending_.push_back(&one); }

    // --- any thread ---

    // In order. How many wait is bounded by those who post: each asks one thing of the store, of a link, or for a report.
    void post(std::function<void()> call);
    // run() returns after this turn. What is posted then is dropped by drop_posted() or the end of the loop.
    void stop();
    // Those may hold what watches and timers of this loop belong to.
    void drop_posted();

private:
    void turn();
    [[nodiscard]] int wait_ms() const;
    void wake();
    void run_posted();
    void run_due();
    void forget(watch& one) noexcept;

    descriptor epoll_, alarm_;
    std::array<epoll_event, most_events> events_{};
    std::span<epoll_event> happened_;      // of this turn, not yet told
    std::vector<watch*> next_, serving_;   // called once more in the next turn, in this one; nullptr: has ended
    std::vector<client*> ending_, ended_;  // at the end of this turn; who is being told
    std::multimap<time_point, timer*> timers_;
    time_point now_ = clock::now();

    std::mutex guard_;
    std::vector<std::function<void()>> posted_;  // under guard_
    bool alarmed_ = false;                       // under guard_: run() will look at them
    std::atomic<bool> stopped_{false};
};

}  // namespace proxy::net
