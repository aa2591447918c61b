#include "proxy/cli/http_client.hpp"

#include <boost/asio.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <charconv>
#include <future>

namespace proxy::cli {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using protocol_type = asio::generic::stream_protocol;
using stream = beast::basic_stream<protocol_type>;

// A page of a thousand entries has some 300 KiB; the metrics of a hundred links not much more.
constexpr std::uint64_t largest_answer = 64U << 20U;

asio::awaitable<void> connect(stream& to, const destination& where) {
    if (!where.unix_path.empty()) {
        co_await to.async_connect(protocol_type::endpoint(asio::local::stream_protocol::endpoint(where.unix_path)),
                                  asio::use_awaitable);
        co_return;
    }
    asio::ip::tcp::resolver resolver(to.get_executor());
    const auto found = co_await resolver.async_resolve(where.host, std::to_string(where.port), asio::use_awaitable);
    boost::system::error_code failed;
    for (const auto& each : found) {
        co_await to.async_connect(protocol_type::endpoint(each.endpoint()), asio::redirect_error(asio::use_awaitable, failed));
        if (!failed) co_return;
        to.close();
    }
    throw boost::system::system_error(failed);
}

asio::awaitable<answer> exchange(const destination& where, const question& asked, std::chrono::milliseconds limit) {
    stream to(co_await asio::this_coro::executor);
    to.expires_after(limit);
    co_await connect(to, where);

    http::request<http::string_body> out(http::string_to_verb(asked.method), asked.target, 11);
    out.set(http::field::host, where.unix_path.empty() ? where.host + ":" + std::to_string(where.port) : "localhost");
    out.set(http::field::user_agent, "stopgate");
    if (!asked.token.empty()) out.set(http::field::authorization, "Bearer " + asked.token);
    if (!asked.body.empty()) out.set(http::field::content_type, asked.content_type);
    out.body() = asked.body;
    out.keep_alive(false);
    out.prepare_payload();
    co_await http::async_write(to, out, asio::use_awaitable);

    beast::flat_buffer buffer;
    http::response_parser<http::string_body> in;
    in.body_limit(largest_answer);
    co_await http::async_read(to, buffer, in, asio::use_awaitable);
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
        wrong = "\"" + url + "\" " + why + "; write http://host:port or unix:/path";
        return std::nullopt;
    };
    if (url.starts_with(scheme)) {
        destination made{.host = {}, .port = 0, .unix_path = url.substr(scheme.size())};
        if (!made.unix_path.starts_with('/')) return refuse("names no absolute path");
        return made;
    }
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return refuse("is no URL");
    if (parsed->scheme() != "http") return refuse("is of no scheme that the admin server speaks");
    const auto port = port_of(parsed->port());
    if (parsed->host_address().empty() || port == 0) return refuse("lacks host or port");
    if ((!parsed->path().empty() && parsed->path() != "/") || parsed->has_query()) return refuse("has a path or query");
    return destination{.host = parsed->host_address(), .port = port, .unix_path = {}};
}

std::string describe(const destination& where) {
    if (!where.unix_path.empty()) return "unix:" + where.unix_path;
    const bool is_v6 = where.host.find(':') != std::string::npos;
    return "http://" + (is_v6 ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

std::optional<answer> ask(const destination& where, const question& asked, std::string& error, std::chrono::milliseconds limit) {
    asio::io_context context{1};
    auto got = asio::co_spawn(context, exchange(where, asked, limit), asio::use_future);
    context.run();
    try {
        return got.get();
    } catch (const boost::system::system_error& failed) {
        const bool late = failed.code() == beast::error::timeout;
        error = late ? "no answer within " + std::to_string(limit.count() / 1000) + " s" : failed.code().message();
    }
    return std::nullopt;
}

}  // namespace proxy::cli
