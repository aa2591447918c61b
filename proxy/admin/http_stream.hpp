#pragma once
// The octets under HTTP: a socket with deadlines, plain or through TLS.
#include <boost/asio.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

namespace proxy::admin {

// TCP and unix sockets alike.
using protocol_type = boost::asio::generic::stream_protocol;

// Completions as tuples: no exceptions for what peers do.
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

// Either end of a connection. Its deadlines hold for TLS as well.
class http_stream {
public:
    using socket_type = protocol_type::socket;
    using plain_stream = boost::beast::basic_stream<protocol_type>;
    using executor_type = plain_stream::executor_type;
    using error_code = boost::system::error_code;
    enum class end : std::uint8_t { accepts, dials };

    explicit http_stream(socket_type socket) : plain_(std::move(socket)) {}
    explicit http_stream(const boost::asio::any_io_executor& on) : plain_(on) {}

    // From now on everything goes through TLS by these rules, which are taken over. nullptr is an error, as is what the peer
    // says.
    boost::asio::awaitable<error_code> secure(SSL* rules, end which);
    // After secure() has failed: back to the bare socket.
    void expose() { tls_.reset(); }
    [[nodiscard]] bool secured() const noexcept { return tls_.has_value(); }

    // Tells the peer that nothing more comes, and for TLS waits for its farewell.
    boost::asio::awaitable<void> shut_down();

    struct reading {
        error_code failed;
        std::size_t size = 0;
    };
    // Each within what expires_after() leaves.
    boost::asio::awaitable<reading> read_some(boost::asio::mutable_buffer into);
    boost::asio::awaitable<reading> read_under_tls(boost::asio::mutable_buffer into);  // after shut_down(): what still comes
    boost::asio::awaitable<error_code> write(std::string_view octets);                 // all of them

    [[nodiscard]] executor_type get_executor() noexcept { return plain_.get_executor(); }
    [[nodiscard]] socket_type& socket() noexcept { return plain_.socket(); }
    [[nodiscard]] plain_stream& plain() noexcept { return plain_; }  // what is under TLS
    void expires_after(std::chrono::nanoseconds limit) { plain_.expires_after(limit); }
    void expires_never() { plain_.expires_never(); }
    void cancel() { plain_.cancel(); }
    void close() { plain_.close(); }

private:
    using tls_stream = boost::asio::ssl::stream<plain_stream&>;

    plain_stream plain_;
    std::optional<tls_stream> tls_;
};

// Where answers come in from other threads. Closed before the context goes, so that a late answer falls on the floor.
class answer_box {
public:
    explicit answer_box(boost::asio::io_context& context) : context_(&context) {}

    template <class Handler>
    void post(Handler handler) {
        const std::lock_guard hold(guard_);
        if (context_ != nullptr) boost::asio::post(*context_, std::move(handler));
    }
    void close() {
        const std::lock_guard hold(guard_);
        context_ = nullptr;
    }

private:
    std::mutex guard_;
    boost::asio::io_context* context_;
};

}  // namespace proxy::admin
