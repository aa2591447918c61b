#pragma once
// One connection of the admin server: reads a request, waits for its answer, writes it, and again while the peer keeps it alive.
// Lives on the server's thread.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <memory>
#include <optional>

#include "proxy/admin/http_exchange.hpp"
#include "proxy/admin/http_server.hpp"
#include "proxy/admin/http_stream.hpp"

namespace proxy::admin {

// What all connections of a server share; outlives them.
struct http_service {
    http_limits limits;
    http_server::handler handle;
    http_server::chooser how;
    std::shared_ptr<answer_box> answers;
    stream_slots slots;
};

class http_connection : public std::enable_shared_from_this<http_connection> {
public:
    // `tls`: nullptr of a plain one.
    http_connection(protocol_type::socket socket, tls_rules tls, http_service& service);

    // Ends when the connection does. Keeps itself alive.
    boost::asio::awaitable<void> serve();

    // No further request: an idle connection closes now, a busy one after its answer.
    void finish();

    // The server's thread has ended: waits for an endpoint that has its own.
    void abandon();

private:
    using whole_parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
    enum class next : std::uint8_t { request, farewell, nothing };

    boost::asio::awaitable<bool> secure();
    boost::asio::awaitable<boost::system::error_code> read_head(wire::head_parser& into);
    boost::asio::awaitable<boost::system::error_code> read_body(whole_parser& into, bool owes_leave);
    boost::asio::awaitable<next> serve_whole(wire::head_parser&& head, std::chrono::milliseconds patience);
    boost::asio::awaitable<next> serve_streamed(wire::head_parser&& head, request asked);
    [[nodiscard]] request request_of(const boost::beast::http::request_header<>& head) const;
    boost::asio::awaitable<response> answer_to(const request& asked, std::chrono::milliseconds patience);
    boost::asio::awaitable<bool> write(response answer, bool head_alone, unsigned version, bool keep_alive);
    boost::asio::awaitable<void> refuse(boost::system::error_code why);
    boost::asio::awaitable<void> linger();

    http_stream stream_;
    const tls_rules tls_;
    http_service& service_;
    const http_limits& limits_;
    const std::string from_;
    boost::beast::flat_buffer buffer_;
    boost::asio::steady_timer answered_;  // cancelled when the answer is there
    std::optional<response> answer_;
    std::uint64_t question_ = 0;                // tells a late answer from the one that is waited for
    std::shared_ptr<http_exchange> streaming_;  // while one is under way
    bool idle_ = true;                          // no octet of a request has come yet
    bool finishing_ = false;
};

}  // namespace proxy::admin
