// Time, and how a link comes to its end: nothing is closed before what was read has been written.
#include <algorithm>
#include <chrono>
#include <utility>

#include "protocol/pdu_builder.hpp"
#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::pdu_view;

void link::ended(side which, time_point now, effects& out) {
    auto& one = leg(which);
    if (phase_ == phase::over || one.ended) return;
    one.ended = true;
    one.watch.unwatch_silence();
    one.watch.incomplete(false, now);
    if (rebinding() && which == side::smsc) return;  // the next connection will do
    if (phase_ != phase::leaving && !parting_ && !leg(other(which)).ended) {
        why_ = which == side::esme ? end_reason::sender_closed : end_reason::smsc_closed;
        where_ = which;
    }
    if (!connected_) {
        finish(why_, which, now, out);
        return;
    }
    if (which == side::esme) return_offers(out);
    close_until_ = std::min(close_until_, now + its_->bounds.drain);
    advance_ending(now, out);
    end_call();
}

void link::drain(time_point now, effects& out) {
    if (draining_ || phase_ == phase::over) return;
    draining_ = true;
    leave_by_ = now + its_->bounds.drain;
    return_offers(out);
    const bool bind_waits = (phase_ == phase::connecting && accepted_ == side::esme) || rebinding();
    if (bind_waits) answer(side::esme, pdu_view{opening_}, command_status::bind_failed, out);
    if (phase_ == phase::open || phase_ == phase::connecting || rebinding()) finish(end_reason::drained, side::esme, now, out);
    advance_ending(now, out);
    end_call();
}

// A drain unbinds when nothing is open any more, or at its limit.
bool link::may_leave(time_point now) const noexcept {
    if (now >= leave_by_) return true;
    if (parting_ || holding() || in_flight(side::smsc) != 0) return false;
    // The sender's answers may stand behind a request that waits for the unbind.
    return in_flight(side::esme) == 0 || leg(side::esme).stalled == stall::drain;
}

// Unbinds the sender first: what it had begun is answered before, what it begins after is turned down.
void link::leave(end_reason why, side where, time_point now, effects& out) {
    if (phase_ == phase::bound) counts_->bound[static_cast<std::size_t>(bind_)].add(-1);
    phase_ = phase::leaving;
    why_ = why;
    where_ = where;
    return_offers(out);
    farewell(side::esme, now, out);
    close_until_ = std::min(close_until_, now + its_->bounds.drain);
}

void link::farewell(side to, time_point now, effects& out) {
    farewell_until_ = now;
    if (leg(to).ended || leg(to).write_closed) return;
    const auto number = leg(to).requests.take(command_id::unbind, 0, origin::farewell, ms(now));
    if (!number) return;
    say(to, out, [&](auto& octets) { protocol::append_header_only(octets, command_id::unbind, command_status::ok, *number); });
    farewell_until_ = now + its_->bounds.farewell;
}

// Takes the next step towards the end when nothing stands in its way any more. Called after every event.
void link::advance_ending(time_point now, effects& out) {
    if (phase_ == phase::over) return;
    if (gone(side::esme)) return_unanswered_receipts(out);
    if (draining_ && phase_ < phase::bound && (phase_ == phase::open || now >= leave_by_)) {
        finish(end_reason::drained, side::esme, now, out);
        return;
    }
    if (rebinding()) {
        if (gone(side::esme)) finish(why_, where_, now, out);
        return;
    }
    if (phase_ == phase::bound) {
        if (gone(side::smsc) && !parting_ && !leg(side::esme).ended) {
            leave(end_reason::smsc_closed, side::smsc, now, out);
        } else if (draining_ && may_leave(now)) {
            leave(end_reason::drained, side::esme, now, out);
        }
    }
    if (phase_ == phase::leaving) {
        advance_leaving(now, out);
    } else if (!holding()) {
        // An end of file passes on when everything before it has.
        if (gone(side::esme) && connected_) close_write(side::smsc, out);
        if (gone(side::smsc)) close_write(side::esme, out);
    }
    if (gone(side::esme) && gone(side::smsc) && !holding()) finish(why_, where_, now, out);
}

// An end of file after our unbind is as good as its answer (quirk 20).
void link::advance_leaving(time_point now, effects& out) {
    if (farewell_ == farewell_step::sender && !holding() && (now >= farewell_until_ || gone(side::esme))) {
        close_write(side::esme, out);
        farewell(side::smsc, now, out);
        farewell_ = farewell_step::smsc;
        close_until_ = std::min(close_until_, now + 2 * its_->bounds.farewell);
    }
    if (farewell_ == farewell_step::smsc && (now >= farewell_until_ || gone(side::smsc))) {
        close_write(side::smsc, out);
        farewell_ = farewell_step::closing;
    }
}

void link::close_write(side to, effects& out) {
    if (leg(to).write_closed) return;
    leg(to).write_closed = true;
    out.close_write[index(to)] = true;
}

void link::finish(end_reason why, side where, time_point now, effects& out) {
    if (phase_ == phase::over) return;
    if (phase_ == phase::bound) counts_->bound[static_cast<std::size_t>(bind_)].add(-1);
    phase_ = phase::over;
    out.end = ending{.why = why, .where = where, .first_octets = {}};
    return_offers(out);
    while (const auto one = confirmations_.take_unanswered()) {
        out.confirmations.push_back({.what = confirmation_step::kind::settled,
                                     .outbox_id = one->entry.id,
                                     .claimed = true,
                                     .how = store::confirmation_outcome::unknown});
    }
    return_unanswered_receipts(out);
    drop_holds();
    opening_ = {};
    rebind_at_ = never;
    for (const auto which : {side::esme, side::smsc}) pause(which, stall::none, false, now);
    end_call();
}

// What still waits at the end goes nowhere: the SMSC delivers its replies again, and the sender was never told that a submit was
// taken. A receipt that is being written comes to it all the same, for an id that it does not know.
void link::drop_holds() {
    while (!submits_.empty()) {
        const auto one = submits_.take_first();
        counts_->count(side::esme, pdu_view{one.pdu}.command(), outcome::dropped);
    }
    for (const auto& [asker, one] : std::exchange(filing_, {})) {
        counts_->count(side::esme, one.command, outcome::dropped);
    }
    while (const auto one = replies_.take_any()) counts_->count(side::smsc, pdu_view{one->pdu}.command(), outcome::dropped);
}

// A leg that is silent. The sender still hears of it when the SMSC is the one.
void link::lose(side which, end_reason why, time_point now, effects& out) {
    leg(which).ended = true;
    leg(which).watch.unwatch_silence();
    if (which == side::smsc && phase_ == phase::bound) {
        leave(why, which, now, out);
    } else {
        finish(why, which, now, out);
    }
}

void link::tick_leg(side which, time_point now, effects& out) {
    const auto& one = leg(which);
    pause(which, one.stalled, one.unread, now);
    switch (leg(which).watch.tick(now)) {
        case leg_watch::finding::nothing: break;
        case leg_watch::finding::stuck_write: finish(end_reason::write_stall, which, now, out); break;
        case leg_watch::finding::half_a_pdu: finish(end_reason::partial_pdu, which, now, out); break;
        case leg_watch::finding::silent:
            lose(which, which == side::esme ? end_reason::silent_sender : end_reason::silent_smsc, now, out);
            break;
        case leg_watch::finding::probe: probe(which, now, out); break;
    }
    if (phase_ != phase::over) expire_requests(which, now, out);
}

void link::probe(side which, time_point now, effects& out) {
    if (leg(which).write_closed) return;
    const auto number = leg(which).requests.take(command_id::enquire_link, 0, origin::probe, ms(now));
    if (!number) return;
    say(which, out,
        [&](auto& octets) { protocol::append_header_only(octets, command_id::enquire_link, command_status::ok, *number); });
}

void link::expire_requests(side which, time_point now, effects& out) {
    if (now - began_ < its_->bounds.response) return;
    while (const auto late = leg(which).requests.expire(ms(now - its_->bounds.response))) {
        counts_->expired.add();
        if (which == side::smsc) awaited_.erase(late->number);
        if (late->from == origin::confirmation) {
            if (const auto one = confirmations_.take_sent(late->number)) {
                out.confirmations.push_back({.what = confirmation_step::kind::settled,
                                             .outbox_id = one->entry.id,
                                             .claimed = true,
                                             .how = store::confirmation_outcome::unknown});
            }
        }
        if (late->from == origin::receipt) {
            if (const auto one = reports_.take_sent(late->number)) {
                out.confirmations.push_back({.what = confirmation_step::kind::throttled, .outbox_id = one->entry.id});
            }
        }
        if (phase_ == phase::binding && which == side::smsc && protocol::is_bind(late->command)) {
            finish(end_reason::no_bind_answer, side::smsc, now, out);
            return;
        }
    }
}

void link::tick(time_point now, effects& out) {
    for (const auto which : {side::esme, side::smsc}) {
        if (phase_ != phase::over) tick_leg(which, now, out);
    }
    const auto idle = its_->bounds.inactivity;
    if (now >= bind_until_ && phase_ == phase::connecting) {
        connect_failed(now, out);
    } else if (now >= bind_until_) {
        finish(end_reason::session_init, connected_ ? side::esme : accepted_, now, out);
    } else if (now >= close_until_) {
        finish(why_, where_, now, out);
    } else if (phase_ == phase::bound && idle.count() != 0 && now >= active_ + idle) {
        leave(end_reason::inactivity, side::esme, now, out);
    }
    if (phase_ == phase::over) return;
    if (now >= rebind_at_) rebind(now, out);
    drop_expired(confirmations_, now, out);
    drop_expired(reports_, now, out);
    while (now >= submits_.yields_until()) release_yielding(now, out);
    if (phase_ == phase::bound) {
        seek_slot(false, out);
        seek_receiver(now, out);
    }
    advance_ending(now, out);
    end_call();
}

void link::drop_expired(offers& of, time_point now, effects& out) {
    while (const auto late = of.take_expired(now)) {
        out.confirmations.push_back(
            {.what = confirmation_step::kind::settled, .outbox_id = late->entry.id, .how = store::confirmation_outcome::expired});
    }
}

time_point link::wake_at() noexcept {
    if (phase_ == phase::over) return never;
    auto soonest = std::min(
        {bind_until_, rebind_at_, close_until_, submits_.yields_until(), confirmations_.next_expiry(), reports_.next_expiry()});
    if (phase_ < phase::leaving && draining_) soonest = std::min(soonest, leave_by_);
    if (phase_ == phase::bound && its_->bounds.inactivity.count() != 0)
        soonest = std::min(soonest, active_ + its_->bounds.inactivity);
    // While something is held the farewell's time is no reason to wake: what is held is.
    const bool parts = phase_ == phase::leaving && farewell_ != farewell_step::closing;
    if (parts && (farewell_ == farewell_step::smsc || !holding())) soonest = std::min(soonest, farewell_until_);
    for (auto& one : legs_) {
        soonest = std::min(soonest, one.watch.next());
        if (one.unread || one.stalled != stall::none) soonest = std::min(soonest, one.paused_since + pause_counted);
        if (const auto oldest = one.requests.oldest_ms()) {
            soonest = std::min(soonest, began_ + std::chrono::milliseconds{*oldest} + its_->bounds.response);
        }
    }
    return soonest;
}

}  // namespace proxy::relay
