#pragma once
// Dials the addresses of a peer until one answers, and secures the connection where that is wanted. Destroying it gives up.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "proxy/net/dial_list.hpp"
#include "proxy/net/event_loop.hpp"
#include "proxy/net/tls_stream.hpp"

namespace proxy::net {

class connector final : event_loop::client {
public:
    // One address must answer within this, its TLS handshake included: a carrier's router that drops packets must not eat the
    // sender's own bind timer (30 s is usual).
    static constexpr std::chrono::seconds each{5};
    static_assert(each < relay::upstream_order::trial);

    using done = std::function<void(boost::system::error_code, connection)>;

    // `names`: where names are looked up; an address needs none. `secured`: nullptr for a plain connection. `then` is called
    // once, as the last that is done here, so that it may destroy this, and never from within the constructor.
    connector(event_loop& loop, boost::asio::io_context& names, std::shared_ptr<dial_list> hosts,
              std::shared_ptr<const tls> secured, done then);
    ~connector();

private:
    using tcp = boost::asio::ip::tcp;

    void try_host();
    void look_up(const host_and_port& where);
    void try_address(boost::system::error_code why);
    void ready(event_loop::watch& which) override;
    void shake_hands();
    void connected();
    void next_host(boost::system::error_code why);
    void finish(boost::system::error_code why);

    // What a lookup answers, on the loop's thread; nobody any more when it is late.
    struct asker {
        connector* who;
    };

    event_loop* loop_;
    std::shared_ptr<dial_list> hosts_;
    std::shared_ptr<const tls> secured_;
    std::vector<std::size_t> order_;  // places in hosts_
    std::size_t at_ = 0;
    std::vector<tcp::endpoint> addresses_;  // of that host, not tried yet; the next one last
    done then_;
    tcp::resolver resolver_;
    std::shared_ptr<asker> asked_;
    connection made_;
    event_loop::watch watch_;
    event_loop::timer limit_;
};

}  // namespace proxy::net
