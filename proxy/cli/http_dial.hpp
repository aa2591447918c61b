#pragma once
// The octets under a request: a connection to the admin server.
#include <boost/asio.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/http.hpp>

#include "proxy/cli/http_client.hpp"

namespace proxy::cli {

using http_stream = boost::beast::basic_stream<boost::asio::generic::stream_protocol>;

// Throws boost::system::system_error.
boost::asio::awaitable<void> dial(http_stream& to, const destination& where);

// What every request says, but for its body. It closes the connection.
[[nodiscard]] boost::beast::http::request_header<> head_of(const destination& where, const question& asked);

}  // namespace proxy::cli
