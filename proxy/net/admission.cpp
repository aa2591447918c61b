#include "proxy/net/admission.hpp"

#include <boost/asio/read.hpp>
#include <utility>

#include "proxy/net/proxy_header.hpp"

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;
using relay::denial;

admission::terms admission::terms_of(const boost::asio::ip::address& from, const way& by,
                                     const std::vector<address_range>& balancers) {
    return {.header = hold(balancers, from), .secured = by.listen_tls};
}

admission::admission(tcp::socket accepted, terms asked, done then)
    : asked_(std::move(asked)), made_{std::move(accepted), nullptr}, then_(std::move(then)) {}

void admission::start() {
    if (asked_.header) {
        read_header(read_proxy_header({}).needs);
    } else {
        secure();
    }
}

void admission::cancel() {
    then_ = nullptr;
    error_code ignored;
    made_.socket.close(ignored);
}

void admission::read_header(std::size_t octets) {
    const auto before = header_.size();
    header_.resize(before + octets);
    boost::asio::async_read(made_.socket, boost::asio::buffer(header_.data() + before, octets),
                            [self = shared_from_this(), before](error_code failed, std::size_t got) {
                                self->header_.resize(before + got);
                                self->header_read(failed);
                            });
}

void admission::header_read(error_code failed) {
    if (!then_) return;
    const bool ended = failed.failed();
    if (ended && header_.empty()) return finish(ended);
    const auto header = read_proxy_header(header_);
    if (header.found == proxy_header::state::broken) return finish(ended, denial::proxy_header, std::string{header.flaw});
    if (header.found == proxy_header::state::whole) {
        client_ = header.client;
        return secure();
    }
    if (ended) return finish(ended, denial::proxy_header, "ended within the header");
    read_header(header.needs);
}

void admission::secure() {
    if (!asked_.secured) return finish(false);
    made_.tls = tls_stream::accept(*asked_.secured, made_.socket);
    async_handshake(made_, [self = shared_from_this()](error_code failed) {
        if (!self->then_) return;
        if (!failed) return self->finish(false);
        const auto stream = std::exchange(self->made_.tls, nullptr);
        if (stream->untouched()) return self->finish(true);
        self->finish(false, denial::tls, stream->trouble().empty() ? failed.message() : stream->trouble());
    });
}

void admission::finish(bool ended, std::optional<denial> denied, std::string trouble) {
    std::exchange(then_, nullptr)({std::move(made_), ended, std::move(client_), denied, std::move(trouble)});
}

}  // namespace proxy::net
