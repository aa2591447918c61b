#include "proxy/admin/http_connection.hpp"

#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// Completions as tuples: no exceptions for what peers do.
constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// What a peer may still send after an answer that ends the connection, before we close on it; closing with unread input would
// reset the connection and could eat the answer.
constexpr std::size_t linger_octets = 1U << 20U;
constexpr std::chrono::seconds linger_time{1};

}  // namespace

asio::awaitable<void> http_connection::serve() {
    const auto self = shared_from_this();
    while (!finishing_) {
        parser incoming;
        incoming.header_limit(limits_.header_octets);
        incoming.body_limit(limits_.body_octets);
        if (const auto why = co_await read(incoming)) {
            co_await refuse(why);
            co_return;
        }
        const auto& asked = incoming.get();
        const auto answer = co_await answer_to(asked);
        const bool keep_alive = asked.keep_alive() && !finishing_;
        if (!co_await write(answer, asked.version(), keep_alive)) co_return;
        if (!keep_alive) break;
    }
    co_await linger();
}

void http_connection::finish() {
    finishing_ = true;
    if (idle_) stream_.close();
}

// The first octet, the header, leave to send the body, the body: one deadline for all, so that dribbling does not help.
asio::awaitable<error_code> http_connection::read(parser& into) {
    stream_.expires_after(limits_.idle);
    idle_ = buffer_.size() == 0;
    if (idle_) {
        const auto [none, size] = co_await stream_.async_read_some(buffer_.prepare(1), as_result);
        if (none) co_return none;
        buffer_.commit(size);
        idle_ = false;
    }
    const auto [bad_header, header_size] = co_await http::async_read_header(stream_, buffer_, into, as_result);
    if (bad_header) co_return bad_header;
    if (beast::iequals(into.get()[http::field::expect], "100-continue")) {
        const http::response<http::empty_body> go_on{http::status::continue_, into.get().version()};
        http::response_serializer<http::empty_body> text{go_on};
        const auto [unsent, sent] = co_await http::async_write(stream_, text, as_result);
        if (unsent) co_return unsent;
    }
    const auto [bad_body, body_size] = co_await http::async_read(stream_, buffer_, into, as_result);
    co_return bad_body;
}

asio::awaitable<response> http_connection::answer_to(const parser::value_type& asked) {
    answer_.reset();
    stream_.expires_never();
    answered_.expires_after(limits_.answer);
    const auto now = ++question_;
    const request plain{.method = std::string(asked.method_string()),
                        .target = std::string(asked.target()),
                        .authorization = std::string(asked[http::field::authorization]),
                        .body = asked.body()};
    handle_(plain, [answers = answers_, weak = weak_from_this(), now](response given) {
        answers->post([weak, now, given = std::move(given)]() mutable {
            const auto self = weak.lock();
            if (self == nullptr || self->question_ != now || self->answer_) return;
            self->answer_ = std::move(given);
            self->answered_.cancel();
        });
    });
    // Posted, so it can't have been cancelled before this wait began.
    co_await answered_.async_wait(as_result);
    ++question_;
    if (answer_) co_return std::move(*answer_);
    co_return problem(504, "The gateway gave no answer in time. What was asked for may still happen.");
}

asio::awaitable<bool> http_connection::write(const response& answer, unsigned version, bool keep_alive) {
    message out{static_cast<http::status>(answer.status), version};
    out.set(http::field::content_type, answer.content_type);
    out.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : answer.headers) out.set(name, value);
    out.body() = answer.body;
    out.keep_alive(keep_alive);
    out.prepare_payload();
    stream_.expires_after(limits_.write);
    http::response_serializer<http::string_body> text{out};
    const auto [unsent, sent] = co_await http::async_write(stream_, text, as_result);
    co_return !unsent;
}

// Answers what can be answered: a peer that has gone or was too slow gets nothing.
asio::awaitable<void> http_connection::refuse(error_code why) {
    constexpr unsigned version = 11;
    response answer;
    if (why == http::error::header_limit) {
        answer = problem(431, "The header has more than " + std::to_string(limits_.header_octets) + " octets.");
    } else if (why == http::error::body_limit) {
        answer = problem(413, "The body has more than " + std::to_string(limits_.body_octets) + " octets.");
    } else if (why.category() == http::make_error_code(http::error::bad_version).category() &&
               why != http::error::end_of_stream && why != http::error::partial_message) {
        answer = problem(400, "This is no HTTP request: " + why.message() + ".");
    } else {
        co_return;
    }
    if (co_await write(answer, version, false)) co_await linger();
}

asio::awaitable<void> http_connection::linger() {
    error_code ignored;
    stream_.socket().shutdown(asio::socket_base::shutdown_send, ignored);
    stream_.expires_after(linger_time);
    for (std::size_t seen = 0; seen < linger_octets;) {
        buffer_.clear();
        const auto [over, size] = co_await stream_.async_read_some(buffer_.prepare(4096), as_result);
        if (over) break;
        seen += size;
    }
}

}  // namespace proxy::admin
