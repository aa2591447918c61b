#pragma once
// What the shell must do after a call of the core. Owned and reused by the shell; the core only appends.
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/flaw.hpp"
#include "proxy/relay/malformed.hpp"
#include "proxy/relay/outgoing.hpp"
#include "proxy/relay/scratch.hpp"
#include "proxy/relay/side.hpp"
#include "proxy/relay/tally.hpp"
#include "store/change.hpp"

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
