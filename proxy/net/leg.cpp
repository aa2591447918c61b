#include "proxy/net/leg.hpp"

#include <boost/asio/error.hpp>
#include <sstream>

namespace proxy::net {

using boost::system::error_code;

namespace {

// Runs that one system call takes; more are rare, and wait for the next.
constexpr std::size_t most_runs = 64;

// A call would have blocked; TLS may have wanted the other direction of the socket.
void note_blocked(leg& one, tls_stream::direction waits) {
    waits == tls_stream::direction::read ? one.watch.not_readable() : one.watch.not_writable();
}

[[nodiscard]] tls_stream::direction to_write(const leg& one) {
    return one.tls ? one.tls->to_write() : tls_stream::direction::write;
}

[[nodiscard]] bool is_ready(const leg& one, tls_stream::direction waits) {
    return waits == tls_stream::direction::read ? one.watch.readable() : one.watch.writable();
}

}  // namespace

bool leg::may_read() const noexcept {
    if (!tls) return watch.readable();
    return tls->has_more() || is_ready(*this, tls->to_read());
}

bool leg::may_write() const noexcept { return is_ready(*this, to_write(*this)); }

std::size_t read_some(leg& from, protocol::mutable_octets into, error_code& failed) {
    if (from.tls) {
        const auto octets = from.tls->read(into, failed);
        if (from.tls->has_more()) return octets;
        from.tls->to_read() == tls_stream::direction::read ? from.watch.read_short() : from.watch.not_writable();
        return octets;
    }
    const auto octets = read_some(from.socket, into, failed);
    if (failed == boost::asio::error::would_block) {
        from.watch.not_readable();
    } else if (!failed && octets < into.size()) {
        from.watch.read_short();
    }
    return octets;
}

std::size_t write_some(leg& to, error_code& failed) {
    std::array<iovec, most_runs> next;
    std::size_t count = 0;
    const auto& runs = to.on_its_way.runs();
    auto skipped = to.run_octets;
    for (auto at = to.run; at < runs.size() && count < most_runs; ++at) {
        // A system call reads there, though its type does not say so.
        auto* const start = const_cast<std::uint8_t*>(to.on_its_way.start_of(runs[at]));
        next[count++] = {.iov_base = start + skipped, .iov_len = runs[at].size - skipped};
        skipped = 0;
    }
    const auto all = std::span{next}.first(count);
    const auto octets = to.tls ? to.tls->write(all, failed) : write_some(to.socket, all, failed);
    if (failed == boost::asio::error::would_block) note_blocked(to, to_write(to));
    return octets;
}

void advance(leg& of, std::size_t octets) {
    const auto& runs = of.on_its_way.runs();
    of.run_octets += octets;
    while (of.run < runs.size() && of.run_octets >= runs[of.run].size) of.run_octets -= runs[of.run++].size;
    if (of.run < runs.size()) return;
    of.on_its_way.clear();
    of.run = of.run_octets = 0;
}

void close_write(leg& of, error_code& failed) {
    if (of.tls) {
        of.tls->close_write(failed);
        if (failed == boost::asio::error::would_block) return note_blocked(of, of.tls->to_write());
    }
    close_write(of.socket);
}

std::string address_of(const leg& one) {
    error_code failed;
    const auto remote = remote_end(one.socket, failed);
    if (failed) return {};
    std::ostringstream text;
    text << remote;
    return text.str();
}

std::string certificate_of(const leg& one) { return one.tls ? one.tls->peer() : std::string{}; }

void close(leg& of) {
    of.watch.end();
    of.tls.reset();  // it must not outlive its descriptor
    of.socket.close();
    of.read_ended = of.write_closed = true;
}

}  // namespace proxy::net
