#include "protocol/pdu_builder.hpp"

#include <algorithm>

#include "protocol/tlv.hpp"

namespace protocol {
namespace {

constexpr std::size_t longest_text = 254;         // sm_length (SMPP 3.4 §5.2.21)
constexpr std::size_t longest_tlv_value = 65535;  // the length of a TLV has 16 bits

// One PDU at the end of a buffer. The header goes in first; finish() writes its length when the body is complete.
class growing_pdu {
public:
    growing_pdu(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence)
        : out_(out), start_(out.size()) {
        out_.resize(start_ + header_octets);
        std::uint8_t* const header = out_.data() + start_;
        store32(header + 4, static_cast<std::uint32_t>(command));
        store32(header + 8, static_cast<std::uint32_t>(status));
        store32(header + pdu_view::sequence_offset, sequence);
    }

    void octet(std::uint8_t value) { out_.push_back(value); }
    void take(octets value) { out_.insert(out_.end(), value.begin(), value.end()); }

    // A NUL inside would shift every field behind it, so the string ends there.
    void c_string(std::string_view value) {
        take(octets_of(value.substr(0, value.find('\0'))));
        octet(0);
    }

    void place(const address& where) {
        octet(where.ton);
        octet(where.npi);
        c_string(where.digits);
    }

    void parameter(std::uint16_t tag, octets value) {
        const octets fitting = value.first(std::min(value.size(), longest_tlv_value));
        octet(static_cast<std::uint8_t>(tag >> 8U));
        octet(static_cast<std::uint8_t>(tag));
        octet(static_cast<std::uint8_t>(fitting.size() >> 8U));
        octet(static_cast<std::uint8_t>(fitting.size()));
        take(fitting);
    }

    void finish() { store32(out_.data() + start_, static_cast<std::uint32_t>(out_.size() - start_)); }

private:
    octet_buffer& out_;
    std::size_t start_;
};

}  // namespace

void append_header_only(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence) {
    growing_pdu(out, command, status, sequence).finish();
}

void append_with_body(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence, octets body) {
    growing_pdu pdu(out, command, status, sequence);
    pdu.take(body);
    pdu.finish();
}

void append_with_c_string(octet_buffer& out, command_id command, command_status status, std::uint32_t sequence,
                          std::string_view value) {
    growing_pdu pdu(out, command, status, sequence);
    pdu.c_string(value);
    pdu.finish();
}

void append_query_sm_resp(octet_buffer& out, std::uint32_t sequence, std::string_view message_id, std::string_view final_date,
                          message_state state) {
    growing_pdu pdu(out, command_id::query_sm_resp, command_status::ok, sequence);
    pdu.c_string(message_id);
    pdu.c_string(final_date);
    pdu.octet(static_cast<std::uint8_t>(state));
    pdu.octet(0);  // error_code
    pdu.finish();
}

void append_cancel_sm(octet_buffer& out, std::uint32_t sequence, const address& source, const address& destination) {
    growing_pdu pdu(out, command_id::cancel_sm, command_status::ok, sequence);
    pdu.c_string({});  // service_type
    pdu.c_string({});  // message_id
    pdu.place(source);
    pdu.place(destination);
    pdu.finish();
}

void append_with_text(octet_buffer& out, pdu_view pdu, octets text, octets instead) {
    const auto start = out.size();
    const octets whole = pdu.whole();
    const auto before = static_cast<std::size_t>(text.data() - whole.data());
    const octets fields = whole.first(before), tail = whole.subspan(before + text.size());
    out.insert(out.end(), fields.begin(), fields.end());
    out.back() = static_cast<std::uint8_t>(instead.size());  // sm_length
    out.insert(out.end(), instead.begin(), instead.end());
    out.insert(out.end(), tail.begin(), tail.end());
    store32(out.data() + start, static_cast<std::uint32_t>(out.size() - start));
}

void append_short_message(octet_buffer& out, const outgoing_message& message) {
    const bool as_payload = message.text.size() > longest_text;
    growing_pdu pdu(out, message.command, message.status, message.sequence);
    pdu.c_string(message.service_type);
    pdu.place(message.source);
    pdu.place(message.destination);
    pdu.octet(message.esm_class);
    pdu.octet(0);      // protocol_id
    pdu.octet(0);      // priority_flag
    pdu.c_string({});  // schedule_delivery_time: at once
    pdu.c_string({});  // validity_period: the SMSC's default
    pdu.octet(message.registered_delivery);
    pdu.octet(0);  // replace_if_present_flag
    pdu.octet(message.data_coding);
    pdu.octet(0);  // sm_default_msg_id
    pdu.octet(as_payload ? std::uint8_t{0} : static_cast<std::uint8_t>(message.text.size()));
    if (!as_payload) pdu.take(message.text);
    for (const tlv& each : message.tlvs) pdu.parameter(each.tag, each.value);
    if (as_payload) pdu.parameter(static_cast<std::uint16_t>(tlv_tag::message_payload), message.text);
    pdu.finish();
}

void append_bind(octet_buffer& out, const outgoing_bind& bind) {
    growing_pdu pdu(out, bind.command, command_status::ok, bind.sequence);
    pdu.c_string(bind.system_id);
    pdu.c_string(bind.password);
    pdu.c_string(bind.system_type);
    pdu.octet(bind.interface_version);
    pdu.octet(0);  // addr_ton
    pdu.octet(0);  // addr_npi
    pdu.c_string(bind.address_range);
    pdu.finish();
}

}  // namespace protocol
