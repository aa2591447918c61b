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

// Which message led to a change. Empty for what staff did.
struct evidence {
    std::string link;  // configured name
    std::string system_id;
    party from;                  // the person
    party to;                    // the number that was texted
    std::string text;            // UTF-8
    std::string message_id;      // user_message_reference (SMPP 3.4 §5.3.2.17) as a number, when the message had one
    std::uint32_t sequence = 0;  // the SMSC's sequence number: with the link and the time, what names the PDU in its logs
};

// A text of ours in answer to a keyword.
struct confirmation {
    action answers = action::opt_out;
    std::string link;       // which link it must leave by: same upstream,
    std::string system_id;  // and same system_id, any bind that may transmit
    std::string service_type;
    party from;        // the number that was texted
    party to;          // the person
    std::string text;  // UTF-8
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

struct change {
    action what = action::opt_out;
    std::string recipient;          // canonical
    std::vector<binding> bindings;  // opt_out: entries to set; opt_in: entries to lift; help: none
    source from = source::keyword;
    std::string actor;  // token name for staff, empty for keywords
    std::string reason;
    evidence because;
    // Put into the outbox by the same write: for opt_out and opt_in only when the state changes (opt_in: and no other entry still
    // applies to the number that was texted), for help always.
    std::optional<confirmation> answer;
};

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

struct change_result {
    bool stored = false;            // false: nothing was written; for opt_out the entries hold in memory all the same
    bool changed = false;           // an entry was set or lifted that was not so before
    bool still_suppressed = false;  // opt_in: another entry is still in force for this pair
    event_id event;
    std::optional<outbox_entry> queued;
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
enum class event_kind : std::uint8_t { opt_out = 1, opt_in = 2, help = 3, confirmation = 4 };

[[nodiscard]] std::string_view name(event_kind kind) noexcept;  // "opt-out", "opt-in", "help", "confirmation"

struct event {
    event_id id;
    std::uint64_t hlc = 0;  // hybrid logical time: Unix milliseconds << 16 | counter
    event_kind kind = event_kind::opt_out;
    std::string recipient;
    std::vector<binding> bindings;
    source from = source::keyword;
    std::string actor;
    std::string reason;
    evidence because;
    bool changed = false;
    bool still_suppressed = false;
    std::uint64_t outbox_id = 0;                                   // of the confirmation, or 0
    confirmation_outcome outcome = confirmation_outcome::unknown;  // kind confirmation only
    std::uint32_t command_status = 0;                              // kind confirmation: the SMSC's answer
    std::string confirmation_message_id;
};

}  // namespace store
