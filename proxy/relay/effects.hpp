#pragma once
// What the shell must do after a call of the core. Owned and reused by the shell; the core only appends.
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/command_id.hpp"
#include "protocol/flaw.hpp"
#include "protocol/pdu_view.hpp"
#include "proxy/consent/canonical.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "proxy/relay/malformed.hpp"
#include "proxy/relay/outgoing.hpp"
#include "proxy/relay/side.hpp"
#include "proxy/relay/tally.hpp"
#include "store/change.hpp"
#include "store/number_hash.hpp"
#include "store/suppression.hpp"

namespace proxy::relay {

// Names something that waits in the core for an answer from outside.
using ticket = std::uint64_t;

struct lookup {
    ticket asker = 0;
    std::string recipient, sender, list;
};

struct wanted_change {
    ticket asker = 0;
    store::change change;
};

// A receipt that must be on disk before its submit is answered by filed().
struct wanted_receipt {
    ticket asker = 0;
    std::string recipient;  // canonical
    store::receipt receipt;
};

// Whether a text is the first from its sender to its recipient, answered by introduced().
struct wanted_introduction {
    ticket asker = 0;
    store::contact contact;
    std::optional<store::confirmation> notice;  // goes out as a text of its own if it is
};

// How a confirmation or receipt that was offered to the link went on.
struct confirmation_step {
    enum class kind : std::uint8_t {
        claim,      // mark it claimed in the store, then call claimed(); confirmations alone
        returned,   // not sent: it may go by another link
        throttled,  // try later: the peer is busy or has not answered a receipt, or the claim could not be written
        settled,    // over: write `how`, `status` and `message_id` down
    };
    kind what = kind::claim;
    std::uint64_t outbox_id = 0;
    bool claimed = false;  // returned, throttled: it stands as claimed in the store and must be released there
    store::confirmation_outcome how = store::confirmation_outcome::accepted;
    std::uint32_t status = 0;
    std::string message_id{};
};

// Why a link is over.
enum class end_reason : std::uint8_t {
    sender_closed,
    smsc_closed,
    unbound,
    drained,
    session_init,  // no bind in time
    connect_failed,
    bad_length,     // command_length out of bounds: the stream can't be followed
    partial_pdu,    // half a PDU and then silence
    silent_sender,  // no answer to enquire_link
    silent_smsc,
    no_bind_answer,
    inactivity,
    write_stall,  // a peer that reads nothing
};
[[nodiscard]] std::string_view name(end_reason why) noexcept;

struct ending {
    end_reason why;
    side where = side::esme;
    std::string first_octets;  // of the PDU with the bad length: up to 32
};

// One PDU of a read, and what the first pass has asked about it.
struct seen_pdu {
    protocol::command_id command{};
    std::uint32_t question = 0;   // the first of its own in `questions`
    std::uint16_t questions = 0;  // one for each number that it goes to
    bool to_lists = false;        // it also goes to distribution lists
    protocol::flaw flaw = protocol::flaw::none;
};

// Who sends a submit, and as what: what many submits of one read have in common.
struct origin_of_submit {
    protocol::octets fields;          // of the body, that all else here was read from; empty: don't compare
    protocol::command_id command{};   // how long its addresses may be
    std::string_view sender, list{};  // canonical; the list's name
    std::uint64_t sender_hash = 0;

    [[nodiscard]] bool is_of(protocol::pdu_view submit) const noexcept {
        const auto body = submit.body();
        return !fields.empty() && submit.command() == command && body.size() > fields.size() &&
               std::memcmp(body.data(), fields.data(), fields.size()) == 0;
    }
};

// Room to think, kept between calls so that nothing is allocated.
struct scratch {
    std::vector<seen_pdu> submits;  // in order, those of this read that are judged
    static constexpr unsigned place_bits = 5;  // 32 places, 2 KiB: pools of numbers are that large, and the first cache has room
    std::array<origin_of_submit, 1U << place_bits> origins;  // of this read's submits; those of one place take turns
    std::vector<store::question> questions;
    std::vector<store::ruling> rulings;
    // Canonical numbers that are no part of the octets read; a deque because they don't move.
    std::deque<consent::canonical_room> spellings;
    std::size_t spelled = 0;

    void clear() noexcept {
        submits.clear();
        for (auto& one : origins) one.fields = {};
        questions.clear();
        spelled = 0;
    }
    // Where its origin stands, or will. By the first octets of the body: service_type and most of an ordinary number.
    origin_of_submit& place_of(protocol::pdu_view submit) noexcept {
        constexpr std::size_t looked_at = 16;
        const auto body = submit.body();
        if (body.size() < looked_at) return origins.front();
        std::array<std::uint64_t, 2> words;
        std::memcpy(words.data(), body.data(), looked_at);
        return origins[((words[0] ^ std::rotl(words[1], 29)) * 0x9E37'79B9'7F4A'7C15) >> (64 - place_bits)];
    }
    // Valid until clear(), and as long as the octets of `number`.
    std::string_view canonical(const protocol::address& number, const consent::dialling_plan* home) {
        if (home == nullptr && consent::is_plain(number.digits)) return number.digits;
        if (spelled == spellings.size()) spellings.emplace_back();
        auto& room = spellings[spelled].octets;
        const auto found = consent::canonical(number, home, spellings[spelled]);
        if (std::less_equal<>{}(room.data(), found.data()) && std::less<>{}(found.data(), room.data() + room.size())) ++spelled;
        return found;
    }
    // Views live as long as the question.
    void ask(std::string_view recipient, const origin_of_submit& from) {
        const auto hash = store::number_hash(recipient);
        questions.emplace_back(recipient, from.sender, from.list, hash, store::pair_hash(from.sender_hash, hash));
    }
};

struct effects {
    outgoing* to[side_count] = {nullptr, nullptr};  // set by the shell: what will be written next to each leg

    bool connect = false;                           // open the connection to the SMSC, then connected() or connect_failed()
    bool close_write[side_count] = {false, false};  // after all that was appended: no more will be written to that leg
    std::optional<ending> end;       // after all that was appended, or at once when a leg is stuck: the link is over
    std::optional<bind_type> bound;  // the SMSC accepted the bind
    bool unbound = false;            // no confirmation and no receipt may be offered any more
    std::vector<lookup> lookups;
    std::vector<wanted_change> changes;
    std::vector<wanted_receipt> receipts;
    std::vector<wanted_introduction> introductions;
    std::vector<store::suspicion> suspicions;  // for the review queue
    std::vector<confirmation_step> confirmations;
    // The first of a call: a peer that sends nothing else must not fill the memory.
    static constexpr std::size_t most_malformed = 4;
    std::vector<malformed_pdu> malformed;
    scratch room;

    outgoing& on(side leg) { return *to[index(leg)]; }
    void clear() {
        connect = close_write[0] = close_write[1] = unbound = false;
        end.reset();
        bound.reset();
        lookups.clear();
        changes.clear();
        receipts.clear();
        introductions.clear();
        suspicions.clear();
        confirmations.clear();
        malformed.clear();
    }
};

}  // namespace proxy::relay
