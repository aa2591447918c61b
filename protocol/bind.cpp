#include "protocol/bind.hpp"

#include "protocol/cursor.hpp"
#include "protocol/field_sizes.hpp"
#include "protocol/tlv.hpp"

namespace protocol {

bind_reading read_bind(pdu_view pdu) noexcept {
    cursor in(pdu.body());
    bind_reading read;
    read.fields.system_id = in.c_string(field_size::system_id);
    read.fields.password = in.c_string(field_size::password);
    read.fields.system_type = in.c_string(field_size::system_type);
    read.fields.interface_version = in.octet();
    read.fields.addr_ton = in.octet();
    read.fields.addr_npi = in.octet();
    read.fields.address_range = in.c_string(field_size::address_range);
    read.found = in.found();
    return read;
}

bind_answer read_bind_answer(pdu_view pdu) noexcept {
    cursor in(pdu.body());
    bind_answer read;
    read.system_id = in.c_string(field_size::system_id);
    const auto version = find_tlv(in.rest(), tlv_tag::sc_interface_version);
    if (version && !version->empty()) read.sc_interface_version = version->front();
    return read;
}

std::string_view read_message_id(pdu_view pdu) noexcept {
    const std::string_view body = characters(pdu.body());
    return body.substr(0, body.find('\0'));
}

}  // namespace protocol
