// What passes by the thousand: submits that may pass, and answers, of which nothing changes but the number. Whether a run of them
// is plain is asked once, and what they have in common is done once. Whatever is not plain is left to the walk, which could do
// with each of these PDUs what is done here.
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

// Those of one read that took equally long, as most do, are counted together.
class durations {
public:
    explicit durations(metrics::duration_histogram& into) noexcept : into_(into) {}
    ~durations() { count(); }
    durations(const durations&) = delete;
    durations& operator=(const durations&) = delete;

    void observe_ms(std::uint64_t ms) noexcept {
        if (ms != ms_) count();
        ms_ = ms;
        ++times_;
    }

private:
    void count() noexcept {
        if (times_ != 0) into_.observe_us(ms_ * 1000, times_);
        times_ = 0;
    }

    metrics::duration_histogram& into_;
    std::uint64_t ms_ = 0, times_ = 0;
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

std::size_t link::pass_answers(side from, mutable_octets octets, time_point now, effects& out) {
    if (octets.size() < protocol::header_octets) return 0;
    const auto command = pdu_view{octets}.command();
    const auto asked_by = plain_request(command);
    if (asked_by == command_id{} || !plainly_answered(from)) return 0;
    auto& requests = leg(from).requests;
    const auto now_ms = ms(now);
    durations waited{counts_->upstream_response};
    std::size_t size = 0, count = 0;
    for (;; ++count) {
        const auto frame = protocol::next_frame(octets.subspan(size), its_->bounds.pdu_octets);
        if (frame.state != protocol::framing::whole) break;
        const auto pdu = octets.subspan(size, frame.size);
        const pdu_view view{pdu};
        if (view.command() != command || !requests.waits_for(view.sequence(), asked_by, origin::peer)) break;
        const auto asked = requests.answer(view.sequence());
        protocol::renumber(pdu, asked->original);
        if (from == side::smsc) waited.observe_ms(now_ms - asked->sent_ms);
        size += frame.size;
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

std::size_t link::pass_submits(mutable_octets octets, std::span<const seen_pdu>& submits, time_point now, effects& out) {
    if (!plainly_submitted(out)) return 0;
    const auto command = submits.front().command;
    const auto& room = out.room;
    auto& requests = leg(side::smsc).requests;
    const auto now_ms = ms(now);
    std::size_t size = 0, count = 0;
    for (const auto& one : submits) {
        if (octets.size() - size < protocol::header_octets) break;
        const pdu_view view{octets.subspan(size)};
        const bool plain = one.command == command && one.questions == 1 && !one.to_lists && one.flaw == protocol::flaw::none;
        if (!plain || view.command() != command || room.rulings[one.question] != store::ruling::pass) break;
        const auto number = requests.take(command, view.sequence(), origin::peer, now_ms);
        if (!number) break;
        const auto pdu = octets.subspan(size, view.length());
        protocol::renumber(pdu, *number);
        note_sent(pdu_view{pdu}, std::span{room.questions}.subspan(one.question, 1),
                  std::span{room.rulings}.subspan(one.question, 1));
        size += pdu.size();
        ++count;
    }
    if (count == 0) return 0;
    submits = submits.subspan(count);
    out.on(side::smsc).relay(octets.first(size));
    counts_->count(side::esme, command, outcome::relayed, count);
    active_ = now;
    return size;
}

}  // namespace proxy::relay
