#pragma once
// The octets under HTTP: a socket with deadlines.
#include <boost/asio.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <memory>
#include <mutex>

namespace proxy::admin {

// TCP and unix sockets alike.
using protocol_type = boost::asio::generic::stream_protocol;
using http_stream = boost::beast::basic_stream<protocol_type>;

// Completions as tuples: no exceptions for what peers do.
inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

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
