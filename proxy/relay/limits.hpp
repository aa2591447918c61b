#pragma once
// Every bound of a link, each with its reason. Times are the configuration's [limits].
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace proxy::relay {

struct limits {
    std::size_t pdu_octets = 131'072;       // a message_payload alone may have 64 KiB; twice that is no SMPP
    std::chrono::seconds session_init{10};  // connection to bind
    std::chrono::seconds partial_pdu{10};   // half a PDU and then silence
    std::chrono::seconds enquire_link{30};  // silence before a leg is probed; twice that without an answer ends the link
    std::chrono::seconds inactivity{0};     // no PDU but enquire_link on either leg; 0: no limit
    std::chrono::seconds response{60};      // an unanswered request leaves the window
    std::chrono::seconds write_stall{30};   // a peer that reads nothing
    std::chrono::seconds drain{10};         // waiting for answers before the unbind goes out, and for a peer's close
    std::chrono::seconds farewell{2};       // our unbind to its answer

    std::size_t outstanding = 65'536;        // requests a leg may leave unanswered before we stop reading the other one
    std::size_t held_submits = 256;          // waiting for a disk read; more would be a store that has stopped
    std::size_t held_replies = 256;          // keywords waiting for the store; as many as one group commit takes with ease
    std::size_t held_receipts = 1'024;       // submits whose receipt is being written: as many as one group commit takes
    std::size_t offered_confirmations = 64;  // handed to a link and not answered yet; and as many receipts
    std::size_t own_octets = 262'144;        // local answers that a slow reader has not taken
    std::size_t partial_octets =
        4'194'304;                      // of submit_multi that wait for their answers, who was taken out: some 600 large ones
    std::chrono::seconds slot_wait{1};  // how long one submit waits so that a confirmation gets the freed slot
};

}  // namespace proxy::relay
