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
    acceptor_.async_accept([self = shared_from_this()](error_code failed, tcp::socket socket) {
        if (failed == boost::asio::error::operation_aborted || !self->acceptor_.is_open()) return;
        if (!failed) {
            self->then_(std::move(socket));
            self->accept();
            return;
        }
        note("warn", "accept failed", {{"address", self->address()}, {"error", failed.message()}});
        self->timer_.expires_after(pause);
        self->timer_.async_wait([self](error_code stopped) {
            if (!stopped && self->acceptor_.is_open()) self->accept();
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
