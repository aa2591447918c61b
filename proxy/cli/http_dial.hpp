#pragma once
// The octets under a request: a connection to the admin server.
#include <boost/beast/http.hpp>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include "proxy/admin/http_wire.hpp"
#include "proxy/cli/http_client.hpp"

namespace proxy::cli {

using admin::http_stream;
namespace wire = admin::wire;

// Why TLS did not come about.
class tls_failure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Throws boost::system::system_error, or tls_failure.
boost::asio::awaitable<void> dial(http_stream& to, const destination& where);

// What every request says, but for its body. It closes the connection.
[[nodiscard]] boost::beast::http::request_header<> head_of(const destination& where, const question& asked);
[[nodiscard]] std::string text_of(const boost::beast::http::request_header<>& head);

// Runs an exchange to its end. Nothing: `error` says why, for what the network does in the words that are given.
[[nodiscard]] std::optional<answer> run(boost::asio::awaitable<answer> exchange, std::string& error,
                                        const std::function<std::string(boost::system::error_code)>& words_for);

// Throws what has failed.
inline void check(boost::system::error_code failed) {
    if (failed) throw boost::system::system_error(failed);
}

}  // namespace proxy::cli
