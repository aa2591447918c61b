#include "tests/bench/load/stream.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace tests::bench {
namespace {

constexpr std::size_t read_at_once = 64 * 1024;
constexpr std::size_t header = 16;
constexpr long would_block = -1, gone = 0;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return at;
}

}  // namespace

std::uint32_t load32(const std::uint8_t* from) noexcept {
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return ntohl(value);
}
void store32(std::uint8_t* to, std::uint32_t value) noexcept {
    value = htonl(value);
    std::memcpy(to, &value, sizeof value);
}

void give_up(const std::string& what) {
    std::fprintf(stderr, "%s: %s\n", what.c_str(), std::strerror(errno));
    std::exit(1);
}

tls_context make_tls(bool server, const std::string& pem) {
    tls_context made(SSL_CTX_new(server ? TLS_server_method() : TLS_client_method()));
    SSL_CTX_set_mode(made.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (server && (SSL_CTX_use_certificate_chain_file(made.get(), pem.c_str()) != 1 ||
                   SSL_CTX_use_PrivateKey_file(made.get(), pem.c_str(), SSL_FILETYPE_PEM) != 1)) {
        give_up(pem);
    }
    return made;
}

stream::stream(int descriptor, SSL_CTX* tls, bool server) : descriptor_(descriptor), in_(read_at_once) {
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (tls != nullptr) {
        tls_.reset(SSL_new(tls));
        SSL_set_fd(tls_.get(), descriptor_);
        server ? SSL_set_accept_state(tls_.get()) : SSL_set_connect_state(tls_.get());
    }
    ::fcntl(descriptor_, F_SETFL, O_NONBLOCK);
}

stream::~stream() { ::close(descriptor_); }

long stream::read_some(std::uint8_t* to, std::size_t size) {
    if (tls_ == nullptr) {
        const auto got = ::recv(descriptor_, to, size, 0);
        return got < 0 && errno != EAGAIN ? gone : got;
    }
    ERR_clear_error();
    const int got = SSL_read(tls_.get(), to, static_cast<int>(size));
    if (got > 0) return got;
    const int why = SSL_get_error(tls_.get(), got);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? would_block : gone;
}

long stream::write_some(const std::uint8_t* from, std::size_t size) {
    if (tls_ == nullptr) {
        const auto put = ::send(descriptor_, from, size, MSG_NOSIGNAL);
        return put < 0 && errno != EAGAIN ? gone : put;
    }
    ERR_clear_error();
    const int put = SSL_write(tls_.get(), from, static_cast<int>(size));
    if (put > 0) return put;
    const int why = SSL_get_error(tls_.get(), put);
    return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE ? would_block : gone;
}

bool stream::fill() {
    if (begin_ > 0) std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
    for (;;) {
        const auto asked = in_.size() - end_;
        const auto got = read_some(in_.data() + end_, asked);
        if (got == gone) return false;
        if (got == would_block) return true;
        end_ += static_cast<std::size_t>(got);
        // A TLS record may be inside already, of which no poll would tell.
        if (tls_ == nullptr || end_ == in_.size()) return true;
    }
}

std::span<const std::uint8_t> stream::next() {
    if (end_ - begin_ < header) return {};
    const auto length = load32(in_.data() + begin_);
    if (length < header || length > in_.size()) {
        std::fprintf(stderr, "a PDU of %u octets\n", length);
        std::exit(1);
    }
    if (end_ - begin_ < length) return {};
    return {in_.data() + std::exchange(begin_, begin_ + length), length};
}

std::uint8_t* stream::room(std::size_t size) {
    const auto at = out_.size();
    out_.resize(at + size);
    return out_.data() + at;
}

bool stream::flush() {
    while (sent_ < out_.size()) {
        const auto put = write_some(out_.data() + sent_, out_.size() - sent_);
        if (put == gone) return false;
        if (put == would_block) return true;
        sent_ += static_cast<std::size_t>(put);
    }
    out_.clear();
    sent_ = 0;
    return true;
}

int connect_to(std::uint16_t port) {
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto at = loopback(port);
    if (::connect(made, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) give_up("port " + std::to_string(port));
    return made;
}

int listen_on(std::uint16_t& port) {
    constexpr int backlog = 4'096;  // thousands of links may come at once
    const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    auto at = loopback(port);
    socklen_t size = sizeof at;
    if (::bind(made, reinterpret_cast<const sockaddr*>(&at), size) != 0 || ::listen(made, backlog) != 0 ||
        ::getsockname(made, reinterpret_cast<sockaddr*>(&at), &size) != 0) {
        give_up("port " + std::to_string(port));
    }
    port = ntohs(at.sin_port);
    return made;
}

}  // namespace tests::bench
