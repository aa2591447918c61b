#pragma once
// The shell of one link: two sockets, one timer, and the core that decides. It moves bytes and keeps time. On its worker's
// thread.
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "proxy/net/admission.hpp"
#include "proxy/net/connector.hpp"
#include "proxy/net/event_loop.hpp"
#include "proxy/net/leg.hpp"
#include "proxy/net/settings.hpp"
#include "proxy/net/worker.hpp"
#include "proxy/relay/link.hpp"
#include "proxy/trace/tap.hpp"

namespace proxy::net {

class link final : public std::enable_shared_from_this<link>, event_loop::client {
public:
    // After the core's end: what is left is written, and input read and dropped so that no reset eats it, for this long at most.
    static constexpr std::chrono::seconds linger{2};
    // Octets that a peer has not taken yet, beyond which the other one is not read: what one more read brings is all that comes
    // to them.
    static constexpr std::size_t most_unwritten = inbox::most_read;

    // `counts` live longer than the link.
    link(worker& home, shared_settings its, relay::tally& counts, std::uint64_t id, relay::side accepted, descriptor from);
    void start();

    void offer(store::outbox_entry entry, relay::time_point expires);
    void drain();
    // Goes by other settings of the same name. `leave`: not with the SMSC of before.
    void adopt(shared_settings its, relay::tally& counts, bool leave);
    // What passes from now on goes there as well. False: somebody watches already, or the link is over.
    [[nodiscard]] bool watch(std::shared_ptr<trace::tap> by);
    [[nodiscard]] const std::string& name() const noexcept { return its_->core.link; }
    [[nodiscard]] relay::link_status status() const;

private:
    using side = relay::side;
    std::string& address(side one) noexcept { return addresses_[relay::index(one)]; }
    leg& at(side one) noexcept { return legs_[relay::index(one)]; }

    // Calls the core with its effects, then does what it says.
    template <class Event>
    void tell(Event event) {
        if (over_) return;
        event(fresh_effects(), home_->loop().now());
        perform();
        go_on();
    }
    void go_on();
    void turn_over() override;
    void keep();
    relay::effects& fresh_effects();
    void perform();
    void perform_store(relay::effects& wanted);
    void perform_receipts(relay::effects& wanted);
    void perform_introductions(relay::effects& wanted);
    void perform_suspicions(relay::effects& wanted);
    void remember_answered(store::evidence& because);
    void perform_confirmations(relay::effects& wanted);
    void on_claimed(std::uint64_t outbox_id, bool ok);
    bool feed(side from, relay::time_point now);
    void feed_rest(relay::time_point now);

    // Which connection a side is on: link_connect.cpp
    void stand(side one, connection made);
    void admitted(admission::outcome what);
    void deny(relay::denial why, std::string trouble);
    void dial();
    void dialled(boost::system::error_code failed, connection made);

    void ready(event_loop::watch& which) override;
    [[nodiscard]] bool listens(side from);
    [[nodiscard]] bool has_enough(side to);
    void seek_read(side from, relay::time_point now);
    void read(side from);
    void read_failed(side from);
    void write(side to);
    bool push(side to);
    void write_failed(side to);
    void maybe_close_write(side to);
    void arm();
    void finish(const relay::ending& how);
    void maybe_over();

    // Who looks at it: link_watch.cpp. The first is all that it costs where nobody does.
    bool watched() {
        if (watcher_ && watcher_->closed()) watcher_.reset();
        return watcher_ != nullptr;
    }
    void show_leg(side one);
    std::size_t receive(side from, protocol::mutable_octets unread, relay::time_point now, relay::effects& out);
    void show_sent(side to);
    void keep_malformed(std::uint64_t stream_offset, relay::effects& wanted);

    // What the log says of it: link_log.cpp
    void log_bound(relay::bind_type as);
    void log_end(const relay::ending& how);

    worker* home_;
    shared_settings its_;
    relay::tally* counts_;
    std::uint64_t id_;
    side accepted_;
    std::shared_ptr<const way> way_;  // a part of the settings
    std::array<leg, relay::side_count> legs_;
    relay::link core_;
    event_loop::timer timer_;
    relay::time_point armed_ = relay::never;
    std::unique_ptr<admission> admission_;
    std::unique_ptr<connector> dialling_;
    std::shared_ptr<trace::tap> watcher_;
    std::string_view why_;  // the end's reason, for a watcher
    std::array<std::string, relay::side_count> addresses_;
    std::int64_t since_ms_;
    // When a stage of its life was over; never: it was not reached. `opened`: the bind or outbind came.
    struct stages {
        relay::time_point accepted, admitted = relay::never, opened = relay::never, dialled = relay::never, bound = relay::never;
    } stages_;
    std::array<std::uint64_t, relay::side_count> octets_{};   // [from], read
    std::array<std::uint64_t, relay::side_count> written_{};  // [to]
    bool denied_ = false;                                     // and told so
    bool ending_ = false;
    bool goes_on_ = false;  // at the end of the turn
    bool over_ = false;
};

}  // namespace proxy::net
