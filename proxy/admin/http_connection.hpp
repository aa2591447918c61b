#pragma once
// One connection of the admin server: reads a request, waits for its answer, writes it, and again while the peer keeps it alive.
// Lives on the server's thread.
#include <boost/asio.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <mutex>
#include <optional>

#include "proxy/admin/http_server.hpp"

namespace proxy::admin {

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

class http_connection : public std::enable_shared_from_this<http_connection> {
public:
    // TCP and unix sockets alike.
    using protocol_type = boost::asio::generic::stream_protocol;

    http_connection(protocol_type::socket socket, const http_limits& limits, const http_server::handler& handle,
                    std::shared_ptr<answer_box> answers)
        : stream_(std::move(socket)),
          limits_(limits),
          handle_(handle),
          answers_(std::move(answers)),
          answered_(stream_.get_executor()) {}

    // Ends when the connection does. Keeps itself alive.
    boost::asio::awaitable<void> serve();

    // No further request: an idle connection closes now, a busy one after its answer.
    void finish();

private:
    using parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    using message = boost::beast::http::response<boost::beast::http::string_body>;

    boost::asio::awaitable<boost::system::error_code> read(parser& into);
    boost::asio::awaitable<response> answer_to(const parser::value_type& asked);
    boost::asio::awaitable<bool> write(const response& answer, unsigned version, bool keep_alive);
    boost::asio::awaitable<void> refuse(boost::system::error_code why);
    boost::asio::awaitable<void> linger();

    boost::beast::basic_stream<protocol_type> stream_;
    boost::beast::flat_buffer buffer_;
    const http_limits& limits_;
    const http_server::handler& handle_;
    std::shared_ptr<answer_box> answers_;
    boost::asio::steady_timer answered_;  // cancelled when the answer is there
    std::optional<response> answer_;
    std::uint64_t question_ = 0;  // tells a late answer from the one that is waited for
    bool idle_ = true;            // no octet of a request has come yet
    bool finishing_ = false;
};

}  // namespace proxy::admin
