#pragma once
// From an accepted connection to one that may speak SMPP: a balancer's PROXY header, then the TLS handshake, as the [[link]]
// says. Keeps no time: who waits too long destroys it.
#include <boost/asio/ip/address.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/pdu_builder.hpp"
#include "proxy/net/event_loop.hpp"
#include "proxy/net/settings.hpp"
#include "proxy/net/tls_stream.hpp"
#include "proxy/relay/tally.hpp"

namespace proxy::net {

class admission final : event_loop::client {
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

    // The socket must not block; `asked` asks for something. `then` is called once, as the last that is done here, so that it may
    // destroy this, and never from within the constructor.
    admission(event_loop& loop, descriptor accepted, terms asked, done then);

private:
    void ready(event_loop::watch& which) override;
    [[nodiscard]] bool read_header();  // true: it has come whole
    void shake_hands();
    void finish(bool ended, std::optional<relay::denial> denied = {}, std::string trouble = {});

    terms asked_;
    connection made_;
    event_loop::watch watch_;
    protocol::octet_buffer header_;
    std::string client_;
    done then_;
};

}  // namespace proxy::net
