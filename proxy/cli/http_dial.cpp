#include "proxy/cli/http_dial.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <future>
#include <sstream>

#include "proxy/net/tls.hpp"

namespace proxy::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using admin::protocol_type;

asio::awaitable<void> connect(http_stream::plain_stream& to, const destination& where) {
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

asio::awaitable<void> secure(http_stream& to, const destination& where) {
    const bool pinned = !where.tls->pinned.empty();
    const net::tls_settings how{.cert = where.tls->cert,
                                .key = where.tls->key,
                                .ca = pinned ? where.tls->pinned : where.tls->ca,
                                .verify = net::peer_check::require,
                                .server_name = {}};
    std::string wrong;
    const auto rules = net::tls::load(net::tls_end::dials, how, wrong);
    if (!rules) throw tls_failure(wrong);
    auto* const connection = SSL_new(rules->context().get());
    // A certificate that is known as such needs neither an authority nor a name.
    if (connection != nullptr && pinned) X509_VERIFY_PARAM_set_flags(SSL_get0_param(connection), X509_V_FLAG_PARTIAL_CHAIN);
    if (connection != nullptr && !pinned && !net::expect_name(connection, where.host)) {
        SSL_free(connection);
        throw tls_failure("\"" + where.host + "\" can't be looked for in a certificate");
    }
    const auto failed = co_await to.secure(connection, http_stream::end::dials);
    if (!failed) co_return;
    const bool of_tls = failed.category() == asio::error::get_ssl_category();
    throw tls_failure(of_tls ? net::reason_of(static_cast<unsigned long>(failed.value()), connection) : failed.message());
}

}  // namespace

asio::awaitable<void> dial(http_stream& to, const destination& where) {
    co_await connect(to.plain(), where);
    if (where.tls) co_await secure(to, where);
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

std::string text_of(const http::request_header<>& head) {
    std::ostringstream text;
    text << head;
    return text.str();
}

std::optional<answer> run(asio::awaitable<answer> exchange, std::string& error,
                          const std::function<std::string(boost::system::error_code)>& words_for) {
    asio::io_context context{1};
    auto got = asio::co_spawn(context, std::move(exchange), asio::use_future);
    context.run();
    try {
        return got.get();
    } catch (const tls_failure& failed) {
        error = failed.what();
    } catch (const boost::system::system_error& failed) {
        error = words_for(failed.code());
    }
    return std::nullopt;
}

}  // namespace proxy::cli
