#include "proxy/net/tls_stream.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <cstring>

namespace proxy::net {

using boost::system::error_code;

namespace {

constexpr std::size_t record = 16'384;  // the longest plaintext of one (RFC 8446 §5.1)

// Before a call whose outcome they are to tell.
void forget_errors() {
    ERR_clear_error();
    errno = 0;
}

}  // namespace

void tls_stream::freed::operator()(ssl_st* one) const { SSL_free(one); }

tls_stream::tls_stream(const tls& how, const descriptor& socket) : context_(how.context()), ssl_(SSL_new(context_.get())) {
    if (!ssl_ || SSL_set_fd(ssl_.get(), socket.get()) != 1) {
        broken_ = true;
        return;
    }
    auto* const bio = SSL_get_rbio(ssl_.get());
    BIO_set_callback_arg(bio, reinterpret_cast<char*>(this));
    BIO_set_callback_ex(bio, on_bio_call);
}

// OpenSSL reads a socket until it finds nothing; that system call is spared where a read has told already.
long tls_stream::on_bio_call(BIO* of, int what, const char*, std::size_t asked, int, long, int result, std::size_t* got) {
    auto& self = *reinterpret_cast<tls_stream*>(BIO_get_callback_arg(of));
    if (what == BIO_CB_READ && self.in_read_ && self.emptied_) {
        BIO_set_retry_read(of);
        return -1;
    }
    if (what == (BIO_CB_READ | BIO_CB_RETURN) && result > 0) self.emptied_ = *got < asked;
    return result;
}

std::unique_ptr<tls_stream> tls_stream::accept(const tls& how, const descriptor& socket) {
    std::unique_ptr<tls_stream> made{new tls_stream{how, socket}};
    if (!made->broken_) SSL_set_accept_state(made->ssl_.get());
    return made;
}

std::unique_ptr<tls_stream> tls_stream::dial(const tls& how, const descriptor& socket, const std::string& host) {
    std::unique_ptr<tls_stream> made{new tls_stream{how, socket}};
    if (made->broken_) return made;
    SSL_set_connect_state(made->ssl_.get());
    if (!expect_name(made->ssl_.get(), how.server_name().empty() ? host : how.server_name())) made->broken_ = true;
    made->to_read_ = direction::write;  // the first word is ours
    return made;
}

// Of the call that has just failed, with errno and OpenSSL's queue of errors as it left them.
error_code tls_stream::outcome(int result, direction& waits) {
    const int system = errno;
    switch (SSL_get_error(ssl_.get(), result)) {
        case SSL_ERROR_WANT_READ: waits = direction::read; return boost::asio::error::would_block;
        case SSL_ERROR_WANT_WRITE: waits = direction::write; return boost::asio::error::would_block;
        case SSL_ERROR_ZERO_RETURN: return boost::asio::error::eof;
        case SSL_ERROR_SYSCALL:
            broken_ = true;
            if (system == 0) return boost::asio::error::eof;
            return {system, boost::system::system_category()};
        default:
            broken_ = true;
            trouble_ = reason_of(ERR_peek_error(), ssl_.get());
            return boost::asio::error::connection_aborted;
    }
}

void tls_stream::handshake(error_code& failed) {
    failed = boost::asio::error::connection_aborted;
    if (broken_) return;
    forget_errors();
    const int result = SSL_do_handshake(ssl_.get());
    failed = result == 1 ? error_code{} : outcome(result, to_read_);
    if (!failed) to_read_ = direction::read;
}

std::size_t tls_stream::read(protocol::mutable_octets into, error_code& failed) {
    failed = {};
    std::size_t total = 0;
    in_read_ = true;
    emptied_ = false;
    while (total < into.size() && !broken_) {
        forget_errors();
        std::size_t got = 0;
        const int result = SSL_read_ex(ssl_.get(), into.data() + total, into.size() - total, &got);
        if (result != 1) {
            failed = outcome(result, to_read_);
            break;
        }
        total += got;
    }
    in_read_ = false;
    has_more_ = failed != boost::asio::error::would_block;
    if (total != 0) {
        failed = {};  // the next read says it again
    } else if (broken_ && !failed) {
        failed = boost::asio::error::connection_aborted;
    }
    return total;
}

std::size_t tls_stream::write(std::span<const iovec> runs, error_code& failed) {
    failed = boost::asio::error::connection_aborted;
    if (broken_ || runs.empty()) return 0;
    std::array<std::uint8_t, record> gathered;
    const void* from = runs[0].iov_base;
    auto size = runs[0].iov_len;
    if (size < record && runs.size() > 1) {
        size = 0;
        for (const auto& run : runs) {
            const auto part = std::min(run.iov_len, record - size);
            std::memcpy(gathered.data() + size, run.iov_base, part);
            size += part;
        }
        from = gathered.data();
    }
    forget_errors();
    std::size_t put = 0;
    const int result = SSL_write_ex(ssl_.get(), from, size, &put);
    failed = result == 1 ? error_code{} : outcome(result, to_write_);
    return put;
}

void tls_stream::close_write(error_code& failed) {
    failed = boost::asio::error::connection_aborted;
    if (broken_) return;
    forget_errors();
    const int result = SSL_shutdown(ssl_.get());
    failed = result >= 0 ? error_code{} : outcome(result, to_write_);
}

bool tls_stream::untouched() const { return !ssl_ || BIO_number_read(SSL_get_rbio(ssl_.get())) == 0; }

std::string tls_stream::peer() const {
    const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(ssl_.get()), X509_free};
    const std::unique_ptr<BIO, decltype(&BIO_free)> text{BIO_new(BIO_s_mem()), BIO_free};
    if (!shown || !text) return {};
    X509_NAME_print_ex(text.get(), X509_get_subject_name(shown.get()), 0, XN_FLAG_RFC2253);
    char* data = nullptr;
    const auto size = BIO_get_mem_data(text.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

}  // namespace proxy::net
