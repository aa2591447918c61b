#pragma once
// Changes of the suppression list, the evidence for them, and the texts that answer them: plain values.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "store/suppression.hpp"

namespace store {

enum class action : std::uint8_t { opt_out = 1, opt_in = 2, help = 3 };

[[nodiscard]] std::string_view name(action what) noexcept;  // "opt-out", "opt-in", "help"

// An address with its type of number and numbering plan, as the wire had it.
struct party {
    std::uint8_t ton = 0;
    std::uint8_t npi = 0;
    std::string digits;
    bool operator==(const party&) const = default;
};

// The last text that went from a number to a person before a reply, where it is still remembered.
struct answered_text {
    std::int64_t sent_ms = 0;  // Unix time in milliseconds; 0: not known
    std::string text;          // UTF-8; empty where it can't be read
    std::string pdu;           // the submit as it went to the SMSC
    bool operator==(const answered_text&) const = default;
};

// Which message led to a change. Empty for what staff did.
struct evidence {
    std::string link;  // configured name
    std::string system_id;
    party from;                  // the person
    party to;                    // the number that was texted
    std::string text;            // UTF-8
    std::string message_id;      // user_message_reference (SMPP 3.4 §5.3.2.17) as a number, when the message had one
    std::uint32_t sequence = 0;  // the SMSC's sequence number: with the link and the time, what names the PDU in its logs
    std::string pdu;             // the reply, octet by octet as the SMSC sent it
    answered_text answered;
    bool operator==(const evidence&) const = default;
};

// A message of ours to a person: a text, or one part of it; the order to cancel what the SMSC still has for that person; or the
// notice that follows a first text.
struct confirmation {
    enum class form : std::uint8_t { text = 1, cancel = 2, notice = 3 };
    action answers = action::opt_out;
    std::string link;       // which link it must leave by: same upstream,
    std::string system_id;  // and same system_id, any bind that may transmit
    std::string service_type;
    party from;        // the number that was texted
    party to;          // the person
    std::string text;  // UTF-8, the whole of it in each part
    form what = form::text;
    std::string list;  // whose words these are; empty: goes out whatever the list
    // As it goes out: with a user data header where esm_class says so. Empty: encoded when it is sent.
    std::string octets;
    std::uint8_t data_coding = 0;
    std::uint8_t esm_class = 0;
    std::uint8_t part = 1;  // of several, from 1

    // What is counted: a text once, however many parts it has.
    [[nodiscard]] bool counts() const noexcept { return what == form::text && part == 1; }
    bool operator==(const confirmation&) const = default;
};

// A delivery receipt of ours: the sender was told that its submit is accepted, and it is not sent on.
struct receipt {
    std::string link;       // which link's sender it is for
    std::string system_id;  // any bind of it that may receive
    std::string service_type;
    party from;              // the submit's destination
    party to;                // the submit's source
    std::string message_id;  // that the sender got
    std::string text;        // ASCII (SMPP 3.4 App. B)
};

// Who was written to last from which number, and for which list.
struct contact {
    std::string recipient;  // canonical
    std::string number;     // canonical: what the recipient would text back to
    std::string list;
    std::string sender;  // where `number` answers for others (stop_address) and the list binds each sender by itself: who wrote
    bool operator==(const contact&) const = default;
};

struct change {
    action what = action::opt_out;
    std::string recipient;          // canonical
    std::vector<binding> bindings;  // opt_out: entries to set; opt_in: entries to lift; help: none
    // The number that was texted, canonical, where the last contact() decides which of several lists a reply means: an opt-out is
    // bound to that list alone and answered in its words. Without a contact all `bindings` are set.
    std::string texted;
    source from = source::keyword;
    std::string actor;   // token name for staff, empty for keywords
    std::string origin;  // the address that staff asked from
    std::string reason;
    evidence because;
    // Put into the outbox by the same write: for opt_out and opt_in only when the state changes (opt_in: and no other entry still
    // applies to the number that was texted), for help always. Of several lists' words those of one list, see `texted`; else the
    // first's.
    std::vector<confirmation> answers;
    unsigned answers_per_day =
        0;                        // to this recipient; 0: no limit. Then, too, the same text within repeat_guard is not answered.
    std::uint64_t review_id = 0;  // the reply in the review queue that this settles; 0: none
};

// An automatic reply comes back as often as it is answered: a keyword message that changes nothing, with the same text as the one
// before it within this time, gets no answer.
inline constexpr std::int64_t repeat_guard_ms = 3'600'000;

// A message of ours that has not gone out yet.
struct outbox_entry {
    std::uint64_t id = 0;
    std::int64_t created_ms = 0;  // Unix time in milliseconds
    std::string recipient;        // canonical
    std::variant<confirmation, receipt> what;

    [[nodiscard]] const std::string& link() const noexcept {
        return std::visit([](const auto& one) -> const std::string& { return one.link; }, what);
    }
    [[nodiscard]] const std::string& system_id() const noexcept {
        return std::visit([](const auto& one) -> const std::string& { return one.system_id; }, what);
    }
    [[nodiscard]] bool is_receipt() const noexcept { return std::holds_alternative<receipt>(what); }
};

// Why a change that would have been answered was not.
enum class silence : std::uint8_t { none = 1, repeated = 2, daily_limit = 3 };
[[nodiscard]] std::string_view name(silence why) noexcept;  // "none", "repeated", "daily-limit"

struct change_result {
    bool stored = false;            // false: nothing was written; for opt_out the entries hold in memory all the same
    bool changed = false;           // an entry was set or lifted that was not so before
    bool still_suppressed = false;  // opt_in: another entry is still in force for this pair
    silence silenced = silence::none;
    event_id event;
    std::vector<outbox_entry> queued;
    std::string error;  // for people, when !stored
};

// How a confirmation ended; or a receipt, but for unknown.
enum class confirmation_outcome : std::uint8_t {
    accepted = 1,  // the peer took it
    refused = 2,   // the peer answered with an error that a retry would not mend
    unknown = 3,   // claimed, perhaps sent, never answered
    expired = 4,   // too old and still waiting
};
inline constexpr std::size_t confirmation_outcome_count = 4;

[[nodiscard]] std::string_view name(confirmation_outcome how) noexcept;

// One line of the audit trail.
enum class event_kind : std::uint8_t {
    opt_out = 1,
    opt_in = 2,
    help = 3,
    confirmation = 4,
    dismissal = 5,
    import = 6,        // of no recipient; one when it begins and one when it ends: see import.hpp
    flush = 7,         // of no recipient: evidence::text says what it took, in words, and evidence::message_id is its id
    undo = 8,          // likewise
    trail_start = 9,   // the chain of the trail begins
    restoration = 10,  // what follows was done to a copy of the database
    retention = 11,    // old events were removed; `detail`: see trail.hpp
    erasure = 12,      // what is known of one person was removed
    trace = 13,        // somebody looked into a link's traffic; `detail` says for how long, in words
};
inline constexpr auto last_event_kind = event_kind::trace;

[[nodiscard]] std::string_view name(event_kind kind) noexcept;  // "opt-out", "trail-start"

// The reason in the event that ends an order to cancel.
inline constexpr std::string_view cancel_reason = "cancel_sm";

[[nodiscard]] std::string text_of(const event_id& id);  // as people and the API name it; empty of none

struct event {
    event_id id;
    std::uint64_t sequence = 0;  // place in the trail, from 1 and without a gap; 0: older than the chain
    std::uint64_t hlc = 0;       // hybrid logical time: Unix milliseconds << 16 | counter
    [[nodiscard]] std::int64_t unix_ms() const noexcept { return static_cast<std::int64_t>(hlc >> 16U); }
    event_kind kind = event_kind::opt_out;
    std::string recipient;  // empty where no person is concerned
    std::vector<binding> bindings;
    std::vector<binding> before, after;  // those of `bindings` that were in force
    source from = source::keyword;
    std::string actor;
    std::string origin;  // the address that staff asked from
    std::string reason;
    std::string detail;  // of some kinds: octets
    evidence because;
    bool erased = false;  // what the person said and was told is gone, on request
    bool changed = false;
    bool still_suppressed = false;
    silence silenced = silence::none;
    std::uint64_t outbox_id = 0;                                   // of the first message of ours that it caused, or 0
    std::uint8_t outbox_count = 0;                                 // how many: their ids follow each other
    confirmation_outcome outcome = confirmation_outcome::unknown;  // kind confirmation only
    std::uint32_t command_status = 0;                              // kind confirmation: the SMSC's answer
    std::string confirmation_message_id;
};

// Submits that were refused because of an entry.
struct attempts {
    std::string sender, list;  // of the submits
    std::uint64_t count = 0;
    std::int64_t first_ms = 0, last_ms = 0;  // Unix time in milliseconds
    bool operator==(const attempts&) const = default;
};

// What people want to see about one entry.
struct proof {
    std::optional<event> cause;              // the event that set it
    std::optional<std::int64_t> durable_ms;  // when it was on disk
    std::vector<event> confirmations;        // how its confirmation ended, by part
    std::vector<attempts> refused;           // since then
};

// A reply that reads like an opt-out and is none.
struct suspicion {
    std::uint64_t id = 0;
    std::int64_t at_ms = 0;         // Unix time in milliseconds
    std::string recipient;          // canonical: the person
    std::vector<binding> bindings;  // what an opt-out would set
    std::string texted;             // see change::texted
    std::string rule;               // why it is here
    evidence because;
};

}  // namespace store
