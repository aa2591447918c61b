// Confirmations: from the dispatcher's offer to the SMSC's answer, within the window and at most once.
#include <utility>

#include "protocol/bind.hpp"
#include "protocol/message_parts.hpp"
#include "protocol/pdu_builder.hpp"
#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::pdu_view;

namespace {

command_id command_of(const offered& one) noexcept {
    const bool cancels = std::get<store::confirmation>(one.entry.what).what == store::confirmation::form::cancel;
    return cancels ? command_id::cancel_sm : command_id::submit_sm;
}

bool is_busy(command_status status) noexcept {
    return status == command_status::throttled || status == command_status::message_queue_full;
}

}  // namespace

void link::offer(store::outbox_entry entry, time_point expires, time_point now, effects& out) {
    const bool receipt = entry.is_receipt();
    auto& mine = receipt ? reports_ : confirmations_;
    if (!(receipt ? may_receive() : may_transmit()) || mine.size() >= its_->bounds.offered_confirmations) {
        out.confirmations.push_back({.what = confirmation_step::kind::returned, .outbox_id = entry.id});
        return;
    }
    mine.offer(std::move(entry), expires);
    if (receipt) {
        seek_receiver(now, out);
        end_call();
    } else {
        seek_slot(false, out);
    }
}

// Those that wait for a slot go back, to leave by another link; confirmations that are being claimed follow in claimed().
void link::return_offers(effects& out) {
    out.unbound = true;
    for (auto* const of : {&confirmations_, &reports_}) {
        while (const auto one = of->take_expired(never)) {
            out.confirmations.push_back({.what = confirmation_step::kind::returned, .outbox_id = one->entry.id});
        }
    }
}

// Begins to claim what the window has room for. `freed`: a response has just come, and one may have its slot although the sender
// keeps more in flight than the window.
void link::seek_slot(bool freed, effects& out) {
    while (confirmations_.wanting()) {
        const bool room = in_flight(side::smsc) + confirmations_.claiming() < its_->window;
        if (!room && !std::exchange(freed, false)) return;
        const auto* const next = confirmations_.begin_next();
        out.confirmations.push_back({.what = confirmation_step::kind::claim, .outbox_id = next->entry.id});
    }
}

// The SMSC has answered something. Submits that make room and confirmations that want some take turns.
void link::slot_freed(time_point now, effects& out) {
    const bool wanting = confirmations_.wanting();
    if (submits_.yielding() != 0 && !(ours_next_ && wanting)) {
        ours_next_ = true;
        release_yielding(now, out);
    } else if (wanting) {
        ours_next_ = false;
        seek_slot(true, out);
    }
}

void link::claimed(std::uint64_t outbox_id, bool ok, time_point now, effects& out) {
    auto* const one = confirmations_.find(outbox_id);
    if (one == nullptr || one->at != offered::state::claiming) return;
    const auto number =
        ok && may_transmit() ? leg(side::smsc).requests.take(command_of(*one), 0, origin::confirmation, ms(now)) : std::nullopt;
    if (number) {
        send_confirmation(*one, *number, out);
    } else {
        // What can't be written now will hardly be a moment later.
        const auto what = ok ? confirmation_step::kind::returned : confirmation_step::kind::throttled;
        confirmations_.take(outbox_id);
        out.confirmations.push_back({.what = what, .outbox_id = outbox_id, .claimed = ok});
    }
    end_call();
}

// Addresses mirrored, no receipt asked for, no TLVs, so that the strictest SMSC takes it (quirk 35).
void link::send_confirmation(offered& one, std::uint32_t number, effects& out) {
    const auto& what = std::get<store::confirmation>(one.entry.what);
    const protocol::address from{what.from.ton, what.from.npi, what.from.digits}, to{what.to.ton, what.to.npi, what.to.digits};
    const auto text = what.octets.empty() ? protocol::encode_parts(what.text, its_->default_alphabet, 0).front()
                                          : protocol::message_part{what.octets, what.data_coding, what.esm_class};
    say(side::smsc, out, [&](auto& octets) {
        if (what.what == store::confirmation::form::cancel) return protocol::append_cancel_sm(octets, number, from, to);
        protocol::append_short_message(octets, {.command = command_id::submit_sm,
                                                .sequence = number,
                                                .service_type = what.service_type,
                                                .source = from,
                                                .destination = to,
                                                .esm_class = text.esm_class,
                                                .data_coding = text.data_coding,
                                                .text = protocol::octets_of(text.octets),
                                                .tlvs = {}});
    });
    one.at = offered::state::sent;
    one.number = number;
}

void link::confirmation_answered(std::uint32_t number, pdu_view answer, effects& out) {
    const auto one = confirmations_.take_sent(number);
    if (!one) return;  // it had expired, and is recorded as unknown
    const auto status = answer.status();
    if (is_busy(status)) {
        out.confirmations.push_back({.what = confirmation_step::kind::throttled, .outbox_id = one->entry.id, .claimed = true});
        return;
    }
    const bool taken = status == command_status::ok && answer.command() == protocol::response_to(command_of(*one));
    const bool has_id = taken && answer.command() == command_id::submit_sm_resp;
    const std::string message_id{has_id ? protocol::read_message_id(answer) : std::string_view{}};
    const auto& what = std::get<store::confirmation>(one->entry.what);
    // At once: its receipt may stand behind this answer in the same read.
    if (!message_id.empty()) receipts_->remember({what.link, what.system_id, message_id, what.from, what.to});
    out.confirmations.push_back({.what = confirmation_step::kind::settled,
                                 .outbox_id = one->entry.id,
                                 .claimed = true,
                                 .how = taken ? store::confirmation_outcome::accepted : store::confirmation_outcome::refused,
                                 .status = static_cast<std::uint32_t>(status),
                                 .message_id = message_id});
}

}  // namespace proxy::relay
