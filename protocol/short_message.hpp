#pragma once
// submit_sm and deliver_sm share one layout (SMPP 3.4 §4.4.1, §4.6.1); data_sm has a shorter one (§4.7.1).
// A view of the fields that decisions need, over the PDU's own octets.
#include <cstdint>
#include <string_view>

#include "protocol/address.hpp"
#include "protocol/flaw.hpp"
#include "protocol/pdu_view.hpp"

namespace protocol {

// Bits of esm_class (SMPP 3.4 §5.2.12).
namespace esm_class_bits {
inline constexpr std::uint8_t user_data_header = 0x40;  // the text begins with one
inline constexpr std::uint8_t message_type = 0x3C;      // bits 5 to 2; 0: an ordinary text
}  // namespace esm_class_bits

struct short_message {
    std::string_view service_type;
    address source;
    address destination;
    std::uint8_t esm_class = 0;
    std::uint8_t protocol_id = 0;
    std::uint8_t priority_flag = 0;
    std::string_view schedule_delivery_time;
    std::string_view validity_period;
    std::uint8_t registered_delivery = 0;
    std::uint8_t replace_if_present_flag = 0;
    std::uint8_t data_coding = 0;
    std::uint8_t sm_default_msg_id = 0;
    octets text;  // short_message, or the value of the TLV message_payload (0x0424) when that is empty
    octets tlvs;  // the optional parameters, raw; see tlv.hpp
};

// The routing fields alone: what a submit's verdict needs. Cheap: stops after destination_addr.
struct route {
    std::string_view service_type;
    address source;
    address destination;
    octets origin;            // the front of the body that service_type and source stand in
    flaw found = flaw::none;  // none or overlong: all three fields could be read
};
[[nodiscard]] route read_route(pdu_view pdu) noexcept;
// The destination alone, of a PDU whose body begins with an `origin` of so many octets: service_type and source are those of
// before.
[[nodiscard]] flaw read_destination(pdu_view pdu, std::size_t origin, address& into) noexcept;

// Reads a submit_sm, deliver_sm or data_sm. With a flaw other than none and overlong, fields behind it are empty. bad_tlv says
// that everything before the optional parameters could be read, and those before the bad one can be found.
struct short_message_reading {
    short_message message;
    flaw found = flaw::none;
};
[[nodiscard]] short_message_reading read_short_message(pdu_view pdu) noexcept;

// The fields that submit_sm and submit_multi have in common: from esm_class on.
[[nodiscard]] short_message_reading read_message_from_class(octets fields) noexcept;

}  // namespace protocol
