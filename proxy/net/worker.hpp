#pragma once
// One thread with one event loop: it owns its links for life, so the data path has no locks and no strands.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "proxy/net/event_loop.hpp"
#include "proxy/net/reading_room.hpp"
#include "proxy/net/settings.hpp"
#include "proxy/net/store_judge.hpp"
#include "proxy/net/tallies.hpp"
#include "proxy/net/traffic_memory.hpp"
#include "proxy/relay/effects.hpp"
#include "proxy/relay/link_status.hpp"
#include "proxy/relay/malformed.hpp"
#include "proxy/relay/receipt_book.hpp"
#include "proxy/relay/refused_ids.hpp"
#include "proxy/relay/time.hpp"
#include "proxy/trace/tap.hpp"
#include "store/suppression_store.hpp"

namespace proxy::net {

class courier;
class link;

class worker {
public:
    // Of one [[link]], the newest: a fault of a peer shows in each of its PDUs, or ends its connection again and again.
    static constexpr std::size_t most_malformed = 16;

    // A drain begins with so many links, and with as many more after each pause: senders dial again when they are unbound, and
    // must not do so all at once.
    static constexpr std::size_t drained_at_once = 50;
    static constexpr std::chrono::milliseconds drain_pause{100};

    // `links`: all that are configured. `names`: another thread's, where hosts are looked up. `number`: its own among the
    // workers. `on_link_end` is called on the worker's thread.
    worker(const std::vector<shared_settings>& links, boost::asio::io_context& names, store::suppression_store& store,
           courier& courier, traffic_memory& memory, std::size_t number, relay::refused_ids ids,
           std::function<void()> on_link_end);
    ~worker();  // stop()
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;

    void start();
    // Ends the thread and drops what is left.
    void stop();

    // --- any thread ---

    // Takes over an accepted connection of that side.
    void adopt(descriptor accepted, shared_settings its, relay::side from, std::uint64_t id);
    // After what was adopted before: each link goes by the new settings of its [[link]]. Those of an unbound [[link]], or of one
    // that is there no more, leave in order. `done` is called on the worker's thread, when all of them have heard.
    void reload(std::shared_ptr<const settings_change> to, std::function<void()> done);
    void offer(std::uint64_t link, store::outbox_entry entry, relay::time_point expires);
    void remember(relay::sent_confirmation sent);
    void drain();
    // How long it takes until the drain of that many links has begun.
    [[nodiscard]] static std::chrono::milliseconds drain_spread(std::size_t links) {
        return links / drained_at_once * drain_pause;
    }
    // Calls back on the worker's thread, after what it was told before: it is there.
    void answer(std::function<void()> done);
    // `done` is called on the worker's thread.
    void status(std::function<void(std::vector<relay::link_status>)> done);
    void malformed(std::function<void(std::vector<relay::malformed_report>)> done);
    // False: there is no such link here, or it has a watcher. `done` is called on the worker's thread.
    void watch(std::uint64_t link, std::shared_ptr<trace::tap> by, std::function<void(bool)> done);
    [[nodiscard]] std::size_t load() const noexcept { return load_.load(std::memory_order_relaxed); }
    [[nodiscard]] const net::tallies& counts() const noexcept { return tallies_; }
    [[nodiscard]] const metrics::duration_histogram& lookup_seconds() const noexcept { return judge_.seconds(); }

    // --- the worker's own thread, for its links ---

    event_loop& loop() noexcept { return loop_; }
    reading_room& room() noexcept { return room_; }
    boost::asio::io_context& names() noexcept { return *names_; }
    relay::effects& effects() noexcept { return effects_; }
    relay::judge& judge() noexcept { return judge_; }
    traffic_memory& memory() noexcept { return *memory_; }
    relay::witness& witness() noexcept { return *witness_; }
    relay::receipt_book& receipts() noexcept { return receipts_; }
    relay::refused_ids& refused() noexcept { return refused_; }
    store::suppression_store& store() noexcept { return *store_; }
    net::courier& confirmations() noexcept { return *courier_; }
    void over(std::uint64_t id);
    void keep(relay::malformed_report one);

private:
    void drain_some();

    boost::asio::io_context* names_;
    store::suppression_store* store_;
    courier* courier_;
    traffic_memory* memory_;
    relay::witness* witness_;
    std::function<void()> on_link_end_;
    // Before the loop: links that still stand in its queue when it goes count themselves out.
    store_judge judge_;
    relay::receipt_book receipts_;
    relay::refused_ids refused_;
    net::tallies tallies_;
    relay::effects effects_;
    event_loop loop_;
    reading_room room_{loop_};
    std::unordered_map<std::uint64_t, std::shared_ptr<link>> links_;
    std::map<std::string, std::deque<relay::malformed_report>, std::less<>> malformed_;  // by [[link]], the newest last
    std::atomic<std::size_t> load_{0};                                                   // links adopted and not over
    bool draining_ = false;
    std::vector<std::uint64_t> to_drain_;  // links that have not been told yet
    event_loop::timer next_drain_{loop_};
    std::thread thread_;
};

}  // namespace proxy::net
