#include "proxy/net/descriptor.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <cerrno>

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;

namespace {

error_code last_error() noexcept { return {errno, boost::system::system_category()}; }

tcp::endpoint end_of(const descriptor& of, decltype(::getsockname)* ask, error_code& failed) {
    tcp::endpoint end;
    auto size = static_cast<socklen_t>(end.capacity());
    failed = ask(of.get(), end.data(), &size) == 0 ? error_code{} : last_error();
    if (!failed) end.resize(size);
    return end;
}

}  // namespace

void descriptor::close() noexcept {
    if (is_open()) ::close(std::exchange(value_, -1));
}

void set_up(const descriptor& one) noexcept {
    const int on = 1;
    ::fcntl(one.get(), F_SETFL, ::fcntl(one.get(), F_GETFL) | O_NONBLOCK);
    ::setsockopt(one.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

descriptor begin_connect(const tcp::endpoint& to, error_code& failed) {
    descriptor made{::socket(to.data()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP)};
    if (made.is_open()) set_up(made);
    failed = {};
    if (!made.is_open() || ::connect(made.get(), to.data(), static_cast<socklen_t>(to.size())) != 0) failed = last_error();
    if (failed == boost::asio::error::in_progress) failed = {};
    return made;
}

error_code connect_outcome(const descriptor& of) {
    int error = 0;
    socklen_t size = sizeof error;
    if (::getsockopt(of.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) return last_error();
    return {error, boost::system::system_category()};
}

std::size_t read_some(const descriptor& from, protocol::mutable_octets into, error_code& failed) noexcept {
    const auto got = ::recv(from.get(), into.data(), into.size(), 0);
    failed = {};
    if (got > 0) return static_cast<std::size_t>(got);
    failed = got == 0 ? error_code{boost::asio::error::eof} : last_error();
    return 0;
}

std::size_t write_some(const descriptor& to, std::span<const iovec> runs, error_code& failed) noexcept {
    ssize_t put = 0;
    if (runs.size() == 1) {  // nearly always, and send() costs less than sendmsg()
        put = ::send(to.get(), runs[0].iov_base, runs[0].iov_len, MSG_NOSIGNAL);
    } else {
        msghdr all{};
        all.msg_iov = const_cast<iovec*>(runs.data());  // the call does not write there
        all.msg_iovlen = runs.size();
        put = ::sendmsg(to.get(), &all, MSG_NOSIGNAL);
    }
    failed = put < 0 ? last_error() : error_code{};
    return put < 0 ? 0 : static_cast<std::size_t>(put);
}

void close_write(const descriptor& of) noexcept { ::shutdown(of.get(), SHUT_WR); }

tcp::endpoint local_end(const descriptor& of, error_code& failed) { return end_of(of, ::getsockname, failed); }

tcp::endpoint remote_end(const descriptor& of, error_code& failed) { return end_of(of, ::getpeername, failed); }

}  // namespace proxy::net
