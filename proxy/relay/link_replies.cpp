// What people reply: keywords are held until the store has them and answered then; receipts for texts of ours are swallowed.
#include <algorithm>
#include <utility>

#include "protocol/message_parts.hpp"
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

// Of a PDU in the evidence: every field and a text of 255 octets have room in a quarter of it; a long payload is cut.
constexpr std::size_t most_evidence = 4'096;

// A bad optional parameter leaves the text readable: its STOP counts.
bool has_text(protocol::flaw found) noexcept { return protocol::readable(found) || found == protocol::flaw::bad_tlv; }

}  // namespace

// A reply that means something to us.
struct link::read_reply {
    std::string recipient, texted;  // canonical: the person, and the number that was texted
    consent::decision decided;
    store::evidence because;
};

link::step link::reply(seen_pdu& one, mutable_octets pdu, time_point now, effects& out) {
    const pdu_view view{pdu};
    const auto [message, found] = protocol::read_short_message(view);
    one.flaw = found;
    if (!has_text(found)) return relay_request(side::smsc, pdu, now);
    if (protocol::is_receipt(message)) {
        if (receipts_->is_ours(its_->link, system_id_, message, its_->home)) return answer_reply(view, command_status::ok, out);
        const auto what = relay_request(side::smsc, pdu, now);
        if (what.wait == stall::none && !its_->opted_out_codes.empty()) learn_from_receipt(message, view, out);
        return what;
    }
    auto read = this->read(message, view);
    if (read && read->decided.what != keyword_class::none) return take_keyword(std::move(*read), message, view, out);
    const auto what = relay_request(side::smsc, pdu, now);
    if (read && what.wait == stall::none) review(std::move(*read), out);
    return what;
}

// Nothing when the message is neither a keyword nor like one.
std::optional<link::read_reply> link::read(const protocol::short_message& message, pdu_view pdu) const {
    if (protocol::is_part_of_several(message)) return std::nullopt;
    auto text = consent::text_of(message, its_->default_alphabet);
    if (!text) return std::nullopt;
    read_reply made;
    made.texted = consent::canonical_text(message.destination, its_->home);
    made.decided = consent::decide(*its_->lists, consent::fold(*text), system_id_, made.texted);
    if (made.decided.what == keyword_class::none && made.decided.rule.empty()) return std::nullopt;
    made.recipient = consent::canonical_text(message.source, its_->home);
    if (made.recipient.empty()) return std::nullopt;
    made.because = evidence_of(message, pdu, std::move(*text));
    return made;
}

store::evidence link::evidence_of(const protocol::short_message& message, pdu_view pdu, std::string text) const {
    store::evidence made{.link = its_->link,
                         .system_id = system_id_,
                         .from = party_of(message.source),
                         .to = party_of(message.destination),
                         .text = std::move(text),
                         .message_id = {},
                         .sequence = pdu.sequence(),
                         .pdu = std::string{protocol::characters(pdu.whole()).substr(0, most_evidence)},
                         .answered = {}};
    // A deliver_sm has no message id of its own (SMPP 3.4 §4.6.1); this is the only name that a message brings along.
    const auto reference = protocol::find_tlv(message.tlvs, protocol::tlv_tag::user_message_reference);
    if (reference && reference->size() == 2) made.message_id = std::to_string(protocol::load16(reference->data()));
    return made;
}

link::step link::take_keyword(read_reply&& what, const protocol::short_message& message, pdu_view pdu, effects& out) {
    if (replies_.size() >= its_->bounds.held_replies) return {.wait = stall::store};
    const auto& decided = what.decided;
    for (const auto* owner : decided.owners)
        counts_->by_list[list_index(owner->name)].keywords[static_cast<std::size_t>(decided.what)].add();
    const auto asker = next_ticket_++;
    replies_.hold(asker, {.pdu = {pdu.whole().begin(), pdu.whole().end()}, .what = decided.what, .forward = decided.forward});
    store::change change{.what = action_of(decided.what),
                         .recipient = std::move(what.recipient),
                         .bindings = decided.bindings,
                         .texted = decided.last_contact_decides ? std::move(what.texted) : std::string{},
                         .from = store::source::keyword,
                         .actor = {},
                         .origin = {},
                         .reason = what.because.text,
                         .because = {},
                         .answers = {},
                         .answers_per_day = decided.answers_per_day};
    if (!its_->carrier_answers && consent::can_be_texted(change.recipient))
        change.answers = answers_to(what, message, pdu.sequence());
    if (decided.what == keyword_class::opt_out && its_->cancels_queued) {
        change.answers.push_back({.answers = change.what,
                                  .link = its_->link,
                                  .system_id = system_id_,
                                  .service_type = {},
                                  .from = what.because.to,
                                  .to = what.because.from,
                                  .text = {},
                                  .what = store::confirmation::form::cancel,
                                  .list = {},
                                  .octets = {}});
    }
    change.because = std::move(what.because);
    out.changes.push_back({.asker = asker, .change = std::move(change)});
    return {.what = fate::hold};
}

// Every part of every list's text.
std::vector<store::confirmation> link::answers_to(const read_reply& what, const protocol::short_message& message,
                                                  std::uint32_t sequence) const {
    std::vector<store::confirmation> all;
    for (const auto& [of, words] : what.decided.texts) {
        std::uint8_t part = 0;
        // Two texts in parts to one person at the same time would need two of the same reference to be mixed up.
        for (auto& each : protocol::encode_parts(words, its_->default_alphabet, static_cast<std::uint8_t>(sequence))) {
            all.push_back({.answers = action_of(what.decided.what),
                           .link = its_->link,
                           .system_id = system_id_,
                           .service_type = std::string{message.service_type},
                           .from = what.because.to,
                           .to = what.because.from,
                           .text = words,
                           .what = store::confirmation::form::text,
                           .list = of->name,
                           .octets = std::move(each.octets),
                           .data_coding = each.data_coding,
                           .esm_class = each.esm_class,
                           .part = ++part});
        }
    }
    return all;
}

// It has been relayed as it is; people will look at it.
void link::review(read_reply&& what, effects& out) {
    for (const auto& bound : what.decided.bindings) counts_->by_list[list_index(bound.list)].suspicious.add();
    out.suspicions.push_back({.id = 0,
                              .at_ms = 0,
                              .recipient = std::move(what.recipient),
                              .bindings = std::move(what.decided.bindings),
                              .texted = what.decided.last_contact_decides ? std::move(what.texted) : std::string{},
                              .rule = std::string{what.decided.rule},
                              .because = std::move(what.because)});
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
    } else if (const auto order = filing_.extract(asker); !order.empty()) {
        const auto& submit = order.mapped();
        if (result.stored) {
            counts_->staff_commands.add();
            answer_accepted(submit, out);
        } else {
            say_refusal(submit.command, submit.sequence, command_status::throttled, out);
        }
        counts_->count(side::esme, submit.command, outcome::answered);
    }
    advance_ending(now, out);
    end_call();
}

}  // namespace proxy::relay
