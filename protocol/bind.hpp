#pragma once
// bind_receiver, bind_transmitter, bind_transceiver and their answers (SMPP 3.4 §4.1).
#include <cstdint>
#include <string_view>

#include "protocol/flaw.hpp"
#include "protocol/pdu_view.hpp"

namespace protocol {

struct bind {
    std::string_view system_id;
    std::string_view password;
    std::string_view system_type;
    std::uint8_t interface_version = 0;  // 0x34 for 3.4, 0x50 for 5.0
    std::uint8_t addr_ton = 0;
    std::uint8_t addr_npi = 0;
    std::string_view address_range;
};
struct bind_reading {
    bind fields;
    flaw found = flaw::none;
};
[[nodiscard]] bind_reading read_bind(pdu_view pdu) noexcept;

struct bind_answer {
    std::string_view system_id;
    std::uint8_t sc_interface_version = 0;  // of the TLV 0x0210; 0 when the SMSC announced none
};
// Lenient: what is missing stays empty, because errors come with and without a body (quirk 26).
[[nodiscard]] bind_answer read_bind_answer(pdu_view pdu) noexcept;

// The message_id of a submit_sm_resp, data_sm_resp or deliver_sm_resp; empty when there is no body. Without its NUL it is all
// that stands there.
[[nodiscard]] std::string_view read_message_id(pdu_view pdu) noexcept;

}  // namespace protocol
