#pragma once
// One socket of a link: what was read from it, what waits to be written to it. Single-threaded.
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <memory>
#include <string>

#include "proxy/net/inbox.hpp"
#include "proxy/net/tls_stream.hpp"
#include "proxy/relay/outgoing.hpp"

namespace proxy::net {

struct leg {
    explicit leg(boost::asio::ip::tcp::socket from) : socket(std::move(from)) {}

    boost::asio::ip::tcp::socket socket;
    std::unique_ptr<tls_stream> tls;  // nullptr: plain
    inbox in;
    relay::outgoing waiting;     // the core appends here
    relay::outgoing on_its_way;  // being written; empty when nothing is
    std::size_t run = 0;         // how far `on_its_way` has got: run and octets of it
    std::size_t run_octets = 0;

    bool connected = false;
    bool reading = false;  // an asynchronous read is under way
    bool read_ended = false;
    bool writing = false;  // waits until the socket takes more
    bool stuck = false;    // since a write that the socket did not take
    bool broken = false;   // a write failed: what would be written is dropped
    bool close_when_written = false;
    bool write_closed = false;

    [[nodiscard]] bool all_written() const noexcept { return waiting.empty() && on_its_way.empty(); }
};

// The next runs to write, as one system call takes them (at most as many as Asio passes on). A ConstBufferSequence that owns
// nothing.
class gathered {
public:
    explicit gathered(const leg& of);
    [[nodiscard]] const boost::asio::const_buffer* begin() const noexcept { return buffers_.data(); }
    [[nodiscard]] const boost::asio::const_buffer* end() const noexcept { return buffers_.data() + count_; }

private:
    static constexpr std::size_t most = 64;
    std::array<boost::asio::const_buffer, most> buffers_;
    std::size_t count_ = 0;
};

// Writes some octets of `on_its_way`, as many as the socket takes at once; would_block when none.
std::size_t write_some(leg& to, boost::system::error_code& failed);

// `octets` more of `on_its_way` are written.
void advance(leg& of, std::size_t octets);

// For logs: the peer's address, "127.0.0.1:40112"; the subject of its certificate. Empty when there is none.
[[nodiscard]] std::string address_of(const leg& one);
[[nodiscard]] std::string certificate_of(const leg& one);

// Ends reading and writing at once; errors don't matter any more.
void close(leg& of);

}  // namespace proxy::net
