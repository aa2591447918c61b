#pragma once
// The sans-IO core of one link: a sender's connection and the connection to the SMSC that its bind opened.
//
// The shell tells what happened (octets, an end of file, an answer of the store, time) and then does what `effects` says, before
// it calls any link of this worker again. Octets are rewritten where they stand; what received() relays is borrowed from the
// caller's buffer until it is written. received() may consume less than it was given: half a PDU, or because stalled() says why
// it must wait. While it waits the shell keeps the rest, reads no more from that side, and offers the rest again after every
// other event of this link; octets that were offered before count as heard once. Not thread-safe; no clock, no socket, no
// exceptions.
#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "protocol/octets.hpp"
#include "protocol/short_message.hpp"
#include "proxy/relay/effects.hpp"
#include "proxy/relay/held_replies.hpp"
#include "proxy/relay/held_submits.hpp"
#include "proxy/relay/judge.hpp"
#include "proxy/relay/leg_watch.hpp"
#include "proxy/relay/offers.hpp"
#include "proxy/relay/partial_submits.hpp"
#include "proxy/relay/receipt_book.hpp"
#include "proxy/relay/refused_ids.hpp"
#include "proxy/relay/sequence_ring.hpp"
#include "proxy/relay/settings.hpp"
#include "proxy/relay/side.hpp"
#include "proxy/relay/tally.hpp"
#include "proxy/relay/time.hpp"
#include "proxy/relay/witness.hpp"

namespace proxy::relay {

// Where a link stands in its life.
enum class phase : std::uint8_t {
    open,        // connected, not bound
    connecting,  // a bind came; the SMSC is being dialled
    binding,     // the bind is with the SMSC
    bound,       // everything passes
    leaving,     // we are unbinding: a drain, or the SMSC is gone
    over,        // effects::end was given
};
[[nodiscard]] std::string_view name(phase where) noexcept;

class link {
public:
    // How often the seconds of a pause that lasts are counted, so that a stuck leg shows before it moves again.
    static constexpr std::chrono::seconds pause_counted{1};

    // How long to wait before a bind is tried again that met ESME_RALYBND: an SMSC needs seconds to notice that the connection
    // before is gone. Doubles up to the longest.
    static constexpr std::chrono::seconds first_rebind_pause{1};
    static constexpr std::chrono::seconds longest_rebind_pause{8};

    // References live longer than the link. `accepted`: the side that connected to us; the other one is dialled.
    // `first_sequence`: of both legs' numbers.
    link(std::shared_ptr<const settings> its, judge& store, witness& memory, receipt_book& receipts, refused_ids& ids,
         tally& counts, time_point now, side accepted = side::esme, std::uint32_t first_sequence = 1);
    ~link();
    link(const link&) = delete;
    link& operator=(const link&) = delete;

    // Other settings, for all that comes from now on; a wait with an end keeps it. `counts`: with a slot for each of their lists;
    // what was counted stays where it is, so that gauges are right in the sum of both.
    void adopt(std::shared_ptr<const settings> its, tally& counts, time_point now, effects& out);

    // Octets at the front of what was read from a side and not consumed yet. Returns how many are done with.
    std::size_t received(side from, protocol::mutable_octets octets, time_point now, effects& out);
    // Why received() stopped before a whole PDU; none: read on.
    [[nodiscard]] stall stalled(side from) const noexcept { return phase_ == phase::over ? stall::none : leg(from).stalled; }
    // The shell can't read from a side because what was read is not written yet, or can again.
    void backpressure(side from, bool on, time_point now);
    // End of file or a broken connection. What it sent before and the link has stalled on is still worth offering.
    void ended(side which, time_point now, effects& out);

    // Of effects::connect: the side that did not connect to us.
    void connected(time_point now, effects& out);
    void connect_failed(time_point now, effects& out);

    // A write began, or took some octets; all is written.
    void write_progress(side to, time_point now) noexcept { leg(to).watch.write_progress(now); }
    void write_idle(side to) noexcept { leg(to).watch.write_idle(); }

    // Answers to effects::lookups, changes, receipts and introductions. Unknown tickets are ignored.
    void judged(ticket asker, store::ruling ruling, time_point now, effects& out);
    void stored(ticket asker, const store::change_result& result, time_point now, effects& out);
    void filed(ticket asker, bool durable, time_point now, effects& out);
    void introduced(ticket asker, bool first, time_point now, effects& out);  // `first`: and durable

    // A confirmation or receipt for this link to send. Answered by effects::confirmations, now or later.
    void offer(store::outbox_entry entry, time_point expires, time_point now, effects& out);
    void claimed(std::uint64_t outbox_id, bool ok, time_point now, effects& out);

    // Leave in order: no new requests, wait for answers, unbind, close.
    void drain(time_point now, effects& out);

    // Call at wake_at() or later.
    void tick(time_point now, effects& out);
    [[nodiscard]] time_point wake_at() noexcept;

    [[nodiscard]] phase where() const noexcept { return phase_; }
    [[nodiscard]] bind_type bound_as() const noexcept { return bind_; }
    [[nodiscard]] std::string_view system_id() const noexcept { return system_id_; }
    // Whether it takes confirmations, and receipts.
    [[nodiscard]] bool may_transmit() const noexcept { return takes_ours() && bind_ != bind_type::receiver; }
    [[nodiscard]] bool may_receive() const noexcept { return takes_ours() && bind_ != bind_type::transmitter; }
    [[nodiscard]] std::size_t in_flight(side to) const noexcept { return legs_[index(to)].requests.outstanding(); }
    [[nodiscard]] std::size_t held() const noexcept { return submits_.size() + replies_.size() + filing_.size(); }

private:
    struct leg_state {
        sequence_ring requests;  // that we sent on this leg
        leg_watch watch;
        bool ended = false;         // its peer will send no more
        bool write_closed = false;  // we said effects::close_write
        stall stalled = stall::none;
        bool unread = false;        // the shell's back pressure
        time_point paused_since{};  // what of the pause is not counted yet
        std::size_t left = 0;       // octets of the last received() that were not consumed
    };
    // What became of a PDU in the walk.
    enum class fate : std::uint8_t { relay, cut, hold };
    struct step {
        fate what = fate::cut;
        outcome as = outcome::dropped;  // of one that is held: counted when its wait is over
        stall wait = stall::none;       // not none: nothing was done; offer it again later
    };
    // A submit that is answered when its receipt is on disk, and the id that it gets.
    struct accepted_submit {
        protocol::command_id command{};
        std::uint32_t sequence = 0;
        std::string message_id;
    };
    // How far leaving has got: our unbind is with the sender, then with the SMSC, then only their closes are missing.
    enum class farewell_step : std::uint8_t { sender, smsc, closing };

    leg_state& leg(side one) noexcept { return legs_[index(one)]; }
    [[nodiscard]] const leg_state& leg(side one) const noexcept { return legs_[index(one)]; }
    [[nodiscard]] std::uint64_t ms(time_point now) const noexcept;

    // Appends PDUs of ours; nothing follows the end of a leg's stream.
    template <class Append>
    void say(side to, effects& out, Append append) {
        if (!leg(to).write_closed) out.on(to).ours(append);
    }

    // link.cpp: the walk
    std::size_t survey(side from, protocol::octets octets, bool& more, effects& out) const;
    stall walk(side from, protocol::mutable_octets octets, std::size_t& done, time_point now, effects& out);
    step esme_pdu(seen_pdu& one, protocol::mutable_octets pdu, time_point now, effects& out);
    step smsc_pdu(seen_pdu& one, protocol::mutable_octets pdu, time_point now, effects& out);
    step relay_request(side from, protocol::mutable_octets pdu, time_point now);
    step relay_response(side from, protocol::mutable_octets pdu, time_point now, effects& out);
    step pass_answer(side from, protocol::mutable_octets pdu, const request& asked, effects& out);
    step answer(side from, protocol::pdu_view pdu, protocol::command_status status, effects& out);
    step pass_unbind(side from, protocol::mutable_octets pdu, time_point now, effects& out);
    void pause(side which, stall why, bool unread, time_point now);
    void lose_framing(side from, protocol::octets rest, std::size_t at, time_point now, effects& out);
    void note_malformed(side from, protocol::flaw what, std::size_t at, protocol::octets pdu, std::uint32_t sequence,
                        effects& out);
    void end_call() noexcept;  // what all calls from outside end with

    // link_plain.cpp: what passes by the thousand
    std::size_t pass_plain(side from, protocol::mutable_octets octets, std::span<const seen_pdu>& submits, time_point now,
                           effects& out);
    [[nodiscard]] bool plainly_answered(side from) const noexcept;
    std::size_t pass_answers(side from, protocol::mutable_octets octets, time_point now, effects& out);
    [[nodiscard]] bool plainly_submitted(const effects& out) const noexcept;
    std::size_t pass_submits(protocol::mutable_octets octets, std::span<const seen_pdu>& submits, time_point now, effects& out);
    void note_all_sent(protocol::octets pdus, std::span<const seen_pdu> submits, const scratch& room);

    // link_bind.cpp: from connection to bind
    step before_bound(seen_pdu& one, protocol::mutable_octets pdu, time_point now, effects& out);
    step before_outbind(const seen_pdu& one, protocol::mutable_octets pdu, time_point now, effects& out);
    void dial(time_point now, effects& out);
    void send_bind(time_point now, effects& out);
    [[nodiscard]] bool tries_again(protocol::pdu_view answer, time_point now);
    [[nodiscard]] bool rebinding() const noexcept { return rebind_at_ != never; }
    void rebind(time_point now, effects& out);
    void bind_answered(protocol::pdu_view answer, time_point now, effects& out);

    // link_submits.cpp: verdicts
    [[nodiscard]] static bool is_judged(protocol::command_id command) noexcept;
    std::size_t ask_for_all(protocol::octets octets, bool& more, scratch& room) const;
    void ask(protocol::pdu_view pdu, scratch& room) const;
    [[nodiscard]] static bool ask_plainly(protocol::pdu_view pdu, scratch& room);
    protocol::flaw ask_for_one(protocol::pdu_view pdu, scratch& room) const;
    protocol::flaw ask_for_each(seen_pdu& one, protocol::pdu_view pdu, scratch& room) const;
    // Its `fields` and `command` are left to who may compare.
    [[nodiscard]] origin_of_submit origin_of(const protocol::address& source, std::string_view service_type,
                                             protocol::octets parameters, scratch& room) const;
    [[nodiscard]] std::size_t list_index(std::string_view list) const noexcept;
    void rule(std::span<const store::question> questions, std::span<store::ruling> rulings, const effects& out) const;
    [[nodiscard]] store::ruling unless_forwarded(store::ruling one) const noexcept;
    // Of a whole submit: suppressed when it would reach nobody else; pass when it may go, if need be without some destinations.
    [[nodiscard]] static store::ruling combined(std::span<const store::ruling> each, bool to_lists) noexcept;
    step judge_submit(const seen_pdu& one, protocol::mutable_octets pdu, time_point now, effects& out);
    step pass_submit(protocol::mutable_octets pdu, std::span<const store::question> asked, std::span<const store::ruling> rulings,
                     time_point now, effects& out);
    void note_sent(protocol::pdu_view pdu, std::span<const store::question> asked, std::span<const store::ruling> rulings);
    step answer_partial(const partial_submit& sent, protocol::pdu_view answer, std::uint32_t original, effects& out);
    void say_refusal(protocol::command_id submit, std::uint32_t sequence, protocol::command_status status, effects& out);
    step refuse(protocol::pdu_view submit, protocol::command_status status, effects& out);
    // `asked`: at least one.
    step refuse_suppressed(protocol::pdu_view submit, std::span<const store::question> asked, effects& out);
    [[nodiscard]] bool must_yield() const noexcept;

    // link_holds.cpp: submits that wait
    step hold(const seen_pdu& one, protocol::octets pdu, held_submit::waits_for what, time_point now, effects& out);
    void look_up(held_submit& held, effects& out);
    [[nodiscard]] static std::vector<store::question> questions_of(const held_submit& one);
    [[nodiscard]] std::vector<store::ruling> rule_again(const held_submit& one, std::span<const store::question> asked,
                                                        const effects& out) const;
    void proceed(held_submit& held, time_point now, effects& out);
    void settle(const held_submit& waited, std::span<const store::ruling> rulings, time_point now, effects& out);
    step settled(const held_submit& submit, protocol::mutable_octets pdu, std::span<const store::ruling> rulings, time_point now,
                 effects& out);
    void release_yielding(time_point now, effects& out);

    // link_replies.cpp: keywords and receipts
    step reply(seen_pdu& one, protocol::mutable_octets pdu, time_point now, effects& out);
    step answer_reply(protocol::pdu_view reply, protocol::command_status status, effects& out);
    step pass_reply(protocol::mutable_octets pdu, time_point now, effects& out);
    struct read_reply;
    [[nodiscard]] std::optional<read_reply> read(const protocol::short_message& message, protocol::pdu_view pdu) const;
    step take_keyword(read_reply&& what, const protocol::short_message& message, protocol::pdu_view pdu, effects& out);
    void review(read_reply&& what, effects& out);
    [[nodiscard]] store::evidence evidence_of(const protocol::short_message& message, protocol::pdu_view pdu,
                                              std::string text) const;
    [[nodiscard]] std::vector<store::confirmation> answers_to(const read_reply& what, const protocol::short_message& message,
                                                              std::uint32_t sequence) const;

    // link_notices.cpp: the first text to somebody
    [[nodiscard]] bool wants_introduction(protocol::pdu_view submit, std::span<const store::question> asked,
                                          std::span<const store::ruling> rulings) const;
    void introduce(held_submit& held, effects& out);

    // link_staff.cpp: submits that are orders of staff
    [[nodiscard]] bool of_staff() const noexcept;
    std::optional<step> take_command(protocol::pdu_view submit, std::span<const store::question> asked, effects& out);

    // link_carrier.cpp: what the carrier knows of opt-outs
    void learn_from_receipt(const protocol::short_message& receipt, protocol::pdu_view pdu, effects& out);
    void learn_from_answer(const request& asked, protocol::pdu_view answer, effects& out);

    // link_confirmations.cpp: our own texts
    void return_offers(effects& out);
    void seek_slot(bool freed, effects& out);
    void slot_freed(time_point now, effects& out);
    void confirmation_answered(std::uint32_t number, protocol::pdu_view answer, effects& out);
    void send_confirmation(offered& one, std::uint32_t number, effects& out);

    // link_receipts.cpp: submits that we accept and refuse
    step accept(protocol::pdu_view submit, std::string_view recipient, effects& out);
    step answer_accepted(const accepted_submit& one, effects& out);
    bool answer_for_accepted(protocol::pdu_view asked, effects& out);
    void return_unanswered_receipts(effects& out);
    void seek_receiver(time_point now, effects& out);
    void send_receipt(const store::receipt& what, std::uint32_t number, effects& out);
    void receipt_answered(std::uint32_t number, protocol::pdu_view answer, time_point now, effects& out);
    [[nodiscard]] bool before_3_4() const noexcept { return esme_version_ < 0x34; }

    // link_end.cpp: time and farewells
    [[nodiscard]] bool gone(side which) const noexcept { return leg(which).ended && leg(which).stalled == stall::none; }
    [[nodiscard]] bool holding() const noexcept { return held() != 0; }
    [[nodiscard]] bool takes_ours() const noexcept {
        return phase_ == phase::bound && !parting_ && !draining_ && !leg(side::esme).ended;
    }
    [[nodiscard]] bool may_leave(time_point now) const noexcept;
    void leave(end_reason why, side where, time_point now, effects& out);
    void farewell(side to, time_point now, effects& out);
    void advance_ending(time_point now, effects& out);
    void advance_leaving(time_point now, effects& out);
    void close_write(side to, effects& out);
    void finish(end_reason why, side where, time_point now, effects& out);
    void drop_holds();
    void drop_expired(offers& of, time_point now, effects& out);
    void lose(side which, end_reason why, time_point now, effects& out);
    void tick_leg(side which, time_point now, effects& out);
    void probe(side which, time_point now, effects& out);
    void expire_requests(side which, time_point now, effects& out);

    std::shared_ptr<const settings> its_;
    judge* judge_;
    witness* memory_;
    receipt_book* receipts_;
    refused_ids* ids_;
    tally* counts_;
    time_point began_;
    side accepted_;
    std::array<leg_state, side_count> legs_;

    phase phase_ = phase::open;
    bind_type bind_ = bind_type::transceiver;
    std::string system_id_;
    std::uint8_t esme_version_ = 0x34;
    protocol::octet_buffer opening_;  // the bind or outbind that waits for a connection; a bind that may be tried again, too
    bool connected_ = false;          // the dialled connection stands
    bool parting_ = false;            // an unbind of a peer has passed
    bool draining_ = false;
    end_reason why_ = end_reason::sender_closed;  // with where_: what will be told at the end
    side where_ = side::esme;
    farewell_step farewell_ = farewell_step::sender;

    held_submits submits_;
    partial_submits partials_;  // with the SMSC
    held_replies replies_;
    std::unordered_map<ticket, accepted_submit> filing_;  // orders of staff, too
    // Where codes of the carrier are learned from: submits with the SMSC, by our number. As many as `requests` holds.
    struct awaited_submit {
        std::string recipient, sender, list;
    };
    std::unordered_map<std::uint32_t, awaited_submit> awaited_;
    offers confirmations_;
    offers reports_;          // receipts of ours
    bool ours_next_ = false;  // of the next freed slots a submit had the last one: neither side starves
    ticket next_ticket_ = 1;

    time_point bind_until_ = never;                     // session-init; while connecting: the shell's answer
    time_point rebind_at_ = never;                      // a bind that met ESME_RALYBND is tried again then
    time_point rebind_until_ = never;                   // and no later than this
    std::chrono::seconds rebind_pause_{};               // the last one
    time_point active_;                                 // last PDU but enquire_link
    time_point leave_by_ = never;                       // the drain's limit: then unbind whatever is open
    time_point farewell_until_ = never;                 // our unbind's answer
    time_point close_until_ = never;                    // a peer's close
    std::array<std::size_t, side_count + 1> gauged_{};  // in flight by side, held: as last told to the tally
};

}  // namespace proxy::relay
