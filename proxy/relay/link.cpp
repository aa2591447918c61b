#include "proxy/relay/link.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "protocol/framer.hpp"
#include "protocol/pdu_builder.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::mutable_octets;
using protocol::pdu_view;

std::string_view name(phase where) noexcept {
    constexpr std::array<std::string_view, 6> names{"open", "connecting", "binding", "bound", "leaving", "over"};
    return names[static_cast<std::size_t>(where)];
}

link::link(std::shared_ptr<const settings> its, judge& store, witness& memory, receipt_book& receipts, refused_ids& ids,
           tally& counts, time_point now, side accepted, std::uint32_t first_sequence)
    : its_(std::move(its)),
      judge_(&store),
      memory_(&memory),
      receipts_(&receipts),
      ids_(&ids),
      counts_(&counts),
      began_(now),
      accepted_(accepted),
      legs_{leg_state{.requests = {first_sequence, its_->bounds.outstanding}, .watch = {its_->bounds, now}},
            leg_state{.requests = {first_sequence, its_->bounds.outstanding}, .watch = {its_->bounds, now}}},
      bind_until_(now + its_->bounds.session_init),
      active_(now) {}

link::~link() {
    if (phase_ == phase::bound) counts_->bound[static_cast<std::size_t>(bind_)].add(-1);
    phase_ = phase::over;
    end_call();
}

void link::adopt(std::shared_ptr<const settings> its, tally& counts, time_point now, effects& out) {
    its_ = std::move(its);
    counts_ = &counts;
    for (auto& one : legs_) one.watch.adopt(its_->bounds);
    if (phase_ == phase::bound) {  // the window may have grown
        seek_slot(false, out);
        seek_receiver(now, out);
    }
    advance_ending(now, out);
    end_call();
}

std::uint64_t link::ms(time_point now) const noexcept {
    return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now - began_).count());
}

std::size_t link::received(side from, mutable_octets octets, time_point now, effects& out) {
    if (phase_ == phase::over) return octets.size();
    auto& source = leg(from);
    if (octets.size() > source.left) source.watch.heard(now);

    std::size_t done = 0;
    auto wait = stall::none;
    bool more = true;
    while (more && wait == stall::none) {
        const auto ready = survey(from, octets.subspan(done), more, out);
        wait = walk(from, octets.first(done + ready), done, now, out);
    }
    pause(from, wait, source.unread, now);

    const auto rest = octets.subspan(done);
    if (wait == stall::none && protocol::next_frame(rest, its_->bounds.pdu_octets).state == protocol::framing::broken) {
        lose_framing(from, rest, done, now, out);
        return octets.size();
    }
    source.left = rest.size();
    source.watch.incomplete(wait == stall::none && !rest.empty() && !source.ended, now);
    advance_ending(now, out);
    end_call();
    return phase_ == phase::over ? octets.size() : done;
}

// First pass: asks for the verdicts of all submits, a batch at most, at once. Gives the octets that walk() may do something with;
// `more`: there may be others.
std::size_t link::survey(side from, protocol::octets octets, bool& more, effects& out) const {
    auto& room = out.room;
    room.clear();
    more = false;
    if (from != side::esme || phase_ != phase::bound || draining_) return octets.size();  // nothing of it is judged
    room.lines = judge_->lines();
    const auto ready = ask_for_all(octets, more, room);
    if (!room.questions.empty()) {
        room.rulings.resize(room.questions.size());
        const auto questions = room.questions.all();
        if (its_->lists->contacts_matter() || its_->lists->any_notice()) memory_->expect(questions);
        rule(questions, room.rulings, out);
    }
    return ready;
}

// Second pass: does with each PDU what is to be done, until one has to wait. `done` grows by the octets that are done with.
stall link::walk(side from, mutable_octets octets, std::size_t& done, time_point now, effects& out) {
    for (auto submits = out.room.submits.all();;) {
        done += pass_plain(from, octets.subspan(done), submits, now, out);
        const auto frame = protocol::next_frame(octets.subspan(done), its_->bounds.pdu_octets);
        if (frame.state != protocol::framing::whole) return stall::none;
        const auto pdu = octets.subspan(done, frame.size);
        const pdu_view view{pdu};
        const auto sequence = view.sequence();  // of what is relayed it changes
        seen_pdu one{.command = view.command()};
        if (!submits.empty() && is_judged(one.command)) {
            one = submits.front();
            submits = submits.subspan(1);
        }
        const auto what = from == side::esme ? esme_pdu(one, pdu, now, out) : smsc_pdu(one, pdu, now, out);
        if (what.wait != stall::none) return what.wait;
        if (what.what == fate::relay) out.on(other(from)).relay(pdu);
        if (what.what != fate::hold) counts_->count(from, one.command, what.as);
        if (one.flaw != protocol::flaw::none) note_malformed(from, one.flaw, done, pdu, sequence, out);
        if (one.command != command_id::enquire_link && one.command != command_id::enquire_link_resp) active_ = now;
        done += frame.size;
    }
}

link::step link::esme_pdu(seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (protocol::is_response(one.command)) return relay_response(side::esme, pdu, now, out);
    if (leg(side::esme).write_closed) return {fate::cut, outcome::dropped};  // nobody could answer it any more
    if (out.on(side::esme).own_octets() > its_->bounds.own_octets) return {.wait = stall::slow_reader};
    if (one.command == command_id::enquire_link) return answer(side::esme, view, command_status::ok, out);
    if (phase_ < phase::bound) return before_bound(one, pdu, now, out);
    if (phase_ == phase::leaving) {
        const bool agreed = one.command == command_id::unbind;
        return answer(side::esme, view, agreed ? command_status::ok : command_status::incorrect_bind_status, out);
    }
    if (protocol::is_bind(one.command)) return answer(side::esme, view, command_status::already_bound, out);
    if (draining_) return {.wait = stall::drain};
    if (one.command == command_id::unbind) return pass_unbind(side::esme, pdu, now, out);
    if (is_judged(one.command)) return judge_submit(one, pdu, now, out);
    if (answer_for_accepted(view, out)) return {fate::cut, outcome::answered};
    return relay_request(side::esme, pdu, now);
}

link::step link::smsc_pdu(seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (protocol::is_response(one.command)) return relay_response(side::smsc, pdu, now, out);
    if (out.on(side::smsc).own_octets() > its_->bounds.own_octets) return {.wait = stall::slow_reader};
    if (one.command == command_id::enquire_link) return answer(side::smsc, view, command_status::ok, out);
    if (phase_ == phase::leaving) {
        const bool agreed = one.command == command_id::unbind;
        return answer(side::smsc, view, agreed ? command_status::ok : command_status::receiver_temporary_error, out);
    }
    if (accepted_ == side::smsc && phase_ < phase::bound && !connected_) return before_outbind(one, pdu, now, out);
    if (rebinding()) return answer(side::smsc, view, command_status::incorrect_bind_status, out);
    if (one.command == command_id::unbind) return pass_unbind(side::smsc, pdu, now, out);
    if (one.command == command_id::deliver_sm || one.command == command_id::data_sm) return reply(one, pdu, now, out);
    return relay_request(side::smsc, pdu, now);
}

link::step link::relay_request(side from, mutable_octets pdu, time_point now) {
    const pdu_view view{pdu};
    auto& to = leg(other(from));
    if (to.write_closed) return {fate::cut, outcome::dropped};
    if (!protocol::has_response(view.command())) {
        protocol::renumber(pdu, to.requests.pass());
        return {fate::relay, outcome::relayed};
    }
    const auto number = to.requests.take(view.command(), view.sequence(), origin::peer, ms(now));
    if (!number) return {.wait = stall::window};
    protocol::renumber(pdu, *number);
    return {fate::relay, outcome::relayed};
}

// A response that nobody waits for, because it is later than we remember or nobody asked, is dropped and never nacked: that could
// go round for ever.
link::step link::relay_response(side from, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    const auto asked = leg(from).requests.answer(view.sequence());
    if (!asked) return {fate::cut, outcome::dropped};
    if (view.command() != protocol::response_to(asked->command)) counts_->unmatched.add();
    const bool frees = from == side::smsc && !asked->expired;
    if (frees) counts_->upstream_response.observe_us((ms(now) - asked->sent_ms) * 1000);

    step what{fate::cut, outcome::dropped};
    switch (asked->from) {
        case origin::probe: break;
        case origin::farewell:
            if (farewell_ == (from == side::esme ? farewell_step::sender : farewell_step::smsc)) farewell_until_ = now;
            break;
        case origin::confirmation: confirmation_answered(asked->number, view, out); break;
        case origin::receipt: receipt_answered(asked->number, view, now, out); break;
        case origin::peer:
            if (from == side::smsc && protocol::is_bind(asked->command)) {
                if (tries_again(view, now)) break;
                bind_answered(view, now, out);
            }
            if (asked->command == command_id::unbind) close_until_ = std::min(close_until_, now + its_->bounds.drain);
            if (!leg(other(from)).write_closed) what = pass_answer(from, pdu, *asked, out);
    }
    if (frees && phase_ == phase::bound) slot_freed(now, out);
    return what;
}

link::step link::pass_answer(side from, mutable_octets pdu, const request& asked, effects& out) {
    const pdu_view view{pdu};
    if (from == side::smsc && !awaited_.empty()) learn_from_answer(asked, view, out);
    if (from == side::smsc && asked.command == command_id::submit_multi) {
        const auto sent = partials_.take(asked.number);
        const bool taken = view.command() == command_id::submit_multi_resp && view.status() == command_status::ok;
        if (sent && taken) return answer_partial(*sent, view, asked.original, out);
    }
    protocol::renumber(pdu, asked.original);
    return {fate::relay, outcome::relayed};
}

// A local answer, of 16 octets; an unbind_resp, enquire_link_resp and all errors have no body (SMPP 3.4 §4.2.2, §4.11.2).
link::step link::answer(side from, pdu_view pdu, command_status status, effects& out) {
    if (leg(from).write_closed || !protocol::has_response(pdu.command())) return {fate::cut, outcome::dropped};
    say(from, out, [&](auto& octets) {
        protocol::append_header_only(octets, protocol::response_to(pdu.command()), status, pdu.sequence());
    });
    return {fate::cut, outcome::answered};
}

// Holds are settled before an unbind passes; after it no confirmation of ours goes up.
link::step link::pass_unbind(side from, mutable_octets pdu, time_point now, effects& out) {
    if (holding()) return {.wait = stall::store};
    const auto what = relay_request(from, pdu, now);
    if (what.wait == stall::none && !parting_) {
        parting_ = true;
        why_ = end_reason::unbound;
        where_ = from;
        return_offers(out);
    }
    return what;
}

// Notes whether and why a leg is not read from. What lasted is counted at every call, so that a long pause shows before its end.
void link::pause(side which, stall why, bool unread, time_point now) {
    auto& one = leg(which);
    const auto reason = [&one] { return one.stalled == stall::none && one.unread ? stall::slow_reader : one.stalled; };
    const auto before = reason();
    if (before != stall::none) {
        const auto lasted = std::chrono::duration_cast<std::chrono::milliseconds>(now - one.paused_since);
        counts_->paused_ms[static_cast<std::size_t>(before)].add(static_cast<std::uint64_t>(lasted.count()));
        one.paused_since += lasted;
    }
    one.stalled = why;
    one.unread = unread;
    if (reason() != before) one.paused_since = now;
    one.watch.deafen(reason() != stall::none, now);
}

void link::backpressure(side from, bool on, time_point now) {
    if (leg(from).unread != on) pause(from, leg(from).stalled, on, now);
}

// `sequence`: as it came, which `pdu` need not have any more.
void link::note_malformed(side from, protocol::flaw what, std::size_t at, protocol::octets pdu, std::uint32_t sequence,
                          effects& out) {
    counts_->malformed[static_cast<std::size_t>(what)].add();
    if (out.malformed.size() == effects::most_malformed) return;
    auto& kept =
        out.malformed.emplace_back(malformed_pdu{.from = from, .what = what, .at = at, .size = pdu.size(), .octets = {}});
    const auto front = pdu.first(std::min(malformed_pdu::most_kept, pdu.size()));
    kept.octets.assign(front.begin(), front.end());
    if (pdu.size() >= protocol::header_octets) protocol::renumber(kept.octets, sequence);
}

void link::lose_framing(side from, protocol::octets rest, std::size_t at, time_point now, effects& out) {
    const auto sequence = rest.size() < protocol::header_octets ? 0 : pdu_view{rest}.sequence();
    note_malformed(from, protocol::flaw::bad_length, at, rest, sequence, out);
    say(from, out, [](auto& octets) {
        protocol::append_header_only(octets, command_id::generic_nack, command_status::invalid_command_length, 0);
    });
    finish(end_reason::bad_length, from, now, out);
    constexpr std::size_t shown = 32;
    out.end->first_octets = protocol::characters(rest.first(std::min(shown, rest.size())));
}

void link::end_call() noexcept {
    memory_->all_sent();
    std::array<std::size_t, side_count + 1> fresh{};
    if (phase_ != phase::over) fresh = {in_flight(side::esme), in_flight(side::smsc), held()};
    for (std::size_t i = 0; i < fresh.size(); ++i) {
        if (fresh[i] == gauged_[i]) continue;
        auto& told = i < side_count ? counts_->in_flight[i] : counts_->held;
        told.add(static_cast<std::int64_t>(fresh[i]) - static_cast<std::int64_t>(gauged_[i]));
        gauged_[i] = fresh[i];
    }
}

}  // namespace proxy::relay
