#pragma once
// TLS on one connection: OpenSSL straight on the non-blocking socket, so that reads and writes behave as those of a plain one.
// The process must ignore SIGPIPE. Single-threaded.
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "protocol/octets.hpp"
#include "proxy/net/tls.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace proxy::net {

class tls_stream {
public:
    using wait_type = boost::asio::ip::tcp::socket::wait_type;
    using error_code = boost::system::error_code;

    // On a connected socket, which must be open whenever a member is called. `host`: the name or address that was dialled.
    [[nodiscard]] static std::unique_ptr<tls_stream> accept(const tls& how, boost::asio::ip::tcp::socket& socket);
    [[nodiscard]] static std::unique_ptr<tls_stream> dial(const tls& how, boost::asio::ip::tcp::socket& socket,
                                                          const std::string& host);

    // The next four give would_block when nothing can be done before the socket is ready for to_read() or to_write().

    // Before anything else; waits for to_read().
    void handshake(error_code& failed);
    // As much as is there and fits. eof: the peer will send no more; it may still be written to.
    std::size_t read(protocol::mutable_octets into, error_code& failed);
    // Some octets of the runs, small ones gathered into one record. After would_block the next call must give the same octets.
    std::size_t write(std::span<const boost::asio::const_buffer> runs, error_code& failed);
    // Tells the peer that nothing more comes; what it sends can still be read.
    void close_write(error_code& failed);

    // More may be there to be read although the socket is not ready.
    [[nodiscard]] bool has_more() const noexcept { return has_more_; }
    [[nodiscard]] wait_type to_read() const noexcept { return to_read_; }
    [[nodiscard]] wait_type to_write() const noexcept { return to_write_; }

    // Has the peer sent nothing at all?
    [[nodiscard]] bool untouched() const;
    // What TLS had to say about a failure; empty when the connection itself broke.
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }
    // The subject of the peer's certificate as RFC 2253 writes it, or nothing; after the handshake.
    [[nodiscard]] std::string peer() const;

private:
    struct freed {
        void operator()(ssl_st* one) const;
    };
    tls_stream(const tls& how, boost::asio::ip::tcp::socket& socket);
    error_code outcome(int result, wait_type& waits);

    std::shared_ptr<ssl_ctx_st> context_;  // also keeps what reload() has replaced
    std::unique_ptr<ssl_st, freed> ssl_;
    wait_type to_read_ = wait_type::wait_read;
    wait_type to_write_ = wait_type::wait_write;
    bool has_more_ = true;
    bool broken_ = false;
    std::string trouble_;
};

// A connection that is ready for SMPP. The socket does not block.
struct connection {
    boost::asio::ip::tcp::socket socket;
    std::unique_ptr<tls_stream> tls;  // nullptr: plain
};

// Calls `then` when the handshake is over, never from within. `over` must live until then; closing its socket ends the wait.
void async_handshake(connection& over, std::function<void(boost::system::error_code)> then);

}  // namespace proxy::net
