// Submits to suppressed numbers that are accepted under an id of ours (refusal.mode = "receipt"), the receipts that say what
// became of them, and questions about them.
#include <algorithm>
#include <array>
#include <utility>

#include "protocol/absolute_time.hpp"
#include "protocol/cursor.hpp"
#include "protocol/field_sizes.hpp"
#include "protocol/message_text.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/receipt_text.hpp"
#include "protocol/tlv.hpp"
#include "proxy/relay/link.hpp"
#include "proxy/relay/party_of.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::pdu_view;

namespace {

// Bits 1 and 0 of registered_delivery (SMPP 3.4 §5.2.17): 1, success or failure; 2, failure. 3 is "success" alone in 5.0.
bool wants_receipt_of_failure(std::uint8_t registered_delivery) noexcept {
    const auto asked = registered_delivery & 3U;
    return asked == 1 || asked == 2;
}

// The first 20 characters of the text (SMPP 3.4 App. B), where its octets can be taken over as they are: printable ASCII, and not
// in a coding of its own. Else nothing.
std::string_view excerpt_of(const protocol::short_message& message) noexcept {
    constexpr std::size_t longest = 20;
    constexpr std::uint8_t ascii = 1, latin1 = 3;
    if (message.data_coding != 0 && message.data_coding != ascii && message.data_coding != latin1) return {};
    const auto text = protocol::characters(protocol::split_user_data(message.esm_class, message.text).text).substr(0, longest);
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    return std::ranges::all_of(text, printable) ? text : std::string_view{};
}

// The message_id of a query_sm (SMPP 3.4 §4.8.1) or cancel_sm (§4.9.1).
std::string_view asked_id(pdu_view asked) noexcept {
    protocol::cursor in{asked.body()};
    if (asked.command() == command_id::cancel_sm) in.c_string(protocol::field_size::service_type);
    return in.c_string(protocol::field_size::message_id);
}

// A sender that will take the receipt later.
bool is_busy(command_status status) noexcept {
    return status == command_status::receiver_temporary_error || status == command_status::throttled ||
           status == command_status::message_queue_full;
}

}  // namespace

// When the sender asked for a receipt it waits until that is on disk; later submits need not queue behind it.
link::step link::accept(pdu_view submit, std::string_view recipient, effects& out) {
    const auto message = protocol::read_short_message(submit).message;
    auto [id, unix_ms] = ids_->make(system_id_, before_3_4());
    accepted_submit one{.command = submit.command(), .sequence = submit.sequence(), .message_id = std::move(id)};
    if (!wants_receipt_of_failure(message.registered_delivery)) return answer_accepted(one, out);

    const auto asker = next_ticket_++;
    out.receipts.push_back({.asker = asker,
                            .recipient = std::string{recipient},
                            .receipt = {.link = its_->link,
                                        .system_id = system_id_,
                                        .service_type = std::string{message.service_type},
                                        .from = party_of(message.destination),
                                        .to = party_of(message.source),
                                        .message_id = one.message_id,
                                        .text = protocol::receipt_text::rejected(one.message_id, unix_ms, excerpt_of(message))}});
    filing_.emplace(asker, std::move(one));
    return {.what = fate::hold};
}

link::step link::answer_accepted(const accepted_submit& one, effects& out) {
    say(side::esme, out, [&](auto& octets) {
        protocol::append_with_c_string(octets, protocol::response_to(one.command), command_status::ok, one.sequence,
                                       one.message_id);
    });
    return {fate::cut, outcome::refused};
}

void link::filed(ticket asker, bool durable, time_point now, effects& out) {
    if (const auto node = filing_.extract(asker); !node.empty()) {
        const auto& one = node.mapped();
        if (durable) {
            answer_accepted(one, out);
        } else {
            counts_->receipts_unstored.add();
            say_refusal(one.command, one.sequence, its_->refusal, out);
        }
        counts_->count(side::esme, one.command, outcome::refused);
    }
    advance_ending(now, out);
    end_call();
}

// A query_sm or cancel_sm for an id of ours, in whatever mode the gateway is by now. True when it is answered.
bool link::answer_for_accepted(pdu_view asked, effects& out) {
    const auto command = asked.command();
    if (command != command_id::query_sm && command != command_id::cancel_sm) return false;
    const auto id = asked_id(asked);
    const auto unix_ms = ids_->read(id, system_id_, before_3_4());
    if (!unix_ms) return false;
    if (command == command_id::cancel_sm) {  // it is in its final state
        answer(side::esme, asked, command_status::cancel_failed, out);
        return true;
    }
    say(side::esme, out, [&](auto& octets) {
        protocol::append_query_sm_resp(octets, asked.sequence(), id, protocol::absolute_time(*unix_ms),
                                       protocol::message_state::rejected);
    });
    return true;
}

// Of a sender that says nothing more: another link may bring it a second time, rather than none.
void link::return_unanswered_receipts(effects& out) {
    while (const auto one = reports_.take_unanswered()) {
        out.confirmations.push_back({.what = confirmation_step::kind::returned, .outbox_id = one->entry.id});
    }
}

// Sends what the window has room for.
void link::seek_receiver(time_point now, effects& out) {
    const auto window = std::max<std::size_t>(its_->window, 1);
    while (may_receive() && reports_.wanting() && reports_.under_way() < window) {
        auto& one = *reports_.find(reports_.begin_next()->entry.id);
        const auto number = leg(side::esme).requests.take(command_id::deliver_sm, 0, origin::receipt, ms(now));
        if (!number) {  // the sender leaves too much unanswered
            out.confirmations.push_back({.what = confirmation_step::kind::throttled, .outbox_id = one.entry.id});
            reports_.take(one.entry.id);
            continue;
        }
        one.at = offered::state::sent;
        one.number = *number;
        send_receipt(std::get<store::receipt>(one.entry.what), *number, out);
    }
}

// No parameters to a sender before SMPP 3.4 (§3.4).
void link::send_receipt(const store::receipt& what, std::uint32_t number, effects& out) {
    constexpr std::uint8_t delivery_receipt = 0x04;  // esm_class, SMPP 3.4 §5.2.12
    const std::array<std::uint8_t, 1> state{static_cast<std::uint8_t>(protocol::message_state::rejected)};
    const std::string_view with_nul{what.message_id.c_str(), what.message_id.size() + 1};
    const std::array<protocol::tlv, 2> tlvs{
        {{static_cast<std::uint16_t>(protocol::tlv_tag::receipted_message_id), protocol::octets_of(with_nul)},
         {static_cast<std::uint16_t>(protocol::tlv_tag::message_state), state}}};
    say(side::esme, out, [&](auto& octets) {
        protocol::append_short_message(octets, {.command = command_id::deliver_sm,
                                                .sequence = number,
                                                .service_type = what.service_type,
                                                .source = {what.from.ton, what.from.npi, what.from.digits},
                                                .destination = {what.to.ton, what.to.npi, what.to.digits},
                                                .esm_class = delivery_receipt,
                                                .text = protocol::octets_of(what.text),
                                                .tlvs = before_3_4() ? std::span<const protocol::tlv>{} : std::span{tlvs}});
    });
}

void link::receipt_answered(std::uint32_t number, pdu_view answer, time_point now, effects& out) {
    if (const auto one = reports_.take_sent(number)) {  // else it was late, and is sent again
        const bool accepted = answer.command() == command_id::deliver_sm_resp && answer.status() == command_status::ok;
        out.confirmations.push_back(
            {.what = is_busy(answer.status()) ? confirmation_step::kind::throttled : confirmation_step::kind::settled,
             .outbox_id = one->entry.id,
             .how = accepted ? store::confirmation_outcome::accepted : store::confirmation_outcome::refused,
             .status = static_cast<std::uint32_t>(answer.status())});
    }
    seek_receiver(now, out);
}

}  // namespace proxy::relay
