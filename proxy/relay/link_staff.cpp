// Orders of staff in a text that is never sent: ^opt-out and ^opt-in, to whom they would have gone.
#include <algorithm>
#include <array>

#include "protocol/short_message.hpp"
#include "proxy/consent/fold.hpp"
#include "proxy/consent/text_of.hpp"
#include "proxy/relay/link.hpp"
#include "proxy/relay/party_of.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::command_status;
using protocol::pdu_view;

namespace {

// As octets of UCS-2 with blanks around it; what is longer is a text.
constexpr std::size_t longest_command = 64;

// The order that these octets give, as the link reads them or, where a sender's "^" is none of the GSM alphabet, as ASCII.
std::optional<store::action> order_in(const protocol::short_message& message, protocol::alphabet fallback) {
    if (message.text.size() > longest_command) return std::nullopt;
    const std::array<std::string, 2> readings{consent::text_of(message, fallback).value_or(std::string{}),
                                              std::string{protocol::characters(message.text)}};
    for (const auto& each : readings) {
        if (each.find('^') == std::string::npos) continue;
        const auto words = consent::fold(each).whole;
        if (words == "^opt-out") return store::action::opt_out;
        if (words == "^opt-in") return store::action::opt_in;
    }
    return std::nullopt;
}

}  // namespace

bool link::of_staff() const noexcept {
    return !its_->staff.empty() && std::ranges::find(its_->staff, system_id_) != its_->staff.end();
}

// Nothing when it is a text. An order is answered when it is durable.
std::optional<link::step> link::take_command(pdu_view submit, std::span<const store::question> asked, effects& out) {
    if (submit.command() != command_id::submit_sm || asked.size() != 1) return std::nullopt;
    const auto message = protocol::read_short_message(submit).message;
    const auto order = order_in(message, its_->default_alphabet);
    if (!order) return std::nullopt;
    const auto& to = asked.front();
    const auto* const of = its_->lists->named(to.list);
    const bool may = of != nullptr && !to.recipient.empty() && (*order == store::action::opt_out || !of->lifted_by_admin_only);
    if (!may) return refuse(submit, command_status::submit_failed, out);
    if (filing_.size() >= its_->bounds.held_receipts) return step{.wait = stall::store};

    const auto asker = next_ticket_++;
    auto [id, unix_ms] = ids_->make(system_id_, before_3_4());
    filing_.emplace(asker,
                    accepted_submit{.command = submit.command(), .sequence = submit.sequence(), .message_id = std::move(id)});
    store::change change;
    change.what = *order;
    change.recipient = to.recipient;
    change.bindings = {consent::binding_of(*of, to.sender)};
    change.from = store::source::staff;
    change.actor = system_id_;
    change.reason = *order == store::action::opt_out ? "^opt-out" : "^opt-in";
    change.because = evidence_of(message, submit, change.reason);
    std::swap(change.because.from, change.because.to);  // the person, and the number that writes to them
    out.changes.push_back({.asker = asker, .change = std::move(change)});
    return step{.what = fate::hold};
}

}  // namespace proxy::relay
