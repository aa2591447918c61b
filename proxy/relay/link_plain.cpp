// What passes by the thousand: submits that may pass, and answers, of which nothing changes but the number. Whether a run of them
// is plain is asked once, and what they have in common is done once. Whatever is not plain is left to the walk, which could do
// with each of these PDUs what is done here.
#include <algorithm>

#include "proxy/relay/link.hpp"

namespace proxy::relay {

using protocol::command_id;
using protocol::mutable_octets;
using protocol::pdu_view;

namespace {

// A request of a command whose answers are plain; none: 0.
command_id plain_request(command_id answer) noexcept {
    switch (answer) {
        case command_id::submit_sm_resp: return command_id::submit_sm;
        case command_id::deliver_sm_resp: return command_id::deliver_sm;
        case command_id::data_sm_resp: return command_id::data_sm;
        default: return command_id{};
    }
}

// How long requests waited. Those of one read that were sent in the same millisecond, as most were, are counted together.
class waits {
public:
    // `into`: nullptr, where nobody wants to know.
    waits(metrics::duration_histogram* into, std::uint64_t now_ms) noexcept : into_(into), now_ms_(now_ms) {}
    ~waits() { count(); }
    waits(const waits&) = delete;
    waits& operator=(const waits&) = delete;

    void ended(std::uint64_t sent_ms) noexcept {
        if (sent_ms != sent_ms_) count();
        sent_ms_ = sent_ms;
        ++times_;
    }

private:
    void count() noexcept {
        if (times_ != 0 && into_ != nullptr) into_->observe_us((now_ms_ - sent_ms_) * 1000, times_);
        times_ = 0;
    }

    metrics::duration_histogram* into_;
    std::uint64_t now_ms_, sent_ms_ = 0, times_ = 0;
};

}  // namespace

std::size_t link::pass_plain(side from, mutable_octets octets, std::span<const seen_pdu>& submits, time_point now, effects& out) {
    std::size_t passed = 0;
    if (!submits.empty()) passed += pass_submits(octets, submits, now, out);
    return passed + pass_answers(from, octets.subspan(passed), now, out);
}

// No answer has anything to do but to go back to who asked.
bool link::plainly_answered(side from) const noexcept {
    const bool for_us = from == side::smsc && (!awaited_.empty() || confirmations_.size() != 0 || submits_.yielding() != 0);
    return phase_ == phase::bound && !leg(other(from)).write_closed && !for_us;
}

[[gnu::noinline]] std::size_t link::pass_answers(side from, mutable_octets octets, time_point now, effects& out) {
    if (octets.size() < protocol::header_octets) return 0;
    const auto command = pdu_view{octets}.command();
    const auto asked_by = plain_request(command);
    if (asked_by == command_id{} || !plainly_answered(from)) return 0;
    auto& requests = leg(from).requests;
    const auto limit = its_->bounds.pdu_octets;
    waits waited{from == side::smsc ? &counts_->upstream_response : nullptr, ms(now)};
    std::size_t size = 0, count = 0;
    for (;; ++count) {
        const auto rest = octets.subspan(size);
        const auto whole = protocol::whole_pdu(rest, limit);
        if (whole == 0 || pdu_view{rest}.command() != command) break;
        const auto* const asked = requests.answer_to_peer(pdu_view{rest}.sequence(), asked_by);
        if (asked == nullptr) break;
        protocol::renumber(rest, asked->original);
        waited.ended(asked->sent_ms);
        size += whole;
    }
    if (count == 0) return 0;
    out.on(other(from)).relay(octets.first(size));
    counts_->count(from, command, outcome::relayed, count);
    active_ = now;
    return size;
}

// No submit to one number that may pass has anything to do but to go on.
bool link::plainly_submitted(const effects& out) const noexcept {
    return phase_ == phase::bound && !leg(side::esme).write_closed && !leg(side::smsc).write_closed &&
           out.to[index(side::esme)]->own_octets() <= its_->bounds.own_octets && submits_.empty() && confirmations_.size() == 0 &&
           !its_->lists->any_notice() && its_->opted_out_codes.empty() && !of_staff();
}

[[gnu::noinline]] std::size_t link::pass_submits(mutable_octets octets, std::span<const seen_pdu>& submits, time_point now,
                                                 effects& out) {
    if (!plainly_submitted(out)) return 0;
    const auto command = submits.front().command;
    const auto& room = out.room;
    auto& requests = leg(side::smsc).requests;
    const auto now_ms = ms(now);
    std::size_t size = 0, count = 0;
    const auto most = std::min(submits.size(), requests.room());
    for (; count < most && submits[count].plain; ++count) {
        const auto rest = octets.subspan(size);
        const bool passes = room.rulings[submits[count].question] == store::ruling::pass;
        if (!passes || pdu_view{rest}.command() != command) break;
        protocol::renumber(rest, requests.number_for(command, pdu_view{rest}.sequence(), origin::peer, now_ms));
        size += submits[count].size;
    }
    if (count == 0) return 0;
    note_all_sent(octets.first(size), submits.first(count), room);
    submits = submits.subspan(count);
    out.on(side::smsc).relay(octets.first(size));
    counts_->count(side::esme, command, outcome::relayed, count);
    active_ = now;
    return size;
}

// `pdus`: theirs, one after another.
void link::note_all_sent(protocol::octets pdus, std::span<const seen_pdu> submits, const scratch& room) {
    const bool list_matters = its_->lists->contacts_matter();
    for (const auto& one : submits) {
        const auto& asked = room.questions[one.question];
        memory_->sent(asked, list_matters ? its_->lists->named(asked.list) : nullptr, pdus.first(one.size));
        pdus = pdus.subspan(one.size);
    }
}

}  // namespace proxy::relay
