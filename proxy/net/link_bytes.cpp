// Reading and writing of a link's two sockets.
#include <boost/asio/post.hpp>
#include <chrono>
#include <utility>

#include "proxy/log/log.hpp"
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
    if (source.tls) {
        read_tls(from, space);
        return;
    }
    source.socket.async_read_some(
        boost::asio::buffer(space.data(), space.size()),
        [self = shared_from_this(), from](error_code failed, std::size_t octets) { self->on_read(from, failed, octets); });
}

void link::read_tls(side from, protocol::mutable_octets space) {
    auto ready = [self = shared_from_this(), from, space](error_code failed) {
        auto& tls = self->at(from).tls;
        if (!tls) failed = boost::asio::error::operation_aborted;  // the leg was closed in the same turn
        const auto octets = failed ? 0 : tls->read(space, failed);
        if (failed == boost::asio::error::would_block) {
            self->read_tls(from, space);
        } else {
            self->on_read(from, failed, octets);
        }
    };
    auto& source = at(from);
    if (source.tls->has_more()) {
        boost::asio::post(home_->context(), [ready = std::move(ready)] { ready({}); });
    } else {
        source.socket.async_wait(source.tls->to_read(), std::move(ready));
    }
}

void link::on_read(side from, error_code failed, std::size_t octets) {
    auto& source = at(from);
    source.reading = false;
    if (over_) return;
    if (failed) {
        source.read_ended = true;
        if (source.tls && !source.tls->trouble().empty()) {
            log::note_repeat(log::level::warn, "TLS broke off", its_->core.link,
                             {{"id", id_}, {"side", relay::name(from)}, {"error", source.tls->trouble()}});
        }
        tell([&](relay::effects& out, time_point now) { core_.ended(from, now, out); });
        return;
    }
    octets_[relay::index(from)] += octets;
    counts_->octets[relay::index(from)].add(octets);
    source.in.filled(octets);
    const auto now = steady_clock::now();
    feed(from, now);
    go_on(now);
}

// Writes what waits, as far as the socket takes it at once; the rest when it takes more.
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
        if (watched()) show_sent(to);
        at(relay::other(to)).in.batch_started();
        if (!push(to)) return;
    }
    maybe_close_write(to);
}

// True when all of `on_its_way` is written; otherwise it waits, or has failed.
bool link::push(side to) {
    auto& target = at(to);
    error_code failed;
    while (!target.on_its_way.empty()) {
        const auto octets = write_some(target, failed);
        if (failed) break;
        written_[relay::index(to)] += octets;
        advance(target, octets);
        if (target.stuck) core_.write_progress(to, steady_clock::now());
    }
    if (failed == boost::asio::error::would_block) {
        if (!std::exchange(target.stuck, true)) core_.write_progress(to, steady_clock::now());
        wait_writable(to);
        return false;
    }
    if (failed) {
        write_failed(to);
        return false;
    }
    if (std::exchange(target.stuck, false)) core_.write_idle(to);
    at(relay::other(to)).in.batch_written();
    return true;
}

void link::wait_writable(side to) {
    auto& target = at(to);
    target.writing = true;
    const auto what = target.tls ? target.tls->to_write() : boost::asio::ip::tcp::socket::wait_write;
    target.socket.async_wait(what, [self = shared_from_this(), to](error_code failed) {
        self->at(to).writing = false;
        if (self->over_) return;
        if (failed) {
            self->write_failed(to);
        } else if (self->push(to)) {
            // There is room again: what waited goes out, what was not read is read, and a slow reader's own requests go on.
            self->tell([](relay::effects&, time_point) {});
        }
    });
}

void link::write_failed(side to) {
    auto& target = at(to);
    target.broken = true;
    target.write_closed = true;
    target.stuck = false;
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
    if (!target.close_when_written || target.write_closed || target.writing || !target.all_written()) return;
    error_code failed;
    if (target.tls) target.tls->close_write(failed);
    if (failed == boost::asio::error::would_block) {
        wait_writable(to);
        return;
    }
    target.write_closed = true;
    target.socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send, failed);
}

}  // namespace proxy::net
