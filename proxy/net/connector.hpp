#pragma once
// Dials the SMSC's addresses in order until one answers.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace proxy::net {

struct host_and_port {
    std::string host;
    std::uint16_t port = 0;
};

class connector : public std::enable_shared_from_this<connector> {
public:
    // One address must answer within this: a carrier's router that drops packets must not eat the sender's own bind timer (30 s
    // is usual).
    static constexpr std::chrono::seconds each{5};

    using done = std::function<void(boost::system::error_code, boost::asio::ip::tcp::socket)>;

    // `then` is called once, unless cancel() comes first. All on `executor`.
    connector(boost::asio::any_io_executor executor, std::vector<host_and_port> hosts, done then);
    void start() { resolve(); }
    void cancel();

private:
    void resolve();
    void connect(boost::asio::ip::tcp::resolver::results_type found);
    void try_next(boost::system::error_code why);

    std::vector<host_and_port> hosts_;
    std::size_t at_ = 0;
    done then_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer limit_;
    bool cancelled_ = false;
};

}  // namespace proxy::net
