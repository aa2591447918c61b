// What people reply: keywords are held until the store has them and answered then; receipts for texts of ours are swallowed.
#include "protocol/message_text.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/receipt.hpp"
#include "protocol/tlv.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "proxy/consent/fold.hpp"
#include "proxy/consent/keyword.hpp"
#include "proxy/consent/text_of.hpp"
#include "proxy/relay/link.hpp"
#include "proxy/relay/party_of.hpp"

namespace proxy::relay {

using consent::keyword_class;
using protocol::command_status;
using protocol::mutable_octets;
using protocol::pdu_view;

namespace {

store::action action_of(keyword_class what) noexcept {
    if (what == keyword_class::opt_in) return store::action::opt_in;
    return what == keyword_class::help ? store::action::help : store::action::opt_out;
}

// A bad optional parameter leaves the text readable: its STOP counts.
bool has_text(protocol::flaw found) noexcept { return protocol::readable(found) || found == protocol::flaw::bad_tlv; }

}  // namespace

link::step link::reply(seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    const auto [message, found] = protocol::read_short_message(view);
    one.flaw = found;
    if (has_text(found)) {
        if (protocol::is_receipt(message)) {
            if (receipts_->is_ours(its_->link, system_id_, message, its_->home))
                return answer_reply(view, command_status::ok, out);
        } else if (const auto taken = take_keyword(message, view, out)) {
            return *taken;
        }
    }
    return relay_request(side::smsc, pdu, now);
}

// Nothing when the message is none of ours to answer.
std::optional<link::step> link::take_keyword(const protocol::short_message& message, pdu_view pdu, effects& out) {
    if (protocol::is_part_of_several(message)) return std::nullopt;
    auto text = consent::text_of(message, its_->default_alphabet);
    if (!text) return std::nullopt;
    const auto decided =
        consent::decide(*its_->lists, consent::fold(*text), system_id_, consent::canonical_text(message.destination, its_->home));
    if (decided.what == keyword_class::none || consent::canonical_text(message.source, its_->home).empty()) return std::nullopt;
    if (replies_.size() >= its_->bounds.held_replies) return step{.wait = stall::store};

    for (const auto* owner : decided.owners)
        counts_->keywords[list_index(owner->name)][static_cast<std::size_t>(decided.what)].add();
    const auto asker = next_ticket_++;
    replies_.hold(asker, {.pdu = {pdu.whole().begin(), pdu.whole().end()}, .what = decided.what, .forward = decided.forward});
    out.changes.push_back({.asker = asker, .change = change_of(message, pdu.sequence(), std::move(*text), decided)});
    return step{.what = fate::hold};
}

store::change link::change_of(const protocol::short_message& message, std::uint32_t sequence, std::string text,
                              const consent::decision& decided) const {
    store::change change{.what = action_of(decided.what),
                         .recipient = consent::canonical_text(message.source, its_->home),
                         .bindings = decided.bindings,
                         .from = store::source::keyword,
                         .actor = {},
                         .reason = text,
                         .because = {.link = its_->link,
                                     .system_id = system_id_,
                                     .from = party_of(message.source),
                                     .to = party_of(message.destination),
                                     .text = std::move(text),
                                     .message_id = {},
                                     .sequence = sequence},
                         .answer = std::nullopt};
    // A deliver_sm has no message id of its own (SMPP 3.4 §4.6.1); this is the only name that a message brings along.
    const auto reference = protocol::find_tlv(message.tlvs, protocol::tlv_tag::user_message_reference);
    if (reference && reference->size() == 2) change.because.message_id = std::to_string(protocol::load16(reference->data()));
    if (!decided.answer.empty()) {
        change.answer = store::confirmation{.answers = change.what,
                                            .link = its_->link,
                                            .system_id = system_id_,
                                            .service_type = std::string{message.service_type},
                                            .from = party_of(message.destination),
                                            .to = party_of(message.source),
                                            .text = decided.answer};
    }
    return change;
}

// An answer to a deliver_sm or data_sm of the SMSC: 17 octets, an empty message_id (SMPP 3.4 §4.6.2).
link::step link::answer_reply(pdu_view reply, command_status status, effects& out) {
    if (leg(side::smsc).write_closed) return {fate::cut, outcome::dropped};
    say(side::smsc, out, [&](auto& octets) {
        protocol::append_with_c_string(octets, protocol::response_to(reply.command()), status, reply.sequence(), {});
    });
    return {fate::cut, outcome::answered};
}

// To the sender, whose answer is what the SMSC gets. When the sender is not there it comes again.
link::step link::pass_reply(mutable_octets pdu, time_point now, effects& out) {
    const bool there = phase_ != phase::leaving && !leg(side::esme).ended;
    if (!there || relay_request(side::smsc, pdu, now).what != fate::relay) {
        return answer_reply(pdu_view{pdu}, command_status::receiver_temporary_error, out);
    }
    say(side::esme, out, [&](auto& octets) { octets.insert(octets.end(), pdu.begin(), pdu.end()); });
    return {fate::relay, outcome::relayed};
}

void link::stored(ticket asker, const store::change_result& result, time_point now, effects& out) {
    if (auto one = replies_.take(asker)) {
        const mutable_octets pdu{one->pdu};
        const pdu_view view{pdu};
        const bool ordinary_text = one->what == keyword_class::opt_in && !result.changed;
        step what;
        if (!result.stored) {
            what = answer_reply(view, command_status::receiver_temporary_error, out);
        } else if (one->forward || ordinary_text) {
            what = pass_reply(pdu, now, out);
        } else {
            what = answer_reply(view, command_status::ok, out);
        }
        counts_->count(side::smsc, view.command(), what.as);
    }
    advance_ending(now, out);
    update_gauges();
}

}  // namespace proxy::relay
