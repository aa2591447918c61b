#include "proxy/net/admission.hpp"

#include <boost/asio/error.hpp>
#include <utility>

#include "proxy/net/proxy_header.hpp"

namespace proxy::net {

using boost::system::error_code;
using relay::denial;

admission::terms admission::terms_of(const boost::asio::ip::address& from, const way& by,
                                     const std::vector<address_range>& balancers) {
    return {.header = hold(balancers, from), .secured = by.listen_tls};
}

admission::admission(event_loop& loop, descriptor accepted, terms asked, done then)
    : asked_(std::move(asked)), made_{std::move(accepted), nullptr}, watch_(loop), then_(std::move(then)) {
    watch_.begin(made_.socket, *this);
}

void admission::ready(event_loop::watch&) {
    if (asked_.header && !read_header()) return;
    shake_hands();
}

bool admission::read_header() {
    while (true) {
        const auto header = read_proxy_header(header_);
        if (header.found == proxy_header::state::broken) {
            finish(false, denial::proxy_header, std::string{header.flaw});
            return false;
        }
        if (header.found == proxy_header::state::whole) {
            client_ = header.client;
            asked_.header = false;
            return true;
        }
        const auto before = header_.size();
        header_.resize(before + header.needs);
        error_code failed;
        header_.resize(before + read_some(made_.socket, protocol::mutable_octets{header_}.subspan(before), failed));
        if (failed == boost::asio::error::would_block) return false;
        if (failed) {
            header_.empty() ? finish(true) : finish(true, denial::proxy_header, "ended within the header");
            return false;
        }
    }
}

void admission::shake_hands() {
    if (!asked_.secured) return finish(false);
    if (!made_.tls) made_.tls = tls_stream::accept(*asked_.secured, made_.socket);
    error_code failed;
    made_.tls->handshake(failed);
    if (failed == boost::asio::error::would_block) return;
    if (!failed) return finish(false);
    const auto stream = std::exchange(made_.tls, nullptr);
    if (stream->untouched()) return finish(true);
    finish(false, denial::tls, stream->trouble().empty() ? failed.message() : stream->trouble());
}

void admission::finish(bool ended, std::optional<denial> denied, std::string trouble) {
    watch_.end();
    const auto then = std::move(then_);
    then({std::move(made_), ended, std::move(client_), denied, std::move(trouble)});
}

}  // namespace proxy::net
