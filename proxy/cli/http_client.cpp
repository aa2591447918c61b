#include "proxy/cli/http_client.hpp"

#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/url/parse.hpp>
#include <charconv>

#include "proxy/cli/http_dial.hpp"

namespace proxy::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

// A page of a thousand entries has some 300 KiB; the metrics of a hundred links not much more.
constexpr std::uint64_t largest_answer = 64U << 20U;

asio::awaitable<answer> exchange(const destination& where, const question& asked, std::chrono::milliseconds limit) {
    http_stream to(co_await asio::this_coro::executor);
    to.expires_after(limit);
    co_await dial(to, where);

    auto head = head_of(where, asked);
    if (!asked.body.empty()) head.set(http::field::content_type, asked.content_type);
    const bool may_have_one = asked.method != "GET";
    if (may_have_one) head.set(http::field::content_length, std::to_string(asked.body.size()));
    const auto out = text_of(head) + asked.body;
    check(co_await to.write(out));

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> in;
    in.body_limit(largest_answer);
    check(co_await wire::read_all(to, buffer, in));
    auto got = in.release();
    co_return answer{got.result_int(), std::string(got[http::field::content_type]), std::move(got.body())};
}

// Boost.URL 1.81 takes port numbers over 65535 modulo 65536.
std::uint16_t port_of(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return failed == std::errc{} && end == digits.data() + digits.size() ? port : std::uint16_t{0};
}

}  // namespace

std::optional<destination> parse_admin_url(const std::string& url, std::string& wrong) {
    constexpr std::string_view scheme = "unix:";
    const auto refuse = [&](const std::string& why) {
        wrong = "\"" + url + "\" " + why + "; write http://host:port, https://host:port or unix:/path";
        return std::nullopt;
    };
    if (url.starts_with(scheme)) {
        destination made{.host = {}, .port = 0, .unix_path = url.substr(scheme.size())};
        if (!made.unix_path.starts_with('/')) return refuse("names no absolute path");
        return made;
    }
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return refuse("is no URL");
    const bool secured = parsed->scheme() == "https";
    if (parsed->scheme() != "http" && !secured) return refuse("is of no scheme that the admin server speaks");
    const auto port = port_of(parsed->port());
    if (parsed->host_address().empty() || port == 0) return refuse("lacks host or port");
    if ((!parsed->path().empty() && parsed->path() != "/") || parsed->has_query()) return refuse("has a path or query");
    destination made{.host = parsed->host_address(), .port = port, .unix_path = {}};
    if (secured) made.tls.emplace();
    return made;
}

std::string describe(const destination& where) {
    if (!where.unix_path.empty()) return "unix:" + where.unix_path;
    const bool is_v6 = where.host.find(':') != std::string::npos;
    return (where.tls ? "https://" : "http://") + (is_v6 ? "[" + where.host + "]" : where.host) + ":" +
           std::to_string(where.port);
}

std::optional<answer> ask(const destination& where, const question& asked, std::string& error, std::chrono::milliseconds limit) {
    return run(exchange(where, asked, limit), error, [limit](boost::system::error_code failed) {
        const bool late = failed == beast::error::timeout;
        return late ? "no answer within " + std::to_string(limit.count() / 1000) + " s" : failed.message();
    });
}

}  // namespace proxy::cli
