// From a sender's connection to a bind that stands.
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

link::step link::before_bound(const seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (leg(side::smsc).ended) return {fate::cut, outcome::dropped};  // it went before it answered the bind
    if (phase_ != phase::open) return {.wait = stall::binding};
    if (!protocol::is_bind(one.command)) return answer(side::esme, view, command_status::incorrect_bind_status, out);
    if (draining_) return answer(side::esme, view, command_status::bind_failed, out);

    const auto [bind, found] = protocol::read_bind(view);
    if (found != protocol::flaw::none) counts_->malformed[static_cast<std::size_t>(found)].add();
    system_id_ = bind.system_id;
    esme_version_ = bind.interface_version;
    if (connected_) {  // an earlier bind was turned down on this connection
        send_bind(view.whole(), now, out);
    } else {
        waiting_bind_.assign(pdu.begin(), pdu.end());
        phase_ = phase::connecting;
        bind_until_ = now + its_->bounds.response;  // far over what the shell gives a connection
        out.connect = true;
    }
    return {fate::cut, outcome::relayed};
}

void link::connected(time_point now, effects& out) {
    if (phase_ != phase::connecting) return;
    connected_ = true;
    send_bind(waiting_bind_, now, out);
    waiting_bind_ = {};
    advance_ending(now, out);
    update_gauges();
}

void link::connect_failed(time_point now, effects& out) {
    if (phase_ != phase::connecting) return;
    answer(side::esme, pdu_view{waiting_bind_}, command_status::bind_failed, out);
    finish(end_reason::connect_failed, side::smsc, now, out);
}

void link::send_bind(protocol::octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    const auto number = leg(side::smsc).requests.take(view.command(), view.sequence(), origin::peer, ms(now));
    say(side::smsc, out, [&](auto& octets) {
        const auto at = octets.size();
        octets.insert(octets.end(), pdu.begin(), pdu.end());
        protocol::renumber(mutable_octets{octets}.subspan(at), *number);  // there is one: nothing else is outstanding yet
    });
    bind_ = type_of(view.command());
    phase_ = phase::binding;
    bind_until_ = never;  // the response's time holds now
}

void link::bind_answered(pdu_view answer, time_point now, effects& out) {
    if (phase_ != phase::binding) return;
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
