#pragma once
// What a link is told at its start, and again when the configuration is reloaded. Shared by all links of one [[link]].
#include <chrono>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "protocol/command_status.hpp"
#include "protocol/message_text.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "proxy/consent/list.hpp"
#include "proxy/relay/limits.hpp"

namespace proxy::relay {

enum class on_store_error : std::uint8_t { refuse, forward };

// What the sender of a suppressed submit gets.
enum class refusal_mode : std::uint8_t {
    status,   // settings::refusal
    receipt,  // a message id of ours, and a delivery receipt REJECTD if it asked for one
};

struct settings {
    std::string link;  // its configured name
    protocol::alphabet default_alphabet = protocol::alphabet::gsm7;
    const consent::dialling_plan* home = nullptr;  // default_region: numbers in national form are of this country
    std::size_t window = 10;                       // outstanding requests the SMSC accepts; bounds our own PDUs alone
    refusal_mode refuses_by = refusal_mode::status;
    protocol::command_status refusal = protocol::command_status::submit_failed;
    on_store_error when_store_fails = on_store_error::refuse;
    bool carrier_answers = false;             // the carrier answers keywords itself: no text of ours
    bool cancels_queued = false;              // an opt-out cancels what the SMSC still has for that pair
    std::vector<std::string> staff;           // system_ids whose ^opt-out and ^opt-in are carried out
    std::set<std::uint32_t> opted_out_codes;  // of answers and receipts: the recipient has opted out with the carrier
    std::chrono::seconds already_bound{0};    // for so long a bind that the SMSC answers with ESME_RALYBND is tried again
    limits bounds;
    std::shared_ptr<const consent::lists> lists;
};

}  // namespace proxy::relay
