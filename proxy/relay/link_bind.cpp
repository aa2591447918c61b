// From the first connection to a bind that stands.
#include <algorithm>

#include "protocol/bind.hpp"
#include "protocol/pdu_builder.hpp"
#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::mutable_octets;
using protocol::pdu_view;

namespace {

bind_type type_of(command_id bind) noexcept {
    if (bind == command_id::bind_receiver) return bind_type::receiver;
    return bind == command_id::bind_transmitter ? bind_type::transmitter : bind_type::transceiver;
}

}  // namespace

// Whoever connected to us says why; then the other side is dialled.
void link::dial(time_point now, effects& out) {
    phase_ = phase::connecting;
    bind_until_ = now + its_->bounds.response;  // far over what the shell gives a connection
    out.connect = true;
}

link::step link::before_bound(seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (leg(side::smsc).ended && !rebinding()) return {fate::cut, outcome::dropped};  // it went before it answered the bind
    if (phase_ != phase::open) return {.wait = stall::binding};
    if (!protocol::is_bind(one.command)) return answer(side::esme, view, command_status::incorrect_bind_status, out);
    if (draining_) return answer(side::esme, view, command_status::bind_failed, out);

    const auto [bind, found] = protocol::read_bind(view);
    one.flaw = found;
    system_id_ = bind.system_id;
    esme_version_ = bind.interface_version;
    opening_.assign(pdu.begin(), pdu.end());
    rebind_until_ = now + its_->already_bound;
    rebind_pause_ = {};
    if (connected_) {  // an earlier bind was turned down on this connection, or the SMSC asked for this one
        send_bind(now, out);
    } else {
        dial(now, out);
    }
    return {fate::cut, outcome::relayed};
}

// The SMSC connected to us: its outbind (SMPP 3.4 §4.1.7) is for the sender, who is dialled for it and binds then.
link::step link::before_outbind(const seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    if (phase_ != phase::open) return {.wait = stall::binding};
    if (one.command != command_id::outbind) return answer(side::smsc, pdu_view{pdu}, command_status::incorrect_bind_status, out);
    opening_.assign(pdu.begin(), pdu.end());
    dial(now, out);
    return {fate::cut, outcome::relayed};
}

void link::connected(time_point now, effects& out) {
    if (phase_ != phase::connecting) return;
    connected_ = true;
    if (accepted_ == side::esme) {
        send_bind(now, out);
    } else {
        phase_ = phase::open;
        bind_until_ = now + its_->bounds.session_init;
        protocol::renumber(opening_, leg(side::esme).requests.pass());
        say(side::esme, out, [&](auto& octets) { octets.insert(octets.end(), opening_.begin(), opening_.end()); });
        opening_ = {};
    }
    advance_ending(now, out);
    end_call();
}

void link::connect_failed(time_point now, effects& out) {
    if (phase_ != phase::connecting) return;
    if (accepted_ == side::esme) answer(side::esme, pdu_view{opening_}, command_status::bind_failed, out);
    finish(end_reason::connect_failed, other(accepted_), now, out);
}

void link::send_bind(time_point now, effects& out) {
    const pdu_view view{opening_};
    const auto number = leg(side::smsc).requests.take(view.command(), view.sequence(), origin::peer, ms(now));
    say(side::smsc, out, [&](auto& octets) {
        const auto at = octets.size();
        octets.insert(octets.end(), opening_.begin(), opening_.end());
        protocol::renumber(mutable_octets{octets}.subspan(at), *number);  // there is one: nothing else is outstanding yet
    });
    bind_ = type_of(view.command());
    phase_ = phase::binding;
    bind_until_ = never;  // the response's time holds now
}

// ESME_RALYBND where it may only mean that the SMSC still holds the connection before (quirk 19): the sender goes on waiting.
bool link::tries_again(pdu_view answer, time_point now) {
    if (phase_ != phase::binding || answer.status() != command_status::already_bound || draining_) return false;
    const auto pause = std::clamp(2 * rebind_pause_, first_rebind_pause, longest_rebind_pause);
    if (now + pause > rebind_until_) return false;
    rebind_pause_ = pause;
    rebind_at_ = now + pause;
    return true;
}

// On the same connection, or on a new one when the SMSC has closed it.
void link::rebind(time_point now, effects& out) {
    rebind_at_ = never;
    auto& smsc = leg(side::smsc);
    if (!smsc.ended) return send_bind(now, out);
    smsc.ended = false;
    smsc.left = 0;
    smsc.watch = {its_->bounds, now};
    connected_ = false;
    dial(now, out);
}

void link::bind_answered(pdu_view answer, time_point now, effects& out) {
    if (phase_ != phase::binding) return;
    opening_ = {};
    if (answer.status() != command_status::ok || answer.command() == command_id::generic_nack) {
        phase_ = phase::open;  // the sender may try again with other words
        bind_until_ = now + its_->bounds.session_init;
        return;
    }
    phase_ = phase::bound;
    active_ = now;
    for (auto& one : legs_) one.watch.watch_silence(now);
    counts_->bound[static_cast<std::size_t>(bind_)].add(1);
    out.bound = bind_;
}

}  // namespace proxy::relay
