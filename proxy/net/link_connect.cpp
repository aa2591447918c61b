// Which connections a link's two sides are on: the accepted one, once it is admitted, and the one that we dial.
#include <boost/asio/post.hpp>
#include <utility>

#include "proxy/log/log.hpp"
#include "proxy/net/link.hpp"

namespace proxy::net {

using boost::asio::ip::tcp;
using boost::system::error_code;
using relay::time_point;
using std::chrono::steady_clock;

void link::start() {
    auto& accepted = at(accepted_).socket;
    error_code ignored;
    accepted.non_blocking(true, ignored);
    // Reset before we came to it: whose it was, and so how it had to begin, can't be known any more.
    error_code gone;
    const auto from = accepted.remote_endpoint(gone);
    if (gone) return admitted({.made = {std::move(accepted), nullptr}, .ended = true, .client = {}, .denied = {}, .trouble = {}});
    auto terms = admission::terms_of(from.address(), *way_, its_->balancers);
    if (terms.none()) {
        stand(accepted_, {std::move(accepted), nullptr});
        go_on(steady_clock::now());
        return;
    }
    admission_ =
        std::make_shared<admission>(std::move(accepted), std::move(terms),
                                    [self = shared_from_this()](admission::outcome what) { self->admitted(std::move(what)); });
    admission_->start();
    arm();
}

// From now on the side is read from and written to.
void link::stand(side one, connection made) {
    auto& stands = at(one);
    stands.socket = std::move(made.socket);
    stands.tls = std::move(made.tls);
    error_code ignored;
    stands.socket.non_blocking(true, ignored);
    stands.socket.set_option(tcp::no_delay{true}, ignored);
    stands.connected = true;
    if (watched()) show_leg(one);
    auto& stage = one == accepted_ ? stages_.admitted : stages_.dialled;
    if (stage == relay::never) stage = steady_clock::now();
}

void link::admitted(admission::outcome what) {
    admission_.reset();
    if (!what.client.empty()) address(accepted_) = std::move(what.client);
    stand(accepted_, std::move(what.made));
    at(accepted_).read_ended = what.ended;
    if (what.denied) deny(*what.denied, std::move(what.trouble));
    if (what.denied || what.ended) {
        tell([&](relay::effects& out, time_point now) { core_.ended(accepted_, now, out); });
    } else {
        go_on(steady_clock::now());
    }
}

void link::deny(relay::denial why, std::string trouble) {
    denied_ = true;
    counts_->denied[static_cast<std::size_t>(why)].add();
    log::note_repeat(
        log::level::warn, "connection denied", its_->core.link,
        {{"id", id_}, {"reason", relay::name(why)}, {relay::name(accepted_), address(accepted_)}, {"error", std::move(trouble)}});
}

// Once, or again when the SMSC has closed the connection that a bind is to be tried on.
void link::dial() {
    auto& dialled = at(relay::other(accepted_));
    if (dialled.writing) {  // what it waits for would end the next connection
        boost::asio::post(home_->context(), [self = shared_from_this()] {
            self->dialled(boost::asio::error::connection_reset, {tcp::socket{self->home_->context()}, nullptr});
        });
        return;
    }
    close(dialled);
    dialled = leg{tcp::socket{home_->context()}};
    dialling_ = std::make_shared<connector>(home_->context().get_executor(), way_->hosts, way_->dial_tls,
                                            [self = shared_from_this()](error_code failed, connection made) {
                                                self->dialling_.reset();
                                                self->dialled(failed, std::move(made));
                                            });
    dialling_->start();
}

void link::dialled(error_code failed, connection made) {
    tell([&](relay::effects& out, time_point now) {
        if (failed) {
            core_.connect_failed(now, out);
            return;
        }
        const auto to = relay::other(accepted_);
        stand(to, std::move(made));
        address(to) = address_of(at(to));
        core_.connected(now, out);
    });
}

}  // namespace proxy::net
