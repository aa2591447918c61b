#pragma once
// Optional parameters (SMPP 3.4 §5.3.2, 5.0 §4.8.1), found without copying; unknown ones are stepped over.
#include <cstdint>
#include <optional>

#include "protocol/octets.hpp"

namespace protocol {

enum class tlv_tag : std::uint16_t {
    payload_type = 0x0019,
    additional_status_info_text = 0x001D,
    receipted_message_id = 0x001E,
    ms_msg_wait_facilities = 0x0030,
    user_message_reference = 0x0204,
    source_port = 0x020A,
    destination_port = 0x020B,
    sar_msg_ref_num = 0x020C,
    language_indicator = 0x020D,
    sar_total_segments = 0x020E,
    sar_segment_seqnum = 0x020F,
    sc_interface_version = 0x0210,
    callback_num = 0x0381,
    dpf_result = 0x0420,
    set_dpf = 0x0421,
    ms_availability_status = 0x0422,
    network_error_code = 0x0423,
    message_payload = 0x0424,
    delivery_failure_reason = 0x0425,
    more_messages_to_send = 0x0426,
    message_state = 0x0427,
    congestion_state = 0x0428,
    ussd_service_op = 0x0501,
};

// The value of the first parameter with this tag; nothing when it is absent or the scan meets a bad length first.
[[nodiscard]] std::optional<octets> find_tlv(octets tlvs, tlv_tag tag) noexcept;

// False when a parameter reaches past the end. Up to three trailing octets are tolerated: real peers pad (quirk 27).
[[nodiscard]] bool well_formed(octets tlvs) noexcept;

}  // namespace protocol
