// Which connections a link's two sides are on: the accepted one, once it is admitted, and the one that we dial.
#include <memory>
#include <utility>

#include "proxy/log/log.hpp"
#include "proxy/net/link.hpp"

namespace proxy::net {

using boost::system::error_code;
using relay::time_point;

void link::start() {
    auto& accepted = at(accepted_).socket;
    set_up(accepted);
    // Reset before we came to it: whose it was, and so how it had to begin, can't be known any more.
    error_code gone;
    const auto from = remote_end(accepted, gone);
    if (gone) return admitted({.made = {std::move(accepted), nullptr}, .ended = true, .client = {}, .denied = {}, .trouble = {}});
    auto terms = admission::terms_of(from.address(), *way_, its_->balancers);
    if (terms.none()) {
        stand(accepted_, {std::move(accepted), nullptr});
        go_on();
        return;
    }
    admission_ = std::make_unique<admission>(home_->loop(), std::move(accepted), std::move(terms),
                                             [this](admission::outcome what) { admitted(std::move(what)); });
    arm();
}

// From now on the side is read from and written to.
void link::stand(side one, connection made) {
    auto& stands = at(one);
    stands.socket = std::move(made.socket);
    stands.tls = std::move(made.tls);
    stands.watch.begin(stands.socket, *this);
    stands.connected = true;
    if (watched()) show_leg(one);
    auto& stage = one == accepted_ ? stages_.admitted : stages_.dialled;
    if (stage == relay::never) stage = home_->loop().now();
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
        go_on();
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
    auto& fresh = at(relay::other(accepted_));
    // What it still had to write goes with it.
    std::destroy_at(&fresh);
    std::construct_at(&fresh, home_->loop(), home_->room());
    dialling_ = std::make_unique<connector>(home_->loop(), home_->names(), way_->hosts, way_->dial_tls,
                                            [this](error_code failed, connection made) {
                                                const auto over = std::move(dialling_);
                                                dialled(failed, std::move(made));
                                            });
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
