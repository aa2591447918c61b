// Verdicts on what the sender submits: pass, refuse, pass in part, or wait.
#include <algorithm>
#include <array>

#include "protocol/pdu_builder.hpp"
#include "protocol/submit_multi.hpp"
#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::mutable_octets;
using protocol::pdu_view;
using waits_for = held_submit::waits_for;

namespace {

// Submits whose verdicts are asked for at once. A MultiGet has won by then what there is to win, and what a stall leaves over is
// asked for again with the next event.
constexpr std::size_t batch = 256;

}  // namespace

bool link::is_judged(command_id command) noexcept {
    return command == command_id::submit_sm || command == command_id::data_sm || command == command_id::submit_multi;
}

std::size_t link::list_index(std::string_view list) const noexcept {
    const auto& all = its_->lists->all();
    for (std::size_t at = 0; at < all.size(); ++at) {
        if (all[at].name == list) return at;
    }
    return all.size();
}

// Of a submit that begins as one before did, to a plain number. False: nothing was asked.
[[gnu::always_inline]] inline bool link::ask_plainly(pdu_view pdu, scratch& room) {
    const auto* const from = room.origins.find(pdu.body(), pdu.command());
    if (from == nullptr) return false;
    const auto number = from->plain_number_behind(pdu.body());
    if (number.empty()) return false;
    auto& one = room.submits.next();
    one.command = pdu.command();
    one.size = static_cast<std::uint32_t>(pdu.whole().size());
    one.question = static_cast<std::uint32_t>(room.questions.size());
    one.questions = 1;
    one.to_lists = false;
    one.flaw = protocol::flaw::none;
    one.plain = true;
    room.ask(number, *from);
    return true;
}

// All submits of a read, a batch at most; `more`: there may be others. Gives the octets that were looked at.
[[gnu::noinline]] std::size_t link::ask_for_all(protocol::octets octets, bool& more, scratch& room) const {
    const auto limit = its_->bounds.pdu_octets;
    const bool any_plain = its_->home == nullptr;  // else a number may be one of that country
    std::size_t at = 0;
    while (!more) {
        const auto size = protocol::whole_pdu(octets.subspan(at), limit);
        if (size == 0) break;
        const pdu_view pdu{octets.subspan(at, size)};
        if (is_judged(pdu.command()) && !(any_plain && ask_plainly(pdu, room))) ask(pdu, room);
        at += size;
        more = room.submits.size() == batch;
    }
    return at;
}

// A destination that can't be read is no question; judge_submit() refuses it.
[[gnu::noinline]] void link::ask(pdu_view pdu, scratch& room) const {
    auto& one = room.submits.next();
    one = {.command = pdu.command(),
           .size = static_cast<std::uint32_t>(pdu.whole().size()),
           .question = static_cast<std::uint32_t>(room.questions.size())};
    if (one.command == command_id::submit_multi) {
        one.flaw = ask_for_each(one, pdu, room);
    } else if (const auto* const from = room.origins.find(pdu.body(), pdu.command())) {
        protocol::address destination;
        one.flaw = protocol::read_destination(pdu, from->fields.size(), destination);
        if (protocol::readable(one.flaw)) room.ask(room.canonical(destination, its_->home), *from);
    } else {
        one.flaw = ask_for_one(pdu, room);
    }
    one.questions = static_cast<std::uint16_t>(room.questions.size() - one.question);
    one.plain = one.questions == 1 && !one.to_lists && one.flaw == protocol::flaw::none;
}

protocol::flaw link::ask_for_one(pdu_view pdu, scratch& room) const {
    const auto route = protocol::read_route(pdu);
    if (!protocol::readable(route.found)) return route.found;
    const bool by_parameters = its_->lists->asks_for_parameters();
    auto from = origin_of(route.source, route.service_type,
                          by_parameters ? protocol::read_short_message(pdu).message.tlvs : protocol::octets{}, room);
    // Where parameters matter, or something was overlong, the next one is looked at by itself.
    const bool tells_all = !by_parameters && route.found == protocol::flaw::none;
    if (tells_all && route.origin.size() >= protocol::least_compared) {
        from.fields = route.origin;
        from.command = pdu.command();
        room.origins.remember(pdu.body(), from);
    }
    room.ask(room.canonical(route.destination, its_->home), from);
    return route.found;
}

protocol::flaw link::ask_for_each(seen_pdu& one, pdu_view pdu, scratch& room) const {
    const auto route = protocol::read_multi_route(pdu);
    if (!protocol::readable(route.found)) return route.found;
    const auto parameters = its_->lists->asks_for_parameters()
                                ? protocol::read_message_from_class(behind(route, pdu)).message.tlvs
                                : protocol::octets{};
    const auto from = origin_of(route.source, route.service_type, parameters, room);
    protocol::destination_walk walk(route.destinations);
    while (const auto each = walk.next()) {
        one.to_lists = one.to_lists || each->is_list;
        if (!each->is_list) room.ask(room.canonical(each->number, its_->home), from);
    }
    return route.found;
}

origin_of_submit link::origin_of(const protocol::address& source, std::string_view service_type, protocol::octets parameters,
                                 scratch& room) const {
    const auto sender = room.canonical(source, its_->home);
    const auto* const list = its_->lists->of_submit(system_id_, sender, service_type, parameters);
    return {.fields = {},
            .command = {},
            .sender = sender,
            .list = list != nullptr ? std::string_view{list->name} : std::string_view{},
            .sender_hash = store::number_hash(sender)};
}

// A STOP that this very call has handled counts, although the shell has not passed it on to the store yet.
void link::rule(std::span<const store::question> questions, std::span<store::ruling> rulings, const effects& out) const {
    judge_->rule(questions, rulings);
    for (const auto& [asker, change] : out.changes) {
        if (change.what != store::action::opt_out) continue;
        for (std::size_t at = 0; at < questions.size(); ++at) {
            const auto& asked = questions[at];
            const auto binds = [&](const store::binding& bound) { return store::applies(bound, asked.sender, asked.list); };
            if (asked.recipient == change.recipient && std::ranges::any_of(change.bindings, binds)) {
                rulings[at] = store::ruling::suppressed;
            }
        }
    }
    if (its_->when_store_fails == on_store_error::forward)
        std::ranges::transform(rulings, rulings.begin(), [this](store::ruling one) { return unless_forwarded(one); });
}

// refusal.on_store_error = "forward" lets pass what can't be judged.
store::ruling link::unless_forwarded(store::ruling one) const noexcept {
    const bool forward = its_->when_store_fails == on_store_error::forward;
    return one == store::ruling::failed && forward ? store::ruling::pass : one;
}

store::ruling link::combined(std::span<const store::ruling> each, bool to_lists) noexcept {
    if (each.size() == 1 && !to_lists) return each.front();
    const auto any = [&](store::ruling one) { return std::ranges::find(each, one) != each.end(); };
    if (any(store::ruling::failed)) return store::ruling::failed;
    if (any(store::ruling::undecided)) return store::ruling::undecided;
    return any(store::ruling::pass) || to_lists || each.empty() ? store::ruling::pass : store::ruling::suppressed;
}

link::step link::judge_submit(const seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    if (!protocol::readable(one.flaw)) return refuse(view, command_status::invalid_destination_address, out);
    const auto asked = out.room.questions.all().subspan(one.question, one.questions);
    const auto rulings = std::span{out.room.rulings}.subspan(one.question, one.questions);
    if (of_staff()) {
        if (const auto done = take_command(view, asked, out)) return *done;
    }
    const auto ruling = combined(rulings, one.to_lists);
    const auto waits = [this](const store::question& each) { return submits_.holds(each.recipient); };

    if (ruling == store::ruling::suppressed) {
        if (filing_.size() >= its_->bounds.held_receipts) return {.wait = stall::store};
        return refuse_suppressed(view, asked, out);
    }
    if (!submits_.empty() && std::ranges::any_of(asked, waits)) return hold(one, pdu, waits_for::turn, now, out);
    if (ruling == store::ruling::undecided) return hold(one, pdu, waits_for::disk, now, out);
    if (ruling == store::ruling::failed) return refuse(view, command_status::throttled, out);
    if (wants_introduction(view, asked, rulings)) return hold(one, pdu, waits_for::introduction, now, out);
    if (must_yield() && submits_.destinations() < its_->bounds.held_submits)
        return hold(one, pdu, waits_for::free_slot, now, out);
    // What is put together anew lies in our octets, not in the read's: those have a limit of their own.
    if (asked.size() > 1 && out.on(side::smsc).own_octets() > its_->bounds.own_octets) return {.wait = stall::slow_reader};
    return pass_submit(pdu, asked, rulings, now, out);
}

// Where `rulings` says so, without some of its destinations.
link::step link::pass_submit(mutable_octets pdu, std::span<const store::question> asked, std::span<const store::ruling> rulings,
                             time_point now, effects& out) {
    const auto taken_out = static_cast<std::size_t>(std::ranges::count(rulings, store::ruling::suppressed));
    if (taken_out == 0) {
        const auto what = relay_request(side::esme, pdu, now);
        if (what.what == fate::relay) note_sent(pdu_view{pdu}, asked, rulings);
        return what;
    }
    auto& to = leg(side::smsc);
    if (to.write_closed) return {fate::cut, outcome::dropped};
    const pdu_view view{pdu};
    // Not a wait: the SMSC may never answer those before.
    if (partials_.octets() >= its_->bounds.partial_octets) return refuse(view, command_status::throttled, out);
    const auto number = to.requests.take(view.command(), view.sequence(), origin::peer, ms(now));
    if (!number) return {.wait = stall::window};

    partial_submit rest{.number = *number, .taken_out = taken_out, .unsuccess = {}};
    auto next = rulings.begin();
    const auto goes = [&](const protocol::address& destination) {
        const bool suppressed = *next++ == store::ruling::suppressed;
        if (suppressed) protocol::append_unsuccess(rest.unsuccess, destination, its_->refusal);
        return suppressed;
    };
    say(side::smsc, out, [&](auto& octets) {
        const auto at = octets.size();
        protocol::append_without(octets, view, protocol::read_multi_route(view), goes);
        protocol::renumber(mutable_octets{octets}.subspan(at), *number);
    });
    partials_.remember(std::move(rest), to.requests);
    counts_->by_list[list_index(asked.front().list)].refused.add(taken_out);
    note_sent(view, asked, rulings);
    return {fate::cut, outcome::relayed};
}

// It is on its way, to those who may have it.
void link::note_sent(pdu_view pdu, std::span<const store::question> asked, std::span<const store::ruling> rulings) {
    const bool list_matters = !asked.empty() && its_->lists->contacts_matter();
    const auto* const of = list_matters ? its_->lists->named(asked.front().list) : nullptr;
    for (std::size_t at = 0; at < asked.size(); ++at) {
        if (rulings[at] == store::ruling::suppressed)
            memory_->refused(asked[at]);
        else
            memory_->sent(asked[at], of, pdu.whole());
    }
    if (its_->opted_out_codes.empty() || asked.size() != 1) return;
    const auto& to = asked.front();
    awaited_.insert_or_assign(pdu.sequence(),
                              awaited_submit{std::string{to.recipient}, std::string{to.sender}, std::string{to.list}});
}

// The answer to a submit_multi that went up in part also names the destinations that we took out. An error of the SMSC speaks for
// them as well, and so does ours when the SMSC names more than can be counted.
link::step link::answer_partial(const partial_submit& sent, pdu_view answer, std::uint32_t original, effects& out) {
    bool fits = true;
    say(side::esme, out, [&](auto& octets) {
        const auto at = octets.size();
        fits = protocol::append_with_unsuccess(octets, answer, sent.unsuccess, sent.taken_out);
        if (fits) protocol::renumber(mutable_octets{octets}.subspan(at), original);
    });
    if (!fits) say_refusal(command_id::submit_multi, original, its_->refusal, out);
    return {fate::cut, outcome::relayed};
}

// 16 octets to a sender of SMPP 3.4 (§4.4.2: no body with an error); to one of 5.0 with an empty message_id (§4.2.1.2), and for a
// submit_multi a count of zero (§4.2.3.2).
void link::say_refusal(command_id submit, std::uint32_t sequence, command_status status, effects& out) {
    constexpr std::array<std::uint8_t, 2> empty{};
    const std::size_t fields = submit == command_id::submit_multi ? 2 : 1;
    const auto body = protocol::octets{empty}.first(esme_version_ >= 0x50 ? fields : 0);
    say(side::esme, out,
        [&](auto& octets) { protocol::append_with_body(octets, protocol::response_to(submit), status, sequence, body); });
}

link::step link::refuse(pdu_view submit, command_status status, effects& out) {
    say_refusal(submit.command(), submit.sequence(), status, out);
    return {fate::cut, outcome::refused};
}

link::step link::refuse_suppressed(pdu_view submit, std::span<const store::question> asked, effects& out) {
    counts_->by_list[list_index(asked.front().list)].refused.add(asked.size());
    for (const auto& each : asked) memory_->refused(each);
    const bool several = submit.command() == command_id::submit_multi;  // its answer names the refused ones itself
    if (its_->refuses_by == refusal_mode::receipt && !several) return accept(submit, asked.front().recipient, out);
    return refuse(submit, its_->refusal, out);
}

// True when our own requests have the slot of the window that the sender's next submit would take. One of them waits for each of
// ours.
bool link::must_yield() const noexcept {
    if (confirmations_.size() == 0 || phase_ != phase::bound) return false;
    return in_flight(side::smsc) + confirmations_.claiming() >= its_->window && submits_.yielding() < confirmations_.under_way();
}

}  // namespace proxy::relay
