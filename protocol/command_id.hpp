#pragma once
// Every operation of SMPP 3.4 (§5.1.2.1) and 5.0 (§4.7.5).
#include <cstdint>
#include <string_view>

namespace protocol {

enum class command_id : std::uint32_t {
    bind_receiver = 0x00000001,
    bind_transmitter = 0x00000002,
    query_sm = 0x00000003,
    submit_sm = 0x00000004,
    deliver_sm = 0x00000005,
    unbind = 0x00000006,
    replace_sm = 0x00000007,
    cancel_sm = 0x00000008,
    bind_transceiver = 0x00000009,
    outbind = 0x0000000B,
    enquire_link = 0x00000015,
    submit_multi = 0x00000021,
    alert_notification = 0x00000102,
    data_sm = 0x00000103,
    broadcast_sm = 0x00000111,
    query_broadcast_sm = 0x00000112,
    cancel_broadcast_sm = 0x00000113,

    generic_nack = 0x80000000,
    bind_receiver_resp = 0x80000001,
    bind_transmitter_resp = 0x80000002,
    query_sm_resp = 0x80000003,
    submit_sm_resp = 0x80000004,
    deliver_sm_resp = 0x80000005,
    unbind_resp = 0x80000006,
    replace_sm_resp = 0x80000007,
    cancel_sm_resp = 0x80000008,
    bind_transceiver_resp = 0x80000009,
    enquire_link_resp = 0x80000015,
    submit_multi_resp = 0x80000021,
    data_sm_resp = 0x80000103,
    broadcast_sm_resp = 0x80000111,
    query_broadcast_sm_resp = 0x80000112,
    cancel_broadcast_sm_resp = 0x80000113,
};

// True for every id with the top bit set, unknown and vendor ones included (SMPP 3.4 §5.1.2).
[[nodiscard]] constexpr bool is_response(command_id id) noexcept { return (static_cast<std::uint32_t>(id) & 0x80000000U) != 0; }

// The id of the answer to a request: the same with the top bit set.
[[nodiscard]] constexpr command_id response_to(command_id request) noexcept {
    return static_cast<command_id>(static_cast<std::uint32_t>(request) | 0x80000000U);
}

// Requests that nobody answers: outbind and alert_notification (SMPP 3.4 §4.1.7, §4.12). Unknown requests count as answered.
[[nodiscard]] constexpr bool has_response(command_id request) noexcept {
    return request != command_id::outbind && request != command_id::alert_notification;
}

[[nodiscard]] constexpr bool is_bind(command_id id) noexcept {
    return id == command_id::bind_receiver || id == command_id::bind_transmitter || id == command_id::bind_transceiver;
}

// The specification's name, such as "submit_sm"; "vendor" for 0x00010200 to 0x000102FF and their answers, else "unknown".
[[nodiscard]] std::string_view name(command_id id) noexcept;

}  // namespace protocol
