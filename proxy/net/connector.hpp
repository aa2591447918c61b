#pragma once
// Dials the addresses of a peer until one answers, and secures the connection where that is wanted.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "proxy/net/dial_list.hpp"
#include "proxy/net/tls_stream.hpp"

namespace proxy::net {

class connector : public std::enable_shared_from_this<connector> {
public:
    // One address must answer within this, its TLS handshake included: a carrier's router that drops packets must not eat the
    // sender's own bind timer (30 s is usual).
    static constexpr std::chrono::seconds each{5};
    static_assert(each < relay::upstream_order::trial);

    using done = std::function<void(boost::system::error_code, connection)>;

    // `secured`: nullptr for a plain connection. `then` is called once, unless cancel() comes first. All on `executor`.
    connector(boost::asio::any_io_executor executor, std::shared_ptr<dial_list> hosts, std::shared_ptr<const tls> secured,
              done then);
    void start();
    void cancel();

private:
    void resolve();
    void connect(boost::asio::ip::tcp::resolver::results_type found);
    void connected();
    void try_next(boost::system::error_code why);

    std::shared_ptr<dial_list> hosts_;
    std::shared_ptr<const tls> secured_;
    std::vector<std::size_t> order_;  // places in hosts_
    std::size_t at_ = 0;
    done then_;
    boost::asio::ip::tcp::resolver resolver_;
    connection made_;
    boost::asio::steady_timer limit_;
    bool cancelled_ = false;
};

}  // namespace proxy::net
