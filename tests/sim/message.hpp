#pragma once
// Short messages that a simulator writes itself.
#include <cstdint>
#include <string_view>

#include "protocol/address.hpp"
#include "protocol/command_id.hpp"
#include "protocol/pdu_builder.hpp"

namespace sim {

struct plain_message {
    protocol::command_id command = protocol::command_id::submit_sm;  // submit_sm or deliver_sm
    std::uint32_t sequence = 1;
    protocol::address source;
    protocol::address destination;
    std::string_view text;  // UTF-8
    std::uint8_t registered_delivery = 0;
};

// Text goes as data_coding 0 when GSM 03.38 has all its characters, else as UCS-2; over 254 octets it goes into the TLV
// message_payload. Texts longer than a TLV can hold are cut.
[[nodiscard]] protocol::octet_buffer write_message(const plain_message& message);

struct delivery_receipt {
    std::uint32_t sequence = 1;
    protocol::address source;       // the handset that the message went to
    protocol::address destination;  // the number that it came from
    std::string_view message_id;
    std::string_view state;  // DELIVRD, EXPIRED, … (SMPP 3.4 App. B)
    bool with_tlvs = true;   // receipted_message_id and message_state
};
[[nodiscard]] protocol::octet_buffer write_receipt(const delivery_receipt& receipt);

}  // namespace sim
