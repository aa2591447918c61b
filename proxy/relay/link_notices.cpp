// The first text to somebody carries the way out (first_message_notice): in its own text where that stays one short message, else
// in a text that follows it. A submit that may be the first waits until it is durable that there has been one.
#include <algorithm>
#include <optional>

#include "protocol/message_parts.hpp"
#include "protocol/message_text.hpp"
#include "protocol/submit_multi.hpp"
#include "proxy/consent/text_of.hpp"
#include "proxy/relay/first_text.hpp"
#include "proxy/relay/link.hpp"
#include "proxy/relay/party_of.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::pdu_view;

namespace {

protocol::short_message message_of(pdu_view submit) {
    if (submit.command() != command_id::submit_multi) return protocol::read_short_message(submit).message;
    const auto route = protocol::read_multi_route(submit);
    auto message = protocol::read_message_from_class(behind(route, submit)).message;
    message.service_type = route.service_type;
    message.source = route.source;
    return message;
}

}  // namespace

bool link::wants_introduction(pdu_view submit, std::span<const store::question> asked,
                              std::span<const store::ruling> rulings) const {
    if (!its_->lists->any_notice() || asked.empty()) return false;
    const auto* const of = its_->lists->named(asked.front().list);
    if (of == nullptr || of->first_message_notice.empty()) return false;
    bool new_to_any = false;
    for (std::size_t at = 0; at < asked.size(); ++at)
        new_to_any = new_to_any || (rulings[at] == store::ruling::pass && !memory_->introduced(asked[at]));
    return new_to_any && can_have_notice(message_of(submit), its_->default_alphabet);
}

// Asks the store about all of its recipients. Only the one of a submit_sm can have the notice in its own text.
void link::introduce(held_submit& held, effects& out) {
    held.what = held_submit::waits_for::introduction;
    const pdu_view submit{held.pdu};
    const auto message = message_of(submit);
    const auto& notice = its_->lists->named(held.list)->first_message_notice;
    const bool in_text = submit.command() == command_id::submit_sm && with_notice(message, notice, its_->default_alphabet);
    for (auto& one : held.to) {
        if (one.said != store::ruling::pass) continue;
        one.asker = next_ticket_++;
        wanted_introduction asked{.asker = one.asker,
                                  .contact = {.recipient = one.recipient, .number = held.sender, .list = held.list, .sender = {}},
                                  .notice = std::nullopt};
        if (!in_text) {
            auto text = protocol::encode_parts(notice, its_->default_alphabet, 0).front();
            auto to =
                submit.command() == command_id::submit_multi ? store::party{1, 1, one.recipient} : party_of(message.destination);
            asked.notice = store::confirmation{.answers = store::action::help,
                                               .link = its_->link,
                                               .system_id = system_id_,
                                               .service_type = std::string{message.service_type},
                                               .from = party_of(message.source),
                                               .to = std::move(to),
                                               .text = notice,
                                               .what = store::confirmation::form::notice,
                                               .list = held.list,
                                               .octets = std::move(text.octets),
                                               .data_coding = text.data_coding,
                                               .esm_class = text.esm_class};
        }
        out.introductions.push_back(std::move(asked));
    }
}

// Where it can't be known whether a text is the first, it goes as it is, and the next one is asked about again.
void link::introduced(ticket asker, bool first, time_point now, effects& out) {
    if (const auto [submit, destination] = submits_.asker(asker); submit != nullptr) {
        destination->asker = 0;
        if (first) {
            counts_->notices.add();
            const auto* const of = its_->lists->named(submit->list);  // a reload may have taken it away
            const pdu_view pdu{submit->pdu};
            const auto message = message_of(pdu);
            const auto text = pdu.command() == command_id::submit_sm && of != nullptr
                                  ? with_notice(message, of->first_message_notice, its_->default_alphabet)
                                  : std::nullopt;
            if (text) {
                protocol::octet_buffer instead;
                protocol::append_with_text(instead, pdu, message.text, protocol::octets_of(*text));
                submit->pdu = std::move(instead);
            }
        }
        const auto waits = [](const held_submit::destination& one) { return one.asker != 0; };
        if (std::ranges::none_of(submit->to, waits)) {
            submit->introduced = true;
            proceed(*submit, now, out);
        }
    }
    advance_ending(now, out);
    end_call();
}

}  // namespace proxy::relay
