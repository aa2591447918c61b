// Verdicts on what the sender submits: pass, refuse, or wait.
#include "protocol/pdu_builder.hpp"
#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_status;
using protocol::mutable_octets;
using protocol::pdu_view;
using waits_for = held_submit::waits_for;

std::size_t link::list_index(std::string_view list) const noexcept {
    const auto& all = its_->lists->all();
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (all[at].name == list) return at;
    }
    return all.size();
}

link::step link::judge_submit(const seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (one.question < 0) return refuse(view, command_status::invalid_destination_address, out);
    const auto at = static_cast<std::size_t>(one.question);
    const auto& asked = out.room.questions[at];
    const auto ruling = out.room.rulings[at];

    if (ruling == store::ruling::suppressed) return refuse_suppressed(view, asked.list, out);
    if (!submits_.empty() && submits_.holds(asked.recipient)) return hold(asked, pdu, waits_for::turn, now, out);
    if (ruling == store::ruling::undecided) return hold(asked, pdu, waits_for::disk, now, out);
    if (ruling == store::ruling::failed && its_->when_store_fails == on_store_error::refuse) {
        return refuse(view, command_status::throttled, out);
    }
    if (must_yield() && submits_.size() < its_->bounds.held_submits) return hold(asked, pdu, waits_for::free_slot, now, out);
    return relay_request(side::esme, pdu, now);
}

link::step link::hold(const store::question& asked, protocol::octets pdu, waits_for what, time_point now, effects& out) {
    if (submits_.size() >= its_->bounds.held_submits) return {.wait = stall::store};
    auto& one = submits_.hold({.name = next_ticket_++,
                               .recipient = std::string{asked.recipient},
                               .sender = std::string{asked.sender},
                               .list = std::string{asked.list},
                               .pdu = {pdu.begin(), pdu.end()}});
    if (what == waits_for::disk) look_up(one, out);
    if (what == waits_for::free_slot) submits_.yield(one, now + its_->bounds.slot_wait);
    return {.what = fate::hold};
}

void link::look_up(held_submit& one, effects& out) const {
    one.what = waits_for::disk;
    out.lookups.push_back({.asker = one.name, .recipient = one.recipient, .sender = one.sender, .list = one.list});
}

// 16 octets to a sender of SMPP 3.4 (§4.4.2: no body with an error), 17 with an empty message_id to one of 5.0 (§4.2.1.2).
link::step link::refuse(pdu_view submit, command_status status, effects& out) {
    say(side::esme, out, [&](auto& octets) {
        const auto response = protocol::response_to(submit.command());
        if (esme_version_ >= 0x50) {
            protocol::append_with_c_string(octets, response, status, submit.sequence(), {});
        } else {
            protocol::append_header_only(octets, response, status, submit.sequence());
        }
    });
    return {fate::cut, outcome::refused};
}

link::step link::refuse_suppressed(pdu_view submit, std::string_view list, effects& out) {
    counts_->refused[list_index(list)].add();
    return refuse(submit, its_->refusal, out);
}

// True when our own requests have the slot of the window that the sender's next submit would take. One of them waits for each of
// ours.
bool link::must_yield() const noexcept {
    if (confirmations_.size() == 0 || phase_ != phase::bound) return false;
    return in_flight(side::smsc) + confirmations_.claiming() >= its_->window && submits_.yielding() < confirmations_.under_way();
}

void link::judged(ticket asker, store::ruling ruling, time_point now, effects& out) {
    if (auto* const one = submits_.asker(asker)) {
        if (ruling == store::ruling::pass) ruling = rule_again(*one, out);
        if (ruling == store::ruling::pass && must_yield()) {
            submits_.yield(*one, now + its_->bounds.slot_wait);
        } else {
            const auto recipient = one->recipient;
            settle(*one, ruling, now, out);
            release_next(recipient, now, out);
        }
    }
    advance_ending(now, out);
    update_gauges();
}

store::ruling link::rule_now(const held_submit& one, const effects& out) const {
    const auto asked = one.question();
    auto ruling = store::ruling::pass;
    rule({&asked, 1}, {&ruling, 1}, out);
    return ruling;
}

// Of a submit that passed before its wait: pending entries and memtables are asked once more, for a STOP may have come meanwhile.
store::ruling link::rule_again(const held_submit& one, const effects& out) const {
    const auto fresh = rule_now(one, out);
    return fresh == store::ruling::undecided ? store::ruling::pass : fresh;
}

// Ends the wait of a held submit.
void link::settle(const held_submit& waited, store::ruling ruling, time_point now, effects& out) {
    auto submit = submits_.take(waited);
    const mutable_octets pdu{submit.pdu};
    const auto what = settled(submit, pdu, ruling, now, out);
    if (what.what == fate::relay)
        say(side::smsc, out, [&](auto& octets) { octets.insert(octets.end(), pdu.begin(), pdu.end()); });
    counts_->count(side::esme, pdu_view{pdu}.command(), what.as);
}

link::step link::settled(const held_submit& submit, mutable_octets pdu, store::ruling ruling, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (phase_ == phase::leaving)
        return refuse(view, command_status::incorrect_bind_status, out);  // the SMSC went while it waited
    if (ruling == store::ruling::suppressed) return refuse_suppressed(view, submit.list, out);
    if (ruling != store::ruling::pass && its_->when_store_fails == on_store_error::refuse) {
        return refuse(view, command_status::throttled, out);
    }
    const auto what = relay_request(side::esme, pdu, now);
    return what.wait == stall::none ? what : refuse(view, command_status::throttled, out);
}

// Submits that queued behind a held one to the same recipient, in order, until one has to wait itself.
void link::release_next(std::string_view recipient, time_point now, effects& out) {
    while (auto* const next = submits_.next(recipient)) {
        const auto ruling = rule_now(*next, out);
        if (ruling == store::ruling::undecided) return look_up(*next, out);
        if (ruling == store::ruling::pass && must_yield()) return submits_.yield(*next, now + its_->bounds.slot_wait);
        settle(*next, ruling, now, out);
    }
}

// Sends the submit that has made room longest.
void link::release_yielding(time_point now, effects& out) {
    auto* const one = submits_.first_yielding();
    if (one == nullptr) return;
    const auto recipient = one->recipient;
    settle(*one, rule_again(*one, out), now, out);
    release_next(recipient, now, out);
}

}  // namespace proxy::relay
