#pragma once
// Accepts the senders' connections of one [[link]] and hands each to the least loaded worker. On the control thread.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "proxy/net/host_and_port.hpp"

namespace proxy::net {

// A socket that listens already and that whoever started this process keeps open: connections that came before and wait are
// accepted, and those that come when this process has stopped accepting wait for the next one.
struct inherited_socket {
    int descriptor;
    boost::asio::ip::tcp::endpoint at;
    // Nothing for a socket that is not of TCP.
    [[nodiscard]] static std::optional<inherited_socket> of(int descriptor);
    [[nodiscard]] std::string address() const;
};

class listener : public std::enable_shared_from_this<listener> {
public:
    // After a failed accept (no descriptors left): as long as a link may take to end and free one.
    static constexpr std::chrono::milliseconds pause{100};

    using accepted = std::function<void(boost::asio::ip::tcp::socket)>;

    explicit listener(boost::asio::io_context& control) : acceptor_(control), timer_(control) {}

    // Binds and listens; gives the error's text, or nothing. Port 0: the kernel chooses; address() tells. The inherited socket of
    // that address is taken instead, if there is one.
    [[nodiscard]] std::string open(const host_and_port& where, std::span<const inherited_socket> inherited);
    // Who takes the connections from now on; to be called before start().
    void hand_to(accepted then) { then_ = std::move(then); }
    void start() { accept(); }
    void stop();
    [[nodiscard]] std::string address() const;

private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer timer_;
    accepted then_;
};

}  // namespace proxy::net
