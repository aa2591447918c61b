#pragma once
// TLS on one connection: OpenSSL straight on the non-blocking socket, so that reads and writes behave as those of a plain one.
// The process must ignore SIGPIPE. Single-threaded.
#include <sys/uio.h>

#include <boost/system/error_code.hpp>
#include <memory>
#include <span>
#include <string>

#include "protocol/octets.hpp"
#include "proxy/net/descriptor.hpp"
#include "proxy/net/tls.hpp"

struct bio_st;  // OpenSSL's BIO
struct ssl_st;  // and its SSL

namespace proxy::net {

class tls_stream {
public:
    enum class direction : std::uint8_t { read, write };
    using error_code = boost::system::error_code;

    // On a connected socket, which must be open whenever a member is called. `host`: the name or address that was dialled.
    [[nodiscard]] static std::unique_ptr<tls_stream> accept(const tls& how, const descriptor& socket);
    [[nodiscard]] static std::unique_ptr<tls_stream> dial(const tls& how, const descriptor& socket, const std::string& host);

    // The next four give would_block when nothing can be done before the socket is ready for to_read() or to_write().

    // Before anything else; waits for to_read().
    void handshake(error_code& failed);
    // As much as is there and fits; ends at a read of the socket that was not filled, behind which only the end may stand. eof:
    // the peer will send no more; it may still be written to.
    std::size_t read(protocol::mutable_octets into, error_code& failed);
    // Some octets of the runs, small ones gathered into one record. After would_block the next call must give the same octets.
    std::size_t write(std::span<const iovec> runs, error_code& failed);
    // Tells the peer that nothing more comes; what it sends can still be read.
    void close_write(error_code& failed);

    // More may be there to be read although the socket is not ready.
    [[nodiscard]] bool has_more() const noexcept { return has_more_; }
    [[nodiscard]] direction to_read() const noexcept { return to_read_; }
    [[nodiscard]] direction to_write() const noexcept { return to_write_; }

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
    tls_stream(const tls& how, const descriptor& socket);
    error_code outcome(int result, direction& waits);
    static long on_bio_call(bio_st* of, int what, const char*, std::size_t asked, int, long, int result, std::size_t* got);

    std::shared_ptr<ssl_ctx_st> context_;  // also keeps what reload() has replaced
    std::unique_ptr<ssl_st, freed> ssl_;
    direction to_read_ = direction::read;
    direction to_write_ = direction::write;
    bool has_more_ = true;
    bool in_read_ = false;
    bool emptied_ = false;  // within a read: the socket has no more
    bool broken_ = false;
    std::string trouble_;
};

// A connection that is ready for SMPP. The socket does not block.
struct connection {
    descriptor socket;
    std::unique_ptr<tls_stream> tls;  // nullptr: plain
};

}  // namespace proxy::net
