#include "tests/support/readers.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "protocol/bind.hpp"
#include "protocol/gsm7.hpp"
#include "protocol/message_text.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/receipt.hpp"
#include "protocol/short_message.hpp"
#include "protocol/tlv.hpp"
#include "protocol/utf8.hpp"

namespace tests::support {
namespace {

using protocol::octets;

void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "a reader broke its promise: %s\n", what);
    std::abort();
}

bool was_read(protocol::flaw found) { return found == protocol::flaw::none || found == protocol::flaw::overlong; }

bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto next = protocol::utf8::first(text);
        if (!next.valid) return false;
        text.remove_prefix(next.size);
    }
    return true;
}

octets seen(std::string_view text) { return protocol::octets_of(text); }

void check_places(const protocol::short_message& message, octets pdu) {
    for (const octets field : {seen(message.service_type), seen(message.source.digits), seen(message.destination.digits),
                               seen(message.schedule_delivery_time), seen(message.validity_period), message.text, message.tlvs}) {
        demand(lies_within(field, pdu), "a field of a short message lies outside");
    }
}

void check_texts(const protocol::short_message& message, octets pdu) {
    const auto parts = protocol::split_user_data(message.esm_class, message.text);
    demand(lies_within(parts.header, pdu) && lies_within(parts.text, pdu), "user data lies outside");
    demand(!parts.broken || (parts.header.empty() && parts.text.empty()), "broken user data has content");
    static_cast<void>(protocol::is_part_of_several(message));
    static_cast<void>(protocol::is_receipt(message));
    const std::string_view id = protocol::receipted_id(message);
    demand(lies_within(seen(id), pdu), "a receipted id lies outside");
    demand(id.empty() || protocol::same_message_id(id, id), "an id is not the same as itself");
    for (const auto fallback : {protocol::alphabet::gsm7, protocol::alphabet::ascii, protocol::alphabet::latin1,
                                protocol::alphabet::utf8, protocol::alphabet::ucs2}) {
        const auto text = protocol::decode_text(message, fallback);
        if (!text) continue;
        demand(is_valid_utf8(*text), "a decoded text is no UTF-8");
        if (const auto septets = protocol::encode_gsm7(*text)) {
            demand(protocol::gsm7::decode(seen(*septets)) == *text, "GSM 7-bit does not come back");
        }
    }
}

void check_tlvs(octets tlvs, octets pdu) {
    for (const auto tag : {protocol::tlv_tag::message_payload, protocol::tlv_tag::receipted_message_id,
                           protocol::tlv_tag::sc_interface_version, static_cast<protocol::tlv_tag>(0)}) {
        const auto value = protocol::find_tlv(tlvs, tag);
        demand(!value || lies_within(*value, pdu), "the value of a TLV lies outside");
    }
    static_cast<void>(protocol::well_formed(tlvs));
}

// What can be read can be built again, and then reads the same.
void check_round_trip(const protocol::short_message& message, octets pdu) {
    const auto command = protocol::pdu_view(pdu).command();
    if (command == protocol::command_id::data_sm || message.text.size() > 254) return;
    protocol::outgoing_message copy;
    copy.command = command;
    copy.service_type = message.service_type;
    copy.source = message.source;
    copy.destination = message.destination;
    copy.esm_class = message.esm_class;
    copy.registered_delivery = message.registered_delivery;
    copy.data_coding = message.data_coding;
    copy.text = message.text;
    protocol::octet_buffer built;
    protocol::append_short_message(built, copy);
    const auto again = protocol::read_short_message(protocol::pdu_view(built));
    demand(was_read(again.found), "a built PDU can't be read");
    demand(again.message.source == message.source && again.message.destination == message.destination,
           "addresses do not come back");
    demand(protocol::characters(again.message.text) == protocol::characters(message.text), "a text does not come back");
}

void check_short_message(octets pdu) {
    const protocol::pdu_view view(pdu);
    const auto route = protocol::read_route(view);
    const auto [message, found] = protocol::read_short_message(view);
    check_places(message, pdu);
    demand(lies_within(seen(route.service_type), pdu) && lies_within(seen(route.source.digits), pdu) &&
               lies_within(seen(route.destination.digits), pdu),
           "a field of a route lies outside");
    if (was_read(route.found)) {
        demand(route.service_type == message.service_type && route.source == message.source &&
                   route.destination == message.destination,
               "route and message differ");
    } else {
        demand(route.found == found, "route and message have different flaws");
    }
    check_tlvs(message.tlvs, pdu);
    check_texts(message, pdu);
    if (was_read(found)) check_round_trip(message, pdu);
}

void check_binds(octets pdu) {
    const protocol::pdu_view view(pdu);
    const auto [fields, found] = protocol::read_bind(view);
    const auto answer = protocol::read_bind_answer(view);
    for (const std::string_view field : {fields.system_id, fields.password, fields.system_type, fields.address_range,
                                         answer.system_id, protocol::read_message_id(view)}) {
        demand(lies_within(seen(field), pdu), "a field of a bind lies outside");
    }
    demand(found != protocol::flaw::bad_tlv && found != protocol::flaw::bad_length, "a bind can't have this flaw");
}

}  // namespace

bool lies_within(octets part, octets whole) noexcept {
    if (part.empty()) return true;
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void read_in_every_way(octets pdu) {
    check_short_message(pdu);
    check_binds(pdu);
    check_tlvs(pdu.subspan(protocol::header_octets), pdu);
    static_cast<void>(protocol::name(protocol::pdu_view(pdu).command()));
    static_cast<void>(protocol::name(protocol::pdu_view(pdu).status()));
}

}  // namespace tests::support
