#include "proxy/cli/http_dial.hpp"

namespace proxy::cli {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using protocol_type = asio::generic::stream_protocol;

asio::awaitable<void> dial(http_stream& to, const destination& where) {
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

http::request_header<> head_of(const destination& where, const question& asked) {
    http::request_header<> out;
    out.method(http::string_to_verb(asked.method));
    out.target(asked.target);
    out.version(11);
    out.set(http::field::host, where.unix_path.empty() ? where.host + ":" + std::to_string(where.port) : "localhost");
    out.set(http::field::user_agent, "stopgate");
    out.set(http::field::connection, "close");
    if (!asked.token.empty()) out.set(http::field::authorization, "Bearer " + asked.token);
    return out;
}

}  // namespace proxy::cli
