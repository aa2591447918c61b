#pragma once
// "host:port" on a command line.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace sim {

// The first address of "host:port" or "[v6]:port". Throws std::runtime_error when there is none.
[[nodiscard]] boost::asio::ip::tcp::endpoint resolve(boost::asio::io_context& context, const std::string& host_and_port);

}  // namespace sim
