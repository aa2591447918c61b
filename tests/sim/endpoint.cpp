#include "tests/sim/endpoint.hpp"

#include <stdexcept>

namespace sim {

using boost::asio::ip::tcp;

tcp::endpoint resolve(boost::asio::io_context& context, const std::string& host_and_port) {
    const auto colon = host_and_port.rfind(':');
    if (colon == std::string::npos) throw std::runtime_error("not host:port: " + host_and_port);
    auto host = host_and_port.substr(0, colon);
    if (host.size() > 1 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    tcp::resolver resolver{context};
    boost::system::error_code failed;
    const auto found = resolver.resolve(host, host_and_port.substr(colon + 1), failed);
    if (failed || found.empty()) throw std::runtime_error(host_and_port + ": " + failed.message());
    return *found.begin();
}

}  // namespace sim
