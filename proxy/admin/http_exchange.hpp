#pragma once
// One request whose bodies are streamed: moves octets between the socket and the endpoint's thread. Lives on the server's thread.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

#include "proxy/admin/http_server.hpp"
#include "proxy/admin/http_wire.hpp"
#include "proxy/admin/stream_channel.hpp"

namespace proxy::admin {

class http_exchange : public std::enable_shared_from_this<http_exchange> {
public:
    // `buffer`: what was read behind the head. All references must outlive the exchange.
    http_exchange(http_stream& stream, boost::beast::flat_buffer& buffer, wire::head_parser&& head, const http_limits& limits,
                  stream_slots& slots, std::shared_ptr<answer_box> answers);

    enum class outcome : std::uint8_t {
        complete,  // the next request may follow
        answered,  // the body was not read to its end
        broken,    // nothing more can be said
    };
    // `finishing`: no request will follow, as seen when the answer begins.
    boost::asio::awaitable<outcome> run(const http_server::handler& handle, request asked, const bool& finishing);

    // Waits for the endpoint, whose reads and writes fail from now on.
    void abandon() { channel_->abandon(); }

private:
    using body_parser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;
    using moment = boost::asio::steady_timer::time_point;

    void begin(const http_server::handler& handle, request asked);
    boost::asio::awaitable<bool> answer(const bool& finishing);
    boost::asio::awaitable<void> wait(moment until = moment::max());
    boost::asio::awaitable<bool> write_whole(const response& answer, bool keep_alive);
    boost::asio::awaitable<bool> look_for_input();
    boost::asio::awaitable<void> read_all();
    boost::asio::awaitable<boost::system::error_code> read_portion();
    [[nodiscard]] std::string trouble_of(boost::system::error_code why) const;
    boost::asio::awaitable<bool> write_streamed(const response& head, bool keep_alive);
    boost::asio::awaitable<void> end();

    http_stream& stream_;
    boost::beast::flat_buffer& buffer_;
    const http_limits& limits_;
    const std::shared_ptr<answer_box> answers_;
    body_parser parser_;
    const unsigned version_;
    boost::asio::steady_timer wake_;     // cancelled when the channel has something new
    boost::asio::steady_timer to_read_;  // the same, for read_all()
    std::shared_ptr<stream_channel> channel_;
    stream_slots& slots_;
    bool owes_leave_;             // to send the body
    bool reading_ = false;        // read_all() is under way
    bool no_more_input_ = false;  // ends it
};

}  // namespace proxy::admin
