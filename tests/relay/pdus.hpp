#pragma once
// The PDUs that conversations are made of, by value. Concatenate them with +.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/command_id.hpp"
#include "protocol/command_status.hpp"
#include "protocol/octets.hpp"

namespace tests::relay {

using protocol::command_id;
using protocol::command_status;
using bytes = std::vector<std::uint8_t>;

inline constexpr std::string_view person = "447700900123";
inline constexpr std::string_view other_person = "447700900456";
inline constexpr std::string_view brand = "15550100";

[[nodiscard]] bytes operator+(bytes one, const bytes& other);

// 16 octets.
[[nodiscard]] bytes header(command_id command, std::uint32_t sequence, command_status status = command_status::ok);
// A header and any body; the length is made right.
[[nodiscard]] bytes pdu(command_id command, std::uint32_t sequence, const bytes& body,
                        command_status status = command_status::ok);
// The same PDU under another number.
[[nodiscard]] bytes renumbered(bytes one, std::uint32_t sequence);

struct bind_words {
    command_id command = command_id::bind_transceiver;
    std::string_view system_id = "acme";
    std::uint8_t version = 0x34;
};
[[nodiscard]] bytes bind(std::uint32_t sequence, const bind_words& words = {});
[[nodiscard]] bytes bind_resp(std::uint32_t sequence, command_id bind = command_id::bind_transceiver);

struct words {
    std::string_view text = "Hello";
    std::string_view from{};  // empty: the brand in a submit, the person in a deliver
    std::string_view to{};    // the other way round
    std::uint8_t from_ton = 1;
    std::uint8_t to_ton = 1;
    std::uint8_t esm_class = 0;
    std::uint8_t data_coding = 0;
    std::uint8_t registered_delivery = 0;
    std::string_view service_type{};
    bytes tlvs{};  // raw
};
[[nodiscard]] bytes submit(std::uint32_t sequence, const words& what = {});
[[nodiscard]] bytes deliver(std::uint32_t sequence, const words& what = {});
// A submit_multi of the brand to these numbers, and to a distribution list of this name when there is one.
[[nodiscard]] bytes submit_multi(std::uint32_t sequence, const std::vector<std::string_view>& to, std::string_view list = {});
// Of those numbers with that status each.
[[nodiscard]] bytes submit_multi_resp(std::uint32_t sequence, const std::vector<std::string_view>& unsuccess = {},
                                      command_status why = command_status::submit_failed);
[[nodiscard]] bytes submit_resp(std::uint32_t sequence, std::string_view message_id = "m1");
// 17 octets, as we answer and as most senders do.
[[nodiscard]] bytes deliver_resp(std::uint32_t sequence, command_status status = command_status::ok);
// 16 octets: a submit that we turn down.
[[nodiscard]] bytes refused(std::uint32_t sequence, command_status status = command_status::submit_failed);
// A receipt for `message_id`, whose recipient was `to`.
[[nodiscard]] bytes receipt(std::uint32_t sequence, std::string_view message_id, std::string_view to = person);

[[nodiscard]] bytes enquire_link(std::uint32_t sequence);
[[nodiscard]] bytes enquire_link_resp(std::uint32_t sequence);
[[nodiscard]] bytes unbind(std::uint32_t sequence);
[[nodiscard]] bytes unbind_resp(std::uint32_t sequence);

// For messages of failed tests: one PDU a line, "submit_sm seq 2 status ESME_ROK, 58 octets: ...".
[[nodiscard]] std::string described(protocol::octets stream);

}  // namespace tests::relay
