#pragma once
// What the links of one worker and one [[link]] have counted. Written by that worker alone; read by whoever scrapes.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "metrics/counter.hpp"
#include "protocol/command_id.hpp"
#include "protocol/flaw.hpp"
#include "proxy/consent/keyword.hpp"
#include "proxy/relay/side.hpp"

namespace proxy::relay {

// What became of a PDU that came in.
enum class outcome : std::uint8_t {
    relayed,   // passed on, at once or after a wait
    answered,  // answered by us (enquire_link, a keyword, a PDU out of state)
    refused,   // a submit to a suppressed number, or one that could not be checked
    dropped,   // a response that nobody waits for, or one to a request of ours
};
inline constexpr std::size_t outcome_count = 4;
[[nodiscard]] std::string_view name(outcome what) noexcept;

// Why nothing is read from a leg.
enum class stall : std::uint8_t {
    none,
    binding,      // the bind is not answered yet
    window,       // the other leg leaves too many requests unanswered
    store,        // too many PDUs wait for the store
    slow_reader,  // it does not take our answers, or the other leg does not take what it sent
    drain,        // new requests wait for the unbind
};
inline constexpr std::size_t stall_count = 6;
[[nodiscard]] std::string_view name(stall why) noexcept;

// Why a sender's connection was turned away before a word of SMPP.
enum class denial : std::uint8_t {
    proxy_header,  // it came from a balancer and did not begin with a good PROXY header
    tls,           // the handshake failed
    too_slow,      // neither came to its end in the time to the bind
};
inline constexpr std::size_t denial_count = 3;
[[nodiscard]] std::string_view name(denial why) noexcept;

// Commands as a small index: 29 requests (the last: vendor and unknown), then their answers in the same order.
inline constexpr std::size_t command_kinds = 29;
inline constexpr std::size_t command_count = 2 * command_kinds;
[[nodiscard]] constexpr std::size_t command_index(protocol::command_id id) noexcept {
    // Bit n: the command n is known, as a request and as an answer. generic_nack is the answer 0; nothing answers an outbind
    // (0x0B).
    constexpr std::uint32_t low_requests = 0x0020'0BFE;
    constexpr std::uint32_t low_answers = 0x0020'03FF;
    const bool answer = protocol::is_response(id);
    const auto low = static_cast<std::uint32_t>(id) & 0x7FFFFFFFU;
    std::size_t kind = command_kinds - 1;
    if (low <= 0x15) {
        if ((((answer ? low_answers : low_requests) >> low) & 1U) != 0) kind = low;
    } else if (low == 0x21) {
        kind = 22;
    } else if (low == 0x103 || (low == 0x102 && !answer)) {
        kind = low - 0x102 + 23;
    } else if (low >= 0x111 && low <= 0x113) {
        kind = low - 0x111 + 25;
    }
    return answer ? kind + command_kinds : kind;
}
// The label of an index; empty for numbers that stand for no command, which command_index() never gives.
[[nodiscard]] std::string_view command_label(std::size_t index) noexcept;

enum class bind_type : std::uint8_t { transmitter, receiver, transceiver };
inline constexpr std::size_t bind_type_count = 3;
[[nodiscard]] std::string_view name(bind_type what) noexcept;  // "transmitter", "receiver", "transceiver"

struct alignas(metrics::cache_line) tally {
    // `lists`: how many lists the configuration has. One more slot counts what belongs to none.
    explicit tally(std::size_t lists) : by_list(lists + 1) {}

    struct alignas(metrics::cache_line) of_list {
        metrics::counter refused;
        metrics::counter suspicious;  // read like an opt-out
        std::array<metrics::counter, consent::keyword_class_count> keywords;
    };

    std::array<std::array<std::array<metrics::counter, outcome_count>, command_count>, side_count>
        pdus;  // [from][command][outcome]
    std::vector<of_list> by_list;
    std::array<metrics::counter, protocol::flaw_count> malformed;  // [flaw]
    std::array<metrics::counter, side_count> octets;               // [from], read
    std::array<metrics::counter, stall_count> paused_ms;           // [why]
    std::array<metrics::counter, denial_count> denied;             // [why]

    metrics::counter unmatched;          // responses whose command does not fit their request's
    metrics::counter receipts_unstored;  // that could not be kept: their submits were refused by status
    metrics::counter notices;            // first texts that got the notice, in the text or as one of its own
    metrics::counter staff_commands;     // carried out
    metrics::counter learned;            // opt-outs by codes of the carrier
    metrics::counter expired;            // requests that left the window unanswered
    metrics::duration_histogram upstream_response{50};
    std::array<metrics::gauge, bind_type_count> bound;
    std::array<metrics::gauge, side_count> in_flight;  // [to]: requests sent on that leg and not answered
    metrics::gauge held;

    void count(side from, protocol::command_id command, outcome what, std::size_t pdus_of_it = 1) noexcept {
        pdus[index(from)][command_index(command)][static_cast<std::size_t>(what)].add(pdus_of_it);
    }
};

}  // namespace proxy::relay
