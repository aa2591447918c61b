#include "proxy/net/listener.hpp"

#include <sstream>
#include <utility>

#include "proxy/net/log.hpp"

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

std::string listener::open(const host_and_port& where) {
    error_code failed;
    tcp::resolver resolver{acceptor_.get_executor()};
    const auto found = resolver.resolve(where.host, std::to_string(where.port), tcp::resolver::passive, failed);
    if (failed) return failed.message();
    const tcp::endpoint endpoint = *found.begin();
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(tcp::acceptor::reuse_address{true}, failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(tcp::acceptor::max_listen_connections, failed);
    return failed ? failed.message() : std::string{};
}

void listener::accept() {
    acceptor_.async_accept([this](error_code failed, tcp::socket socket) {
        if (failed == boost::asio::error::operation_aborted || !acceptor_.is_open()) return;
        if (!failed) {
            then_(std::move(socket));
            accept();
            return;
        }
        note("warn", "accept failed", {{"address", address()}, {"error", failed.message()}});
        timer_.expires_after(pause);
        timer_.async_wait([this](error_code stopped) {
            if (!stopped) accept();
        });
    });
}

void listener::stop() {
    error_code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
}

std::string listener::address() const {
    error_code failed;
    std::ostringstream text;
    text << acceptor_.local_endpoint(failed);
    return text.str();
}

}  // namespace proxy::net
