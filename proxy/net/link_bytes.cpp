// Reading and writing of a link's two sockets.
#include <boost/asio/error.hpp>
#include <utility>

#include "proxy/log/log.hpp"
#include "proxy/net/link.hpp"

namespace proxy::net {

using boost::system::error_code;
using relay::time_point;

// A socket became readable or writable, or was to be looked at once more.
void link::ready(event_loop::watch& which) {
    const auto one = &which == &at(side::esme).watch ? side::esme : side::smsc;
    if (at(one).writing && at(one).may_write()) {
        at(one).writing = false;
        // There is room again: what waited goes out, what was not read is read, and a slow reader's own requests go on.
        if (push(one)) tell([](relay::effects&, time_point) {});
    }
    if (listens(one) && at(one).may_read()) read(one);
}

bool link::has_enough(side to) { return at(to).waiting.relayed_octets() + at(to).on_its_way.relayed_octets() >= most_unwritten; }

bool link::listens(side from) { return at(from).connected && !at(from).read_ended && core_.stalled(from) == relay::stall::none; }

// What is there already, or was left by the last read, is read in the next turn: a busy peer must not keep others waiting.
void link::seek_read(side from, time_point now) {
    if (!listens(from)) return;
    const bool full = has_enough(relay::other(from));
    core_.backpressure(from, full, now);
    if (!full && at(from).may_read()) at(from).watch.again();
}

void link::read(side from) {
    auto& source = at(from);
    if (has_enough(relay::other(from))) return;
    const auto space = source.in.space();
    if (space.empty()) return source.watch.again();
    error_code failed;
    const auto octets = read_some(source, space, failed);
    if (failed == boost::asio::error::would_block) return;
    if (failed) return read_failed(from);
    octets_[relay::index(from)] += octets;
    counts_->octets[relay::index(from)].add(octets);
    source.in.filled(octets);
    feed(from, home_->loop().now());
    go_on();
}

void link::read_failed(side from) {
    auto& source = at(from);
    source.read_ended = true;
    if (source.tls && !source.tls->trouble().empty()) {
        log::note_repeat(log::level::warn, "TLS broke off", its_->core.link,
                         {{"id", id_}, {"side", relay::name(from)}, {"error", source.tls->trouble()}});
    }
    tell([&](relay::effects& out, time_point now) { core_.ended(from, now, out); });
}

// Writes what waits, as far as the socket takes it at once; the rest when it takes more.
void link::write(side to) {
    auto& target = at(to);
    if (target.write_closed || target.broken) target.waiting.clear();
    if (target.writing) return;
    while (!target.waiting.empty() && target.connected) {
        std::swap(target.waiting, target.on_its_way);
        if (watched()) show_sent(to);
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
        if (target.stuck) core_.write_progress(to, home_->loop().now());
    }
    if (failed == boost::asio::error::would_block) {
        if (!std::exchange(target.stuck, true)) core_.write_progress(to, home_->loop().now());
        target.writing = true;
        return false;
    }
    if (failed) {
        write_failed(to);
        return false;
    }
    if (std::exchange(target.stuck, false)) core_.write_idle(to);
    return true;
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
    // The reading side may still hold the peer's last answers; it ends by itself.
    home_->loop().post([self = shared_from_this()] { self->tell([](relay::effects&, time_point) {}); });
}

void link::maybe_close_write(side to) {
    auto& target = at(to);
    if (!target.close_when_written || target.write_closed || target.writing || !target.all_written()) return;
    error_code failed;
    close_write(target, failed);
    target.writing = failed == boost::asio::error::would_block;
    target.write_closed = !target.writing;
}

}  // namespace proxy::net
