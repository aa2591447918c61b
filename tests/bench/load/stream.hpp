#pragma once
// A connected socket that does not block, with TLS or without, and its buffers. What it reads it gives out PDU by PDU; what is
// written goes out at flush(), all of it in one call where the socket takes it.
#include <openssl/ssl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace tests::bench {

using octets = std::vector<std::uint8_t>;

// Big-endian, as all integers of SMPP.
[[nodiscard]] std::uint32_t load32(const std::uint8_t* from) noexcept;
void store32(std::uint8_t* to, std::uint32_t value) noexcept;

struct tls_deleter {
    void operator()(SSL* what) const noexcept { SSL_free(what); }
    void operator()(SSL_CTX* what) const noexcept { SSL_CTX_free(what); }
};
using tls_context = std::unique_ptr<SSL_CTX, tls_deleter>;

// A server's with certificate and key in one PEM file; a client's, which believes everybody, without.
[[nodiscard]] tls_context make_tls(bool server, const std::string& pem);

class stream {
public:
    // Takes the descriptor. `tls`: null for none; must outlive the stream.
    stream(int descriptor, SSL_CTX* tls, bool server);
    ~stream();
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;

    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }

    // Reads what is there; false: the peer is gone.
    [[nodiscard]] bool fill();
    // The next whole PDU, valid until fill(); empty: none.
    [[nodiscard]] std::span<const std::uint8_t> next();

    // Room for so many octets of output, which are in it from now on.
    [[nodiscard]] std::uint8_t* room(std::size_t size);
    // False: the peer is gone. What the socket does not take waits.
    [[nodiscard]] bool flush();
    [[nodiscard]] bool waits() const noexcept { return sent_ < out_.size(); }

private:
    long read_some(std::uint8_t* to, std::size_t size);
    long write_some(const std::uint8_t* from, std::size_t size);

    int descriptor_;
    std::unique_ptr<SSL, tls_deleter> tls_;
    octets in_;
    std::size_t begin_ = 0, end_ = 0;  // of what was read and not given out
    octets out_;
    std::size_t sent_ = 0;
};

// IPv4 loopback. Both give up the program when they can't.
[[nodiscard]] int connect_to(std::uint16_t port);
[[nodiscard]] int listen_on(std::uint16_t& port);  // 0: the kernel chooses

[[noreturn]] void give_up(const std::string& what);  // with errno's words

}  // namespace tests::bench
