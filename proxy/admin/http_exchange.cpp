#include "proxy/admin/http_exchange.hpp"

#include <boost/beast/core/error.hpp>

#include "proxy/admin/problem.hpp"

namespace proxy::admin {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

http_exchange::http_exchange(http_stream& stream, beast::flat_buffer& buffer, wire::head_parser&& head, const http_limits& limits,
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
      owes_leave_(wire::asks_for_leave(parser_.get())) {
    parser_.body_limit(limits.stream_octets);
    parser_.eager(true);
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
            co_return co_await write_whole(*whole, keep_alive && parser_.is_done());
        }
        const auto now = std::chrono::steady_clock::now();
        if (channel_->running()) {
            patience = now + limits_.answer;  // an endpoint at work has the time that it needs
            co_await wait();
        } else if (now < patience) {
            co_await wait(patience);
        } else {
            co_return co_await write_whole(no_answer(), false);
        }
    }
}

asio::awaitable<bool> http_exchange::write_whole(const response& answer, bool keep_alive) {
    const auto failed = co_await wire::write(stream_, answer, false, version_, keep_alive, limits_.write);
    co_return !failed;
}

// False: the peer is gone.
asio::awaitable<bool> http_exchange::look_for_input() {
    if (reading_ || !channel_->wants_input()) co_return true;
    if (std::exchange(owes_leave_, false)) {
        stream_.expires_after(limits_.write);
        // Not in the condition: g++ 12 then lays out the frame in a way that its own handle does not expect.
        const auto unsent = co_await wire::give_leave(stream_, version_);
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
    const auto failed = co_await wire::advance(stream_, buffer_, parser_);
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
    auto out = wire::head_of(head, version_, keep_alive && in_chunks);
    out.chunked(in_chunks);
    owes_leave_ = false;  // a final answer has begun
    auto unsent = co_await wire::write_head(stream_, out, limits_.write);
    while (!unsent) {
        if (!co_await look_for_input()) co_return false;
        const bool over = !channel_->running();  // asked first: what was written before the end is taken below
        const auto portion = channel_->take(http_limits::stream_portion);
        if (!portion.empty()) {
            unsent = co_await wire::write_portion(stream_, portion, version_, limits_.write);
        } else if (over) {
            break;
        } else {
            co_await wait();
        }
    }
    if (unsent || channel_->was_cut()) co_return false;
    if (in_chunks) unsent = co_await wire::write_portion(stream_, {}, version_, limits_.write);
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
