#include "tests/sim/connection.hpp"

#include <array>
#include <boost/asio/write.hpp>
#include <utility>

#include "protocol/framer.hpp"

namespace sim {

namespace asio = boost::asio;
using boost::system::error_code;

connection::connection(tcp::socket socket, handlers to)
    : socket_(std::move(socket)), to_(std::move(to)), linger_(socket_.get_executor()) {}

void connection::start() {
    error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    wait();
}

// Waits before it reads, so that octets stay in the kernel from the moment the connection is deaf.
void connection::wait() {
    if (waits_ || closed_ || ended_ || deaf_ || paused_) return;
    waits_ = true;
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](error_code failed) {
        self->waits_ = false;
        if (failed || self->closed_ || self->deaf_ || self->paused_) return;
        self->read();
        self->wait();
    });
}

void connection::read() {
    std::array<std::uint8_t, 65536> chunk;
    error_code failed;
    const auto count = socket_.read_some(asio::buffer(chunk), failed);
    if (failed == asio::error::would_block) return;
    if (failed == asio::error::eof) {
        ended_ = true;
        if (shut_) return close(farewell_);
        return to_.ended();
    }
    if (failed) return close(failed.message());
    if (shut_ || broken_) return;  // read only to see the end
    input_.insert(input_.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(count));
    parse();
}

void connection::parse() {
    std::size_t used = 0;
    while (!closed_ && !broken_) {
        const auto front = protocol::next_frame(protocol::octets(input_).subspan(used), longest_pdu);
        if (front.state == protocol::framing::partial) break;
        if (front.state == protocol::framing::broken) {
            broken_ = true;
            to_.broken();
            break;
        }
        to_.pdu(protocol::octets(input_).subspan(used, front.size));
        used += front.size;
    }
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(used));
    paused_ = backlog() > high_water;
}

void connection::send(protocol::octets bytes) {
    if (closed_ || shut_) return;
    if (backlog() + bytes.size() > longest_backlog) return close("the peer reads nothing");
    waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    write();
}

void connection::write() {
    if (!writing_.empty() || waiting_.empty()) return;
    std::swap(writing_, waiting_);
    asio::async_write(socket_, asio::buffer(writing_), [self = shared_from_this()](error_code failed, std::size_t) {
        self->writing_.clear();
        if (self->closed_) return;
        if (failed) return self->close(failed.message());
        self->write();
        if (self->finishing_ && self->backlog() == 0) return self->half_close();
        if (std::exchange(self->paused_, self->backlog() > high_water)) self->wait();
    });
}

void connection::finish(std::string why) {
    if (closed_ || finishing_) return;
    finishing_ = true;
    farewell_ = std::move(why);
    if (backlog() == 0) half_close();
}

void connection::half_close() {
    if (ended_) return close(farewell_);
    shut_ = true;
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    linger_.expires_after(linger);
    linger_.async_wait([self = shared_from_this()](error_code cancelled) {
        if (!cancelled) self->close(self->farewell_);
    });
}

void connection::close(std::string_view why) {
    if (std::exchange(closed_, true)) return;
    error_code ignored;
    linger_.cancel();
    socket_.close(ignored);
    to_.closed(why);
}

void connection::deaf(bool on) {
    deaf_ = on;
    if (!on) wait();
}

}  // namespace sim
