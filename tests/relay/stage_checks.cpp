// What holds after every event, whatever the peers, the store and the clock do.
#include <algorithm>

#include "protocol/framer.hpp"
#include "protocol/pdu_view.hpp"
#include "protocol/short_message.hpp"
#include "protocol/submit_multi.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "tests/relay/pdus.hpp"
#include "tests/relay/stage.hpp"

namespace tests::relay {

using proxy::relay::index;
using proxy::relay::phase;

namespace {

constexpr std::size_t any_length = std::size_t{1} << 31U;
constexpr std::size_t receipt_octets = 512;  // of ours, without what it takes from its submit

bool answers_wanted(command_id command) { return !protocol::is_response(command) && protocol::has_response(command); }

}  // namespace

void stage::demand(bool holds, const std::string& what) {
    if (!holds) on_fault_(what);
}

// Of what was given nothing changes but sequence numbers of PDUs that are done with.
void stage::check_given(side from, const support::exact_buffer& before, const support::exact_buffer& after,
                        std::size_t consumed) {
    std::size_t at = 0;
    while (true) {
        const auto next = protocol::next_frame(before.view().subspan(at), its().bounds.pdu_octets);
        if (next.state != protocol::framing::whole || at + next.size > consumed) break;
        const auto was = before.view().subspan(at, next.size);
        const auto is = after.view().subspan(at, next.size);
        demand(std::ranges::equal(was.first(12), is.first(12)) && std::ranges::equal(was.subspan(16), is.subspan(16)),
               "more than a sequence number was changed");
        const protocol::pdu_view view{was};
        if (protocol::is_response(view.command())) open_[index(from)].erase(view.sequence());
        ++consumed_pdus_[index(from)];
        at += next.size;
    }
    const auto rest = before.view().subspan(at);
    demand(std::ranges::equal(rest, after.view().subspan(at)), "octets that nobody is done with were changed");
    demand(at == consumed || link_->where() == phase::over, "half a PDU was consumed");
}

// Whole PDUs, under numbers that a peer can tell apart, and nothing behind the end.
void stage::check_written(side to, const bytes& octets, bool judged_now) {
    if (closed[index(to)] || end) {
        demand(octets.size() == owed_[index(to)], "octets behind the end of a leg");
        owed_[index(to)] = 0;
    }
    protocol::octets stream{octets};
    while (!stream.empty()) {
        const auto next = protocol::next_frame(stream, any_length);
        demand(next.state == protocol::framing::whole, "half a PDU was written");
        if (next.state != protocol::framing::whole) return;
        const protocol::pdu_view view{stream.first(next.size)};
        if (!protocol::is_response(view.command())) {
            demand(view.sequence() >= 1 && view.sequence() <= 0x7FFFFFFF, "a request under a number that SMPP does not have");
        }
        if (answers_wanted(view.command())) {
            demand(open_[index(to)].insert(view.sequence()).second, "a request under a number that is in use");
        }
        if (judged_now && to == side::smsc &&
            (view.command() == command_id::submit_sm || view.command() == command_id::data_sm)) {
            check_submit({view.whole().begin(), view.whole().end()});
        }
        if (judged_now && to == side::smsc && view.command() == command_id::submit_multi) check_submit_multi(view);
        stream = stream.subspan(next.size);
    }
}

// What goes up now was judged in this very call, and nothing has been stored since.
void stage::check_submit(const bytes& octets) {
    const auto route = protocol::read_route(protocol::pdu_view{octets});
    if (route.service_type == our_service_type) return;
    demand(protocol::readable(route.found), "a submit that nobody can judge");
    check_text(route.source, route.destination, route.service_type);
}

void stage::check_submit_multi(protocol::pdu_view submit) {
    const auto route = protocol::read_multi_route(submit);
    demand(protocol::readable(route.found), "a submit_multi that nobody can judge");
    protocol::destination_walk walk(route.destinations);
    while (const auto one = walk.next()) {
        if (!one->is_list) check_text(route.source, one->number, route.service_type);
    }
}

void stage::check_text(const protocol::address& from, const protocol::address& to, std::string_view service_type) {
    const auto sender = proxy::consent::canonical_text(from, its().home);
    const auto* const list = its().lists->of_submit(link_->system_id(), sender, service_type);
    const auto name = list == nullptr ? std::string_view{} : std::string_view{list->name};
    demand(!table.suppresses({proxy::consent::canonical_text(to, its().home), sender, name}), "a text to a suppressed number");
}

void stage::check() {
    const auto& bounds = its().bounds;
    const bool over = link_->where() == phase::over;
    demand(over == end.has_value(), "over without an end, or the other way round");
    for (const auto one : {side::esme, side::smsc}) {
        const auto open = static_cast<std::int64_t>(over ? 0 : link_->in_flight(one));
        demand(counts.in_flight[index(one)].value() == open, "the gauge of what is in flight is wrong");
        demand(link_->in_flight(one) <= std::max<std::size_t>(bounds.outstanding * 2, 1), "more in flight than the limit");
        // A local answer is small; one more may be appended after the limit was reached, and what was held comes on top.
        const auto own = waiting_[index(one)].own_octets();
        const auto most = bounds.own_octets +
                          (bounds.held_submits + bounds.held_replies + 2) * std::max<std::size_t>(bounds.pdu_octets, 64) +
                          (bounds.held_receipts + bounds.held_submits) * 64 +
                          bounds.offered_confirmations * (receipt_octets + bounds.pdu_octets);
        demand(own <= most, "own octets grow without limit");
    }
    demand(counts.held.value() == static_cast<std::int64_t>(over ? 0 : link_->held()), "the gauge of what is held is wrong");
    // A held submit that turns out to be suppressed is held for its receipt, whatever the number of those.
    demand(link_->held() <= 2 * bounds.held_submits + bounds.held_replies + bounds.held_receipts, "more held than the limits");
    std::array<std::uint64_t, 2> counted{};
    for (const auto one : {side::esme, side::smsc}) {
        for (const auto& command : counts.pdus[index(one)]) {
            for (const auto& outcome : command) counted[index(one)] += outcome.value();
        }
    }
    demand(over || counted[0] + counted[1] + link_->held() == consumed_pdus_[0] + consumed_pdus_[1], "PDUs and outcomes differ");
    for (const auto& [id, times] : offered_) demand(times <= 1, "a confirmation came back twice");
}

void stage::check_settled() {
    demand(link_->where() == phase::over, "the link is not over");
    demand(link_->wake_at() == proxy::relay::never, "a link that is over wants to wake");
    demand(link_->held() == 0, "something is held for ever");
    for (const auto& bound_links : counts.bound) demand(bound_links.value() == 0, "the gauge of bound links is wrong");
    for (const auto& [id, times] : offered_) {
        demand(times == 1, "confirmation " + std::to_string(id) + " was accounted for " + std::to_string(times) + " times");
    }
    demand(link_->stalled(side::esme) == proxy::relay::stall::none && link_->stalled(side::smsc) == proxy::relay::stall::none,
           "a link that is over stalls");
}

}  // namespace tests::relay
