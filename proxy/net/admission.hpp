#pragma once
// From an accepted connection to one that may speak SMPP: a balancer's PROXY header, then the TLS handshake, as the [[link]]
// says. Keeps no time: who waits too long calls cancel().
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "protocol/pdu_builder.hpp"
#include "proxy/net/settings.hpp"
#include "proxy/net/tls_stream.hpp"
#include "proxy/relay/tally.hpp"

namespace proxy::net {

class admission : public std::enable_shared_from_this<admission> {
public:
    struct outcome {
        connection made;     // when it was denied, as a plain one: what still comes can be read and dropped
        bool ended = false;  // the sender will send no more: don't read. Before its first octet that is no denial
        std::string client;  // the sender's address, when a balancer told it
        std::optional<relay::denial> denied;
        std::string trouble;  // denied: what was wrong
    };
    using done = std::function<void(outcome)>;

    struct terms {
        bool header = false;                 // it comes from a balancer
        std::shared_ptr<const tls> secured;  // nullptr: plain
        [[nodiscard]] bool none() const noexcept { return !header && !secured; }
    };
    [[nodiscard]] static terms terms_of(const boost::asio::ip::address& from, const way& by,
                                        const std::vector<address_range>& balancers);

    // The socket must not block; `asked` asks for something. `then` is called once, and never from within start(), unless
    // cancel() comes first.
    admission(boost::asio::ip::tcp::socket accepted, terms asked, done then);
    void start();
    void cancel();

private:
    void read_header(std::size_t octets);
    void header_read(boost::system::error_code failed);
    void secure();
    void finish(bool ended, std::optional<relay::denial> denied = {}, std::string trouble = {});

    terms asked_;
    connection made_;
    protocol::octet_buffer header_;
    std::string client_;
    done then_;
};

}  // namespace proxy::net
