#include "tests/sim/message.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "protocol/message_text.hpp"
#include "protocol/tlv.hpp"

namespace sim {
namespace {

constexpr std::size_t longest_short_message = 254;  // SMPP 3.4 §5.2.21
constexpr std::size_t longest_tlv = 0xFFFF;
constexpr std::uint8_t ucs2_coding = 8;
constexpr std::uint8_t receipt_class = 0x04;  // esm_class of a delivery receipt (SMPP 3.4 §5.2.12)

// message_state of SMPP 3.4 §5.2.28.
[[nodiscard]] std::uint8_t state_number(std::string_view state) noexcept {
    constexpr std::array<std::pair<std::string_view, std::uint8_t>, 8> states{{{"ENROUTE", 1},
                                                                               {"DELIVRD", 2},
                                                                               {"EXPIRED", 3},
                                                                               {"DELETED", 4},
                                                                               {"UNDELIV", 5},
                                                                               {"ACCEPTD", 6},
                                                                               {"UNKNOWN", 7},
                                                                               {"REJECTD", 8}}};
    const auto* found = std::find_if(states.begin(), states.end(), [state](const auto& entry) { return entry.first == state; });
    return found == states.end() ? std::uint8_t{7} : found->second;
}

// YYMMDDhhmm, as Appendix B has it.
[[nodiscard]] std::string receipt_date() {
    const auto now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 16> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%y%m%d%H%M", &parts)};
}

}  // namespace

protocol::octet_buffer write_message(const plain_message& message) {
    const auto gsm = protocol::encode_gsm7(message.text);
    const auto encoded = gsm ? *gsm : protocol::encode_ucs2(message.text);
    auto text = protocol::octets_of(encoded);
    text = text.first(std::min(text.size(), longest_tlv));

    std::vector<protocol::tlv> tlvs;
    if (text.size() > longest_short_message) {
        tlvs.push_back({static_cast<std::uint16_t>(protocol::tlv_tag::message_payload), text});
        text = {};
    }
    protocol::outgoing_message pdu;
    pdu.command = message.command;
    pdu.sequence = message.sequence;
    pdu.source = message.source;
    pdu.destination = message.destination;
    pdu.registered_delivery = message.registered_delivery;
    pdu.data_coding = gsm ? std::uint8_t{0} : ucs2_coding;
    pdu.text = text;
    pdu.tlvs = tlvs;
    protocol::octet_buffer out;
    protocol::append_short_message(out, pdu);
    return out;
}

protocol::octet_buffer write_receipt(const delivery_receipt& receipt) {
    const std::string id{receipt.message_id};
    const auto date = receipt_date();
    const auto* const delivered = receipt.state == "DELIVRD" ? "001" : "000";
    const auto text = "id:" + id + " sub:001 dlvrd:" + delivered + " submit date:" + date + " done date:" + date +
                      " stat:" + std::string{receipt.state} + " err:000 text:";
    const auto id_value = id + '\0';  // receipted_message_id is a C-octet string (SMPP 3.4 §5.3.2.12)
    const std::uint8_t state = state_number(receipt.state);
    const std::array<protocol::tlv, 2> tlvs{
        {{static_cast<std::uint16_t>(protocol::tlv_tag::receipted_message_id), protocol::octets_of(id_value)},
         {static_cast<std::uint16_t>(protocol::tlv_tag::message_state), protocol::octets{&state, 1}}}};

    protocol::outgoing_message pdu;
    pdu.command = protocol::command_id::deliver_sm;
    pdu.sequence = receipt.sequence;
    pdu.source = receipt.source;
    pdu.destination = receipt.destination;
    pdu.esm_class = receipt_class;
    pdu.text = protocol::octets_of(text);
    if (receipt.with_tlvs) pdu.tlvs = tlvs;
    protocol::octet_buffer out;
    protocol::append_short_message(out, pdu);
    return out;
}

}  // namespace sim
