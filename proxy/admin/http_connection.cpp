#include "proxy/admin/http_connection.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "proxy/admin/dress.hpp"
#include "proxy/admin/problem.hpp"
#include "proxy/log/log.hpp"

namespace proxy::admin {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

// What a peer may still send after an answer that ends the connection, before we close on it; closing with unread input would
// reset the connection and could eat the answer.
constexpr std::size_t linger_octets = 1U << 20U;
constexpr std::chrono::seconds linger_time{1};

std::string address_of(const protocol_type::socket& socket) {
    error_code failed;
    const auto peer = socket.remote_endpoint(failed);
    if (failed || peer.size() > asio::ip::tcp::endpoint().capacity()) return failed ? "" : "unix";
    asio::ip::tcp::endpoint named;
    named.resize(peer.size());
    std::memcpy(named.data(), peer.data(), peer.size());
    const auto family = named.data()->sa_family;
    if (family != AF_INET && family != AF_INET6) return "unix";
    const auto address = named.address();
    const bool v4 = address.is_v6() && address.to_v6().is_v4_mapped();
    return v4 ? asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string() : address.to_string();
}

}  // namespace

http_connection::http_connection(protocol_type::socket socket, tls_rules tls, http_service& service)
    : stream_(std::move(socket)),
      tls_(std::move(tls)),
      service_(service),
      limits_(service.limits),
      from_(address_of(stream_.socket())),
      answered_(stream_.get_executor()) {}

asio::awaitable<void> http_connection::serve() {
    const auto self = shared_from_this();
    if (tls_) {
        const bool secured = co_await secure();
        if (!secured) co_return;
    }
    auto then = next::request;
    while (then == next::request && !finishing_) {
        wire::head_parser head;
        head.header_limit(limits_.header_octets);
        head.body_limit(boost::none);  // by what is asked for
        if (const auto why = co_await read_head(head)) {
            co_await refuse(why);
            co_return;
        }
        auto asked = request_of(head.get());
        const auto how = service_.how ? service_.how(asked) : serving::whole;
        if (how == serving::streamed) {
            then = co_await serve_streamed(std::move(head), std::move(asked));
        } else {
            then = co_await serve_whole(std::move(head), how == serving::counting ? limits_.count : limits_.answer);
        }
    }
    if (then != next::nothing) co_await linger();
}

// A browser that was sent to http:// learns that it is https:// here; everybody else sees TLS's own alert.
asio::awaitable<bool> http_connection::secure() {
    stream_.expires_after(limits_.handshake);
    const auto failed = co_await stream_.secure(SSL_new(tls_.get()), http_stream::end::accepts);
    if (!failed) co_return true;
    log::note(log::level::debug, "admin handshake failed", {{"from", from_}, {"error", failed.message()}});
    const bool spoke_http = failed.category() == asio::error::get_ssl_category() &&
                            ERR_GET_REASON(static_cast<unsigned long>(failed.value())) == SSL_R_HTTP_REQUEST;
    if (!spoke_http) co_return false;
    stream_.expose();
    constexpr unsigned version = 11;
    if (co_await write(problem(400, "This address speaks https."), false, version, false)) co_await linger();
    co_return false;
}

void http_connection::finish() {
    finishing_ = true;
    if (idle_) stream_.close();
}

void http_connection::abandon() {
    if (streaming_) streaming_->abandon();
}

// The first octet, the head, leave to send the body, the body: one deadline for all, so that dribbling does not help.
asio::awaitable<error_code> http_connection::read_head(wire::head_parser& into) {
    stream_.expires_after(limits_.idle);
    idle_ = buffer_.size() == 0;
    if (idle_) {
        const auto [none, size] = co_await stream_.read_some(buffer_.prepare(1));
        if (none) co_return none;
        buffer_.commit(size);
        idle_ = false;
    }
    const auto bad = co_await wire::read_head(stream_, buffer_, into);
    if (!bad && into.content_length().value_or(0) > limits_.stream_octets) co_return http::error::body_limit;
    co_return bad;
}

request http_connection::request_of(const http::request_header<>& head) const {
    return {.method = std::string(head.method_string()),
            .target = std::string(head.target()),
            .authorization = std::string(head[http::field::authorization]),
            .body = {},
            .from = from_,
            .content_type = std::string(head[http::field::content_type]),
            .idempotency_key = std::string(head["Idempotency-Key"]),
            .if_none_match = std::string(head[http::field::if_none_match]),
            .secured = stream_.secured()};
}

asio::awaitable<http_connection::next> http_connection::serve_whole(wire::head_parser&& head,
                                                                    std::chrono::milliseconds patience) {
    const bool owes_leave = wire::asks_for_leave(head.get());
    whole_parser incoming(std::move(head));
    incoming.body_limit(limits_.body_octets);
    if (const auto why = co_await read_body(incoming, owes_leave)) {
        co_await refuse(why);
        co_return next::nothing;
    }
    auto asked = request_of(incoming.get());
    asked.body = std::move(incoming.get().body());
    const auto answer = co_await answer_to(asked, patience);
    const bool keep_alive = incoming.get().keep_alive() && !finishing_;
    const bool head_alone = incoming.get().method() == http::verb::head;
    if (!co_await write(answer, head_alone, incoming.get().version(), keep_alive)) co_return next::nothing;
    co_return keep_alive ? next::request : next::farewell;
}

asio::awaitable<error_code> http_connection::read_body(whole_parser& into, bool owes_leave) {
    if (into.content_length().value_or(0) > limits_.body_octets) co_return http::error::body_limit;
    if (owes_leave) {
        if (const auto unsent = co_await wire::give_leave(stream_, into.get().version())) co_return unsent;
    }
    co_return co_await wire::read_all(stream_, buffer_, into);
}

asio::awaitable<http_connection::next> http_connection::serve_streamed(wire::head_parser&& head, request asked) {
    const bool keep_alive = head.get().keep_alive();
    streaming_ = std::make_shared<http_exchange>(stream_, buffer_, std::move(head), limits_, service_.slots, service_.answers);
    const auto outcome = co_await streaming_->run(service_.handle, std::move(asked), finishing_);
    streaming_.reset();
    if (outcome == http_exchange::outcome::broken) co_return next::nothing;
    co_return outcome == http_exchange::outcome::complete&& keep_alive ? next::request : next::farewell;
}

asio::awaitable<response> http_connection::answer_to(const request& asked, std::chrono::milliseconds patience) {
    answer_.reset();
    stream_.expires_never();
    answered_.expires_after(patience);
    const auto now = ++question_;
    service_.handle(asked, [answers = service_.answers, weak = weak_from_this(), now](response given) {
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
    co_return no_answer();
}

asio::awaitable<bool> http_connection::write(response answer, bool head_alone, unsigned version, bool keep_alive) {
    dress(answer, stream_.secured());
    const auto failed = co_await wire::write(stream_, answer, head_alone, version, keep_alive, limits_.write);
    co_return !failed;
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
    if (co_await write(answer, false, version, false)) co_await linger();
}

asio::awaitable<void> http_connection::linger() {
    stream_.expires_after(linger_time);
    co_await stream_.shut_down();
    for (std::size_t seen = 0; seen < linger_octets;) {
        buffer_.clear();
        const auto [over, size] = co_await stream_.read_under_tls(buffer_.prepare(4096));
        if (over) break;
        seen += size;
    }
}

}  // namespace proxy::admin
