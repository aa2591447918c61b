#include "proxy/admin/http_exchange.hpp"

#include <boost/beast/core/error.hpp>

#include "proxy/admin/problem.hpp"

namespace proxy::admin {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

http::response<http::empty_body> head_of(const response& answer, unsigned version, bool keep_alive) {
    http::response<http::empty_body> out{static_cast<http::status>(answer.status), version};
    out.set(http::field::content_type, answer.content_type);
    out.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : answer.headers) out.set(name, value);
    out.keep_alive(keep_alive);
    return out;
}

asio::awaitable<bool> write_whole(http_stream& to, const response& answer, unsigned version, bool keep_alive,
                                  const http_limits& limits) {
    http::response<http::string_body> out{head_of(answer, version, keep_alive).base()};
    out.body() = answer.body;
    out.prepare_payload();
    to.expires_after(limits.write);
    http::response_serializer<http::string_body> text{out};
    const auto [unsent, sent] = co_await http::async_write(to, text, as_result);
    co_return !unsent;
}

bool asks_for_leave(const http::fields& asked) { return beast::iequals(asked[http::field::expect], "100-continue"); }

asio::awaitable<error_code> give_leave(http_stream& to, unsigned version) {
    const http::response<http::empty_body> go_on{http::status::continue_, version};
    http::response_serializer<http::empty_body> text{go_on};
    const auto [unsent, sent] = co_await http::async_write(to, text, as_result);
    co_return unsent;
}

http_exchange::http_exchange(http_stream& stream, beast::flat_buffer& buffer, head_parser&& head, const http_limits& limits,
                             stream_slots& slots, std::shared_ptr<answer_box> answers)
    : stream_(stream),
      buffer_(buffer),
      limits_(limits),
      answers_(std::move(answers)),
      parser_(std::move(head)),
      version_(parser_.get().version()),
      wake_(stream.get_executor()),
      to_read_(stream.get_executor()),
      slots_(slots),
      owes_leave_(asks_for_leave(parser_.get())) {
    parser_.body_limit(limits.stream_octets);
}

asio::awaitable<http_exchange::outcome> http_exchange::run(const http_server::handler& handle, request asked,
                                                           const bool& finishing) {
    begin(handle, std::move(asked));
    const bool written = co_await answer(finishing);
    co_await end();
    if (!written) co_return outcome::broken;
    co_return parser_.is_done() ? outcome::complete : outcome::answered;
}

void http_exchange::begin(const http_server::handler& handle, request asked) {
    channel_ =
        std::make_shared<stream_channel>(slots_, http_limits::stream_buffer, [answers = answers_, weak = weak_from_this()] {
            answers->post([weak] {
                const auto self = weak.lock();
                if (self == nullptr) return;
                self->wake_.cancel();
                self->to_read_.cancel();
            });
        });
    asked.stream = channel_;
    handle(asked, [weak = std::weak_ptr(channel_)](response given) {
        if (const auto channel = weak.lock()) channel->answer(std::move(given));
    });
}

// What the channel holds changes by posted calls or before them, so nothing can slip in between a look at it and the wait.
asio::awaitable<void> http_exchange::wait(moment until) {
    wake_.expires_at(until);
    co_await wake_.async_wait(as_result);
}

// Once the answer is there, or begins. False: the peer does not take it.
asio::awaitable<bool> http_exchange::answer(const bool& finishing) {
    auto patience = std::chrono::steady_clock::now() + limits_.answer;
    for (;;) {
        if (!co_await look_for_input()) co_return false;
        const bool keep_alive = parser_.get().keep_alive() && !finishing;
        if (const auto head = channel_->head()) co_return co_await write_streamed(*head, keep_alive);
        if (const auto whole = channel_->whole_answer()) {
            co_return co_await write_whole(stream_, *whole, version_, keep_alive && parser_.is_done(), limits_);
        }
        const auto now = std::chrono::steady_clock::now();
        if (channel_->running()) {
            patience = now + limits_.answer;  // an endpoint at work has the time that it needs
            co_await wait();
        } else if (now < patience) {
            co_await wait(patience);
        } else {
            co_return co_await write_whole(stream_, no_answer(), version_, false, limits_);
        }
    }
}

// False: the peer is gone.
asio::awaitable<bool> http_exchange::look_for_input() {
    if (reading_ || !channel_->wants_input()) co_return true;
    if (std::exchange(owes_leave_, false)) {
        stream_.expires_after(limits_.write);
        // Not in the condition: g++ 12 then lays out the frame in a way that its own handle does not expect.
        const auto unsent = co_await give_leave(stream_, version_);
        if (unsent) co_return false;
    }
    reading_ = true;
    asio::co_spawn(stream_.get_executor(), read_all(), asio::detached);
    co_return true;
}

asio::awaitable<void> http_exchange::read_all() {
    const auto self = shared_from_this();
    std::string trouble = "The connection is gone.";
    while (!parser_.is_done() && !no_more_input_) {
        if (!channel_->wants_input()) {
            to_read_.expires_at(moment::max());
            co_await to_read_.async_wait(as_result);
        } else if (const auto failed = co_await read_portion()) {
            trouble = trouble_of(failed);
            break;
        }
    }
    channel_->end_input(parser_.is_done() ? std::string() : trouble);
    reading_ = false;
    wake_.cancel();
}

asio::awaitable<error_code> http_exchange::read_portion() {
    std::string portion(http_limits::stream_portion, '\0');
    auto& body = parser_.get().body();
    body.data = portion.data();
    body.size = portion.size();
    body.more = true;
    stream_.expires_after(limits_.stream_idle);
    const auto [failed, size] = co_await http::async_read_some(stream_, buffer_, parser_, as_result);
    portion.resize(portion.size() - body.size);
    if (!portion.empty()) channel_->give(portion);
    if (failed == http::error::need_buffer) co_return error_code{};
    co_return failed;
}

std::string http_exchange::trouble_of(error_code why) const {
    if (why == http::error::body_limit) {
        return "The body has more than " + std::to_string(limits_.stream_octets) + " octets.";
    }
    if (why == beast::error::timeout) {
        return "Nothing came for " +
               std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limits_.stream_idle).count()) + " s.";
    }
    return "The body broke off: " + why.message() + ".";
}

// Chunks tell where an answer without a length ends (RFC 9112 §7.1); for an HTTP/1.0 peer that is where the connection does.
asio::awaitable<bool> http_exchange::write_streamed(const response& head, bool keep_alive) {
    const bool in_chunks = version_ >= 11;
    auto out = head_of(head, version_, keep_alive && in_chunks);
    out.chunked(in_chunks);
    owes_leave_ = false;  // a final answer has begun
    stream_.expires_after(limits_.write);
    http::response_serializer<http::empty_body> text{out};
    const auto [unsent, sent] = co_await http::async_write_header(stream_, text, as_result);
    if (unsent) co_return false;
    for (;;) {
        if (!co_await look_for_input()) co_return false;
        const bool over = !channel_->running();  // asked first: what was written before the end is taken below
        const auto portion = channel_->take(http_limits::stream_portion);
        if (!portion.empty()) {
            if (!co_await write_portion(portion)) co_return false;
        } else if (over) {
            break;
        } else {
            co_await wait();
        }
    }
    if (channel_->was_cut()) co_return false;
    if (!in_chunks) co_return true;
    co_return co_await write_portion({});
}

// An empty one is the end.
asio::awaitable<bool> http_exchange::write_portion(const std::string& portion) {
    stream_.expires_after(limits_.write);
    const auto octets = asio::buffer(portion);
    if (version_ < 11) {
        const auto [unsent, sent] = co_await asio::async_write(stream_, octets, as_result);
        co_return !unsent;
    }
    if (portion.empty()) {
        const auto [unsent, sent] = co_await asio::async_write(stream_, http::make_chunk_last(), as_result);
        co_return !unsent;
    }
    const auto [unsent, sent] = co_await asio::async_write(stream_, http::make_chunk(octets), as_result);
    co_return !unsent;
}

// The socket belongs to whoever comes next: neither the reader nor the endpoint is left behind.
asio::awaitable<void> http_exchange::end() {
    no_more_input_ = true;
    channel_->disconnect();
    if (reading_) {
        stream_.cancel();
        to_read_.cancel();
    }
    while (reading_ || channel_->running()) co_await wait();
    channel_->join();
}

}  // namespace proxy::admin
