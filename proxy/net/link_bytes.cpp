// Reading and writing of a link's two sockets.
#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "proxy/net/link.hpp"

namespace proxy::net {

using boost::system::error_code;
using relay::time_point;
using std::chrono::steady_clock;

void link::read(side from) {
    auto& source = at(from);
    if (!source.connected || source.reading || source.read_ended || core_.stalled(from) != relay::stall::none) return;
    const auto space = source.in.space();
    core_.backpressure(from, space.empty(), steady_clock::now());
    if (space.empty()) return;
    source.reading = true;
    source.socket.async_read_some(
        boost::asio::buffer(space.data(), space.size()),
        [self = shared_from_this(), from](error_code failed, std::size_t octets) { self->on_read(from, failed, octets); });
}

void link::on_read(side from, error_code failed, std::size_t octets) {
    auto& source = at(from);
    source.reading = false;
    if (over_) return;
    if (failed) {
        source.read_ended = true;
        tell([&](relay::effects& out, time_point now) { core_.ended(from, now, out); });
        return;
    }
    octets_[relay::index(from)] += octets;
    home_->counts(settings_).octets[relay::index(from)].add(octets);
    source.in.filled(octets);
    const auto now = steady_clock::now();
    feed(from, now);
    go_on(now);
}

// Writes what waits, as far as the socket takes it at once; the rest asynchronously.
void link::write(side to) {
    auto& target = at(to);
    if (target.write_closed || target.broken) {
        target.waiting.clear();
        at(relay::other(to)).in.batch_started();
        at(relay::other(to)).in.batch_written();
    }
    if (target.writing) return;
    while (!target.waiting.empty() && target.connected) {
        std::swap(target.waiting, target.on_its_way);
        at(relay::other(to)).in.batch_started();
        error_code failed;
        while (!target.on_its_way.empty()) {
            const auto octets = target.socket.write_some(gathered{target}, failed);
            if (failed) break;
            advance(target, octets);
        }
        if (failed == boost::asio::error::would_block) {
            wait_written(to);
            return;
        }
        if (failed) {
            write_failed(to, failed);
            return;
        }
        at(relay::other(to)).in.batch_written();
    }
    maybe_close_write(to);
}

void link::wait_written(side to) {
    auto& target = at(to);
    target.writing = true;
    core_.write_progress(to, steady_clock::now());
    target.socket.async_write_some(gathered{target}, [self = shared_from_this(), to](error_code failed, std::size_t octets) {
        self->at(to).writing = false;
        if (self->over_) return;
        if (failed) {
            self->write_failed(to, failed);
        } else {
            self->written(to, octets);
        }
    });
}

void link::written(side to, std::size_t octets) {
    auto& target = at(to);
    advance(target, octets);
    if (!target.on_its_way.empty()) {
        wait_written(to);
        return;
    }
    core_.write_idle(to);
    at(relay::other(to)).in.batch_written();
    // There is room again: what waited goes out, what was not read is read, and a slow reader's own requests go on.
    tell([](relay::effects&, time_point) {});
}

void link::write_failed(side to, error_code) {
    auto& target = at(to);
    target.broken = true;
    target.write_closed = true;
    target.waiting.clear();
    target.on_its_way.clear();
    target.run = target.run_octets = 0;
    core_.write_idle(to);
    at(relay::other(to)).in.batch_started();
    at(relay::other(to)).in.batch_written();
    // The reading side may still hold the peer's last answers; it ends by itself.
    boost::asio::post(home_->context(), [self = shared_from_this()] { self->tell([](relay::effects&, time_point) {}); });
}

void link::maybe_close_write(side to) {
    auto& target = at(to);
    if (!target.close_when_written || target.write_closed || !target.all_written()) return;
    target.write_closed = true;
    error_code ignored;
    target.socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace proxy::net
