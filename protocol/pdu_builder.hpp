#pragma once
// Writes the PDUs that are ours: local answers, enquire_link, unbind, generic_nack, and confirmations as submit_sm.
// Everything is appended to `out`; nothing before its former end changes. Strings end at their first NUL, if they have one, and
// are never cut to the specification's sizes: a shortened address would be somebody else's. Values of TLVs end at 65,535 octets.
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/address.hpp"
#include "protocol/command_id.hpp"
#include "protocol/command_status.hpp"
#include "protocol/octets.hpp"
#include "protocol/pdu_view.hpp"

namespace protocol {

using octet_buffer = std::vector<std::uint8_t>;

// A PDU of 16 octets: enquire_link, unbind, their answers, generic_nack, any error answer without a body.
void append_header_only(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence);

// Header and a body that is written already.
void append_with_body(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence, octets body);

// An answer whose body is one C-octet string: submit_sm_resp, deliver_sm_resp (17 octets when empty), bind answers.
void append_with_c_string(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence,
                          std::string_view value);

// What a message has come to, of a query_sm_resp and the TLV message_state (SMPP 3.4 §5.2.28).
enum class message_state : std::uint8_t { rejected = 8 };

// `final_date`: absolute_time().
void append_query_sm_resp(octet_buffer& out, std::uint32_t sequence, std::string_view message_id, std::string_view final_date,
                          message_state state);

// For all that the SMSC still has from one address to another: no message_id, no service_type (SMPP 3.4 §4.9.1).
void append_cancel_sm(octet_buffer& out, std::uint32_t sequence, const address& source, const address& destination);

struct tlv {
    std::uint16_t tag = 0;
    octets value;
};

// What a short message of ours (or of a test) says. Strings hold no NUL; the text is already encoded.
struct outgoing_message {
    command_id command = command_id::submit_sm;  // submit_sm or deliver_sm
    command_status status = command_status::ok;
    std::uint32_t sequence = 1;
    std::string_view service_type;
    address source;
    address destination;
    std::uint8_t esm_class = 0;
    std::uint8_t registered_delivery = 0;
    std::uint8_t data_coding = 0;
    octets text;  // over 254 octets (SMPP 3.4 §5.2.21) it becomes the TLV message_payload, the last one
    std::span<const tlv> tlvs;
};
void append_short_message(octet_buffer& out, const outgoing_message& message);

// `pdu`, whose short_message is `text`, with another one of up to 254 octets in its place. Everything else stays as it is.
void append_with_text(octet_buffer& out, pdu_view pdu, octets text, octets instead);

struct outgoing_bind {
    command_id command = command_id::bind_transceiver;
    std::uint32_t sequence = 1;
    std::string_view system_id;
    std::string_view password;
    std::string_view system_type;
    std::uint8_t interface_version = 0x34;
    std::string_view address_range;
};
void append_bind(octet_buffer& out, const outgoing_bind& bind);

}  // namespace protocol
