#include "proxy/net/listener.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <sstream>
#include <utility>

#include "proxy/log/log.hpp"

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

std::string text_of(const tcp::endpoint& at) {
    std::ostringstream text;
    text << at;
    return text.str();
}

}  // namespace

std::optional<inherited_socket> inherited_socket::of(int descriptor) {
    inherited_socket one{.descriptor = descriptor, .at = {}};
    auto size = static_cast<socklen_t>(one.at.capacity());
    if (getsockname(descriptor, one.at.data(), &size) != 0) return std::nullopt;
    const auto family = one.at.data()->sa_family;
    if (family != AF_INET && family != AF_INET6) return std::nullopt;
    one.at.resize(size);
    return one;
}

std::string inherited_socket::address() const { return text_of(at); }

std::string listener::open(const host_and_port& where, std::span<const inherited_socket> inherited) {
    error_code failed;
    tcp::resolver resolver{acceptor_.get_executor()};
    const auto found = resolver.resolve(where.host, std::to_string(where.port), tcp::resolver::passive, failed);
    if (failed) return failed.message();
    const tcp::endpoint endpoint = *found.begin();
    for (const auto& one : inherited) {
        if (one.at != endpoint) continue;
        // A copy, so that a later reload finds the socket again.
        const auto own = fcntl(one.descriptor, F_DUPFD_CLOEXEC, 0);
        if (own < 0) return error_code{errno, boost::system::system_category()}.message();
        acceptor_.assign(endpoint.protocol(), own, failed);
        return failed ? failed.message() : std::string{};
    }
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
        log::note_repeat(log::level::warn, "accept failed", {}, {{"address", self->address()}, {"error", failed.message()}});
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
    return text_of(acceptor_.local_endpoint(failed));
}

}  // namespace proxy::net
