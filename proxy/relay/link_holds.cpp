// Submits that wait: for the disk, for their turn, for a slot of the window.
#include <algorithm>
#include <utility>

#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_status;
using protocol::mutable_octets;
using protocol::pdu_view;
using waits_for = held_submit::waits_for;

// One submit fits always, however many destinations it has.
link::step link::hold(const seen_pdu& one, protocol::octets pdu, waits_for what, time_point now, effects& out) {
    if (!submits_.empty() && submits_.destinations() + one.questions > its_->bounds.held_submits) return {.wait = stall::store};
    held_submit made;
    made.pdu.assign(pdu.begin(), pdu.end());
    made.to_lists = one.to_lists;
    for (auto at = one.question; at < one.question + one.questions; ++at) {
        const auto& asked = out.room.questions[at];
        made.sender = asked.sender;
        made.list = asked.list;
        // What waits for its turn is judged then.
        const auto ruling = what == waits_for::turn ? store::ruling::undecided : out.room.rulings[at];
        made.to.push_back({.recipient = std::string{asked.recipient}, .said = ruling});
    }
    auto& held = submits_.hold(std::move(made));
    if (what == waits_for::disk) look_up(held, out);
    if (what == waits_for::introduction) introduce(held, out);
    if (what == waits_for::free_slot) submits_.yield(held, now + its_->bounds.slot_wait);
    return {.what = fate::hold};
}

// Asks the disk about those destinations that memory could not decide.
void link::look_up(held_submit& held, effects& out) {
    held.what = waits_for::disk;
    for (auto& one : held.to) {
        if (one.said != store::ruling::undecided) continue;
        one.asker = next_ticket_++;
        out.lookups.push_back({.asker = one.asker, .recipient = one.recipient, .sender = held.sender, .list = held.list});
    }
}

void link::judged(ticket asker, store::ruling ruling, time_point now, effects& out) {
    if (const auto [submit, destination] = submits_.asker(asker); submit != nullptr) {
        destination->asker = 0;
        // A disk that can't decide has failed: nobody else could.
        destination->said = unless_forwarded(ruling == store::ruling::undecided ? store::ruling::failed : ruling);
        const auto waits = [](const held_submit::destination& one) { return one.asker != 0; };
        if (std::ranges::none_of(submit->to, waits)) proceed(*submit, now, out);
    }
    advance_ending(now, out);
    end_call();
}

std::vector<store::question> link::questions_of(const held_submit& one) {
    std::vector<store::question> all;
    all.reserve(one.to.size());
    for (const auto& each : one.to) all.push_back(one.question(each));
    return all;
}

// What holds now for each destination. Pending entries and memtables are asked once more where the answer was "pass", for a STOP
// may have come meanwhile.
std::vector<store::ruling> link::rule_again(const held_submit& one, std::span<const store::question> asked,
                                            const effects& out) const {
    std::vector<store::ruling> rulings(asked.size());
    rule(asked, rulings, out);
    for (std::size_t at = 0; at < rulings.size(); ++at) {
        const auto said = one.to[at].said;
        const bool final = said == store::ruling::suppressed || said == store::ruling::failed;
        if (final || (said == store::ruling::pass && rulings[at] == store::ruling::undecided)) rulings[at] = said;
    }
    return rulings;
}

// Its turn has come, or the disk has answered.
void link::proceed(held_submit& held, time_point now, effects& out) {
    const auto asked = questions_of(held);
    const auto rulings = rule_again(held, asked, out);
    for (std::size_t at = 0; at < rulings.size(); ++at) held.to[at].said = rulings[at];
    const auto ruling = combined(rulings, held.to_lists);
    if (ruling == store::ruling::undecided) return look_up(held, out);
    if (ruling == store::ruling::pass && !held.introduced && wants_introduction(pdu_view{held.pdu}, asked, rulings)) {
        return introduce(held, out);
    }
    if (ruling == store::ruling::pass && must_yield()) return submits_.yield(held, now + its_->bounds.slot_wait);
    settle(held, rulings, now, out);
}

// Ends the wait of a held submit; those that queued behind it go on, in order, until one has to wait itself.
void link::settle(const held_submit& waited, std::span<const store::ruling> rulings, time_point now, effects& out) {
    auto submit = submits_.take(waited);
    const mutable_octets pdu{submit.pdu};
    const auto what = settled(submit, pdu, rulings, now, out);
    if (what.what == fate::relay)
        say(side::smsc, out, [&](auto& octets) { octets.insert(octets.end(), pdu.begin(), pdu.end()); });
    if (what.what != fate::hold) counts_->count(side::esme, pdu_view{pdu}.command(), what.as);
    for (const auto& one : submit.to) {
        while (auto* const next = submits_.next(one.recipient)) proceed(*next, now, out);
    }
}

link::step link::settled(const held_submit& submit, mutable_octets pdu, std::span<const store::ruling> rulings, time_point now,
                         effects& out) {
    const pdu_view view{pdu};
    if (phase_ == phase::leaving)
        return refuse(view, command_status::incorrect_bind_status, out);  // the SMSC went while it waited
    const auto ruling = combined(rulings, submit.to_lists);
    if (ruling == store::ruling::suppressed) {
        return refuse_suppressed(view, questions_of(submit), out);
    }
    if (ruling == store::ruling::failed) return refuse(view, command_status::throttled, out);
    const auto what = pass_submit(pdu, questions_of(submit), rulings, now, out);
    return what.wait == stall::none ? what : refuse(view, command_status::throttled, out);
}

// Sends the submit that has made room longest.
void link::release_yielding(time_point now, effects& out) {
    if (auto* const one = submits_.first_yielding()) settle(*one, rule_again(*one, questions_of(*one), out), now, out);
}

}  // namespace proxy::relay
