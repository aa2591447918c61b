#include "proxy/cli/http_transfer.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "proxy/cli/http_dial.hpp"

namespace proxy::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;

constexpr std::size_t portion = 64 * 1024;
constexpr std::uint64_t largest_problem = 1U << 20U;

// Failures of one half don't count while the other half may still say why.
class exchange {
public:
    exchange(http_stream& over, const transfer& wanted, std::chrono::milliseconds idle)
        : over_(over), wanted_(wanted), idle_(idle) {}

    asio::awaitable<void> send(const destination& where) {
        auto head = head_of(where, wanted_.asked);
        if (wanted_.source) {
            head.set(http::field::content_type, wanted_.content_type);
            head.set(http::field::transfer_encoding, "chunked");
        }
        const auto text = text_of(head);
        over_.expires_after(idle_);
        auto failed = co_await over_.write(text);
        std::string some;
        for (bool more = wanted_.source != nullptr; more && !failed && !answered_;) {
            if (!wanted_.source(some)) {
                over_.close();
                break;
            }
            more = !some.empty();
            failed = co_await wire::write_portion(over_, some, head.version(), idle_);
        }
    }

    asio::awaitable<answer> receive() {
        beast::flat_buffer buffer;
        http::response_parser<http::buffer_body> in;
        in.body_limit(boost::none);
        check(co_await wire::read_head(over_, buffer, in));
        in.eager(true);
        const auto& head = in.get();
        answer got{head.result_int(), std::string(head[http::field::content_type]), {}};
        const bool good = got.status >= 200 && got.status <= 299;
        if (!good) answered_ = true;
        std::string some(portion, '\0');
        while (!in.is_done()) {
            auto& body = in.get().body();
            body.data = some.data();
            body.size = some.size();
            body.more = true;
            over_.expires_after(idle_);
            const auto failed = co_await wire::advance(over_, buffer, in);
            if (failed != http::error::need_buffer) check(failed);
            const std::string_view octets(some.data(), some.size() - body.size);
            if (!good && got.body.size() < largest_problem) got.body.append(octets);
            if (good && !octets.empty() && !wanted_.sink(octets))
                throw boost::system::system_error(asio::error::operation_aborted);
        }
        answered_ = true;
        co_return got;
    }

private:
    http_stream& over_;
    const transfer& wanted_;
    const std::chrono::milliseconds idle_;
    bool answered_ = false;
};

asio::awaitable<answer> both_ways(const destination& where, const transfer& wanted, std::chrono::milliseconds idle) {
    const auto here = co_await asio::this_coro::executor;
    http_stream over(here);
    over.expires_after(idle);
    co_await dial(over, where);
    exchange through(over, wanted, idle);
    // Who sends ends at the latest when the connection is closed, and is waited for: it uses what lives here.
    asio::steady_timer sent(here, asio::steady_timer::time_point::max());
    asio::co_spawn(here, through.send(where), [&sent](const std::exception_ptr&) { sent.expires_at({}); });
    std::optional<answer> got;
    std::exception_ptr why;
    try {
        got = co_await through.receive();
    } catch (...) {
        why = std::current_exception();
    }
    over.close();
    error_code ignored;
    while (sent.expiry() == asio::steady_timer::time_point::max())
        co_await sent.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    if (why) std::rethrow_exception(why);
    co_return std::move(*got);
}

}  // namespace

std::optional<answer> carry_out(const destination& where, const transfer& wanted, std::string& error,
                                std::chrono::milliseconds idle) {
    return run(both_ways(where, wanted, idle), error, [idle](error_code failed) -> std::string {
        if (failed == beast::error::timeout) return "nothing came for " + std::to_string(idle.count() / 1000) + " s";
        const bool broke_off = failed == http::error::partial_message || failed == http::error::end_of_stream;
        return broke_off ? "the answer broke off" : failed.message();
    });
}

}  // namespace proxy::cli
