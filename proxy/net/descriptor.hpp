#pragma once
// A socket's file descriptor and what is done with one that does not block. Errors are Asio's: would_block, eof, the system's.
#include <sys/uio.h>

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <span>
#include <utility>

#include "protocol/octets.hpp"

namespace proxy::net {

// Owns it.
class descriptor {
public:
    descriptor() = default;
    explicit descriptor(int owned) noexcept : value_(owned) {}
    descriptor(descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~descriptor() { close(); }

    [[nodiscard]] int get() const noexcept { return value_; }
    [[nodiscard]] bool is_open() const noexcept { return value_ >= 0; }
    void close() noexcept;

private:
    int value_ = -1;
};

// A connection to there that is under way, set up: it is made, or has failed, once the descriptor is writable.
[[nodiscard]] descriptor begin_connect(const boost::asio::ip::tcp::endpoint& to, boost::system::error_code& failed);
[[nodiscard]] boost::system::error_code connect_outcome(const descriptor& of);

// For an SMPP connection: it does not block, and small PDUs don't wait for others.
void set_up(const descriptor& one) noexcept;

// As much as is there and fits. eof: the peer will send no more; it may still be written to.
std::size_t read_some(const descriptor& from, protocol::mutable_octets into, boost::system::error_code& failed) noexcept;
// Some octets of the runs, which are not empty and at most IOV_MAX.
std::size_t write_some(const descriptor& to, std::span<const iovec> runs, boost::system::error_code& failed) noexcept;
void close_write(const descriptor& of) noexcept;

// Not connected (any more): `failed`.
[[nodiscard]] boost::asio::ip::tcp::endpoint local_end(const descriptor& of, boost::system::error_code& failed);
[[nodiscard]] boost::asio::ip::tcp::endpoint remote_end(const descriptor& of, boost::system::error_code& failed);

}  // namespace proxy::net
