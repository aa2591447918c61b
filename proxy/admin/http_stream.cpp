#include "proxy/admin/http_stream.hpp"

namespace proxy::admin {

namespace asio = boost::asio;

asio::awaitable<http_stream::error_code> http_stream::secure(SSL* rules, end which) {
    if (rules == nullptr) co_return asio::error::no_memory;
    tls_.emplace(plain_, rules);
    using role = asio::ssl::stream_base::handshake_type;
    const auto [failed] = co_await tls_->async_handshake(which == end::accepts ? role::server : role::client, as_result);
    co_return failed;
}

asio::awaitable<http_stream::reading> http_stream::read_some(asio::mutable_buffer into) {
    if (!tls_) co_return co_await read_under_tls(into);
    const auto [failed, size] = co_await tls_->async_read_some(into, as_result);
    co_return reading{failed, size};
}

asio::awaitable<http_stream::reading> http_stream::read_under_tls(asio::mutable_buffer into) {
    const auto [failed, size] = co_await plain_.async_read_some(into, as_result);
    co_return reading{failed, size};
}

asio::awaitable<http_stream::error_code> http_stream::write(std::string_view octets) {
    const auto all = asio::buffer(octets);
    if (tls_) {
        const auto [failed, size] = co_await asio::async_write(*tls_, all, as_result);
        co_return failed;
    }
    const auto [failed, size] = co_await asio::async_write(plain_, all, as_result);
    co_return failed;
}

// A peer may still be sending when it hears the farewell: what comes in place of its own is read by who called.
asio::awaitable<void> http_stream::shut_down() {
    if (tls_) co_await tls_->async_shutdown(as_result);
    error_code ignored;
    plain_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
}

}  // namespace proxy::admin
