#include "tests/support/readers.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/bind.hpp"
#include "protocol/gsm7.hpp"
#include "protocol/message_text.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/receipt.hpp"
#include "protocol/short_message.hpp"
#include "protocol/submit_multi.hpp"
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
                                protocol::alphabet::utf8, protocol::alphabet::ucs2, protocol::alphabet::gsm7_packed}) {
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
    demand(protocol::readable(again.found), "a built PDU can't be read");
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
    if (protocol::readable(route.found)) {
        demand(route.service_type == message.service_type && route.source == message.source &&
                   route.destination == message.destination,
               "route and message differ");
    } else {
        demand(route.found == found, "route and message have different flaws");
    }
    check_tlvs(message.tlvs, pdu);
    check_texts(message, pdu);
    if (protocol::readable(found)) check_round_trip(message, pdu);
}

// Destinations add up to their part of the PDU; with none taken out it stays as it is, with all of them only lists are left.
void check_submit_multi(octets pdu) {
    const protocol::pdu_view view(pdu);
    const auto route = protocol::read_multi_route(view);
    demand(lies_within(seen(route.service_type), pdu) && lies_within(seen(route.source.digits), pdu) &&
               lies_within(route.destinations, pdu),
           "a field of a submit_multi lies outside");
    if (!protocol::readable(route.found)) return;
    std::size_t octets_seen = 0, count = 0, lists = 0;
    protocol::destination_walk walk(route.destinations);
    while (const auto one = walk.next()) {
        octets_seen += one->whole.size();
        lists += one->is_list ? 1U : 0U;
        ++count;
    }
    demand(octets_seen == route.destinations.size() && count == route.count, "destinations do not add up");
    if (view.length() != pdu.size()) return;  // a cut one
    protocol::octet_buffer same, without;
    protocol::append_without(same, view, route, [](const protocol::address&) { return false; });
    demand(std::ranges::equal(same, pdu), "a submit_multi changes though all of it stays");
    protocol::append_without(without, view, route, [](const protocol::address&) { return true; });
    const auto left = protocol::read_multi_route(protocol::pdu_view(without));
    demand(protocol::readable(left.found) && left.count == lists, "what is left of a submit_multi can't be read");
}

// An answer with nothing more to say keeps what it has.
void check_multi_answer(octets pdu) {
    protocol::octet_buffer out;
    const std::vector<std::uint8_t> entry{1, 1, '1', 0, 0, 0, 0, 0x45};
    if (!protocol::append_with_unsuccess(out, protocol::pdu_view(pdu), entry, 1)) return;
    demand(protocol::pdu_view(out).length() == out.size(), "the length of an answer is wrong");
    demand(protocol::read_message_id(protocol::pdu_view(out)) == protocol::read_message_id(protocol::pdu_view(pdu)),
           "the message id of an answer is lost");
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

bool is_valid_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto next = protocol::utf8::first(text);
        if (!next.valid) return false;
        text.remove_prefix(next.size);
    }
    return true;
}

void read_in_every_way(octets pdu) {
    check_short_message(pdu);
    check_submit_multi(pdu);
    check_multi_answer(pdu);
    check_binds(pdu);
    check_tlvs(pdu.subspan(protocol::header_octets), pdu);
    static_cast<void>(protocol::name(protocol::pdu_view(pdu).command()));
    static_cast<void>(protocol::name(protocol::pdu_view(pdu).status()));
}

}  // namespace tests::support
