#include "tests/relay/pdus.hpp"

#include <algorithm>

#include "protocol/framer.hpp"
#include "protocol/pdu_builder.hpp"
#include "protocol/pdu_view.hpp"
#include "protocol/submit_multi.hpp"
#include "tests/support/hex.hpp"

namespace tests::relay {
namespace {

bytes message(command_id command, std::uint32_t sequence, const words& what, std::string_view from, std::string_view to) {
    bytes out;
    protocol::append_short_message(out, {.command = command,
                                         .sequence = sequence,
                                         .service_type = what.service_type,
                                         .source = {what.from_ton, 1, what.from.empty() ? from : what.from},
                                         .destination = {what.to_ton, 1, what.to.empty() ? to : what.to},
                                         .esm_class = what.esm_class,
                                         .registered_delivery = what.registered_delivery,
                                         .data_coding = what.data_coding,
                                         .text = protocol::octets_of(what.text),
                                         .tlvs = {}});
    out.insert(out.end(), what.tlvs.begin(), what.tlvs.end());
    protocol::store32(out.data(), static_cast<std::uint32_t>(out.size()));
    return out;
}

}  // namespace

bytes operator+(bytes one, const bytes& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

bytes header(command_id command, std::uint32_t sequence, command_status status) {
    bytes out;
    protocol::append_header_only(out, command, status, sequence);
    return out;
}

bytes pdu(command_id command, std::uint32_t sequence, const bytes& body, command_status status) {
    auto out = header(command, sequence, status) + body;
    protocol::store32(out.data(), static_cast<std::uint32_t>(out.size()));
    return out;
}

bytes renumbered(bytes one, std::uint32_t sequence) {
    protocol::renumber(one, sequence);
    return one;
}

bytes bind(std::uint32_t sequence, const bind_words& words) {
    bytes out;
    protocol::append_bind(out, {.command = words.command,
                                .sequence = sequence,
                                .system_id = words.system_id,
                                .password = "secret",
                                .system_type = "",
                                .interface_version = words.version,
                                .address_range = ""});
    return out;
}

bytes bind_resp(std::uint32_t sequence, command_id bind) {
    bytes out;
    protocol::append_with_c_string(out, protocol::response_to(bind), command_status::ok, sequence, "smsc");
    return out;
}

bytes submit(std::uint32_t sequence, const words& what) { return message(command_id::submit_sm, sequence, what, brand, person); }
bytes deliver(std::uint32_t sequence, const words& what) {
    return message(command_id::deliver_sm, sequence, what, person, brand);
}

bytes submit_multi(std::uint32_t sequence, const std::vector<std::string_view>& to, std::string_view list) {
    const auto string = [](std::string_view text) { return bytes{text.begin(), text.end()} + bytes{0}; };
    bytes body = bytes{0, 1, 1} + string(brand);
    body.push_back(static_cast<std::uint8_t>(to.size() + (list.empty() ? 0 : 1)));
    for (const auto each : to) body = body + bytes{1, 1, 1} + string(each);
    if (!list.empty()) body = body + bytes{2} + string(list);
    return pdu(command_id::submit_multi, sequence, body + bytes{0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 'H', 'i'});
}

bytes submit_multi_resp(std::uint32_t sequence, const std::vector<std::string_view>& unsuccess, command_status why) {
    bytes body{'m', '1', 0, static_cast<std::uint8_t>(unsuccess.size())};
    for (const auto each : unsuccess) protocol::append_unsuccess(body, {1, 1, each}, why);
    return pdu(command_id::submit_multi_resp, sequence, body);
}

bytes submit_resp(std::uint32_t sequence, std::string_view message_id) {
    bytes out;
    protocol::append_with_c_string(out, command_id::submit_sm_resp, command_status::ok, sequence, message_id);
    return out;
}

bytes deliver_resp(std::uint32_t sequence, command_status status) {
    bytes out;
    protocol::append_with_c_string(out, command_id::deliver_sm_resp, status, sequence, {});
    return out;
}

bytes refused(std::uint32_t sequence, command_status status) { return header(command_id::submit_sm_resp, sequence, status); }

bytes receipt(std::uint32_t sequence, std::string_view message_id, std::string_view to) {
    const auto text = "id:" + std::string{message_id} +
                      " sub:001 dlvrd:001 submit date:2501010000 done date:2501010000 stat:DELIVRD err:000 text:";
    return deliver(sequence, {.text = text, .from = to, .esm_class = 0x04});
}

bytes enquire_link(std::uint32_t sequence) { return header(command_id::enquire_link, sequence); }
bytes enquire_link_resp(std::uint32_t sequence) { return header(command_id::enquire_link_resp, sequence); }
bytes unbind(std::uint32_t sequence) { return header(command_id::unbind, sequence); }
bytes unbind_resp(std::uint32_t sequence) { return header(command_id::unbind_resp, sequence); }

std::string described(protocol::octets stream) {
    std::string text;
    while (!stream.empty()) {
        const auto next = protocol::next_frame(stream, 1U << 20U);
        if (next.state != protocol::framing::whole) {
            return text + "  no PDU: " + tests::support::hex({stream.begin(), stream.end()}) + "\n";
        }
        const protocol::pdu_view view{stream.first(next.size)};
        text += "  " + std::string{protocol::name(view.command())} + " seq " + std::to_string(view.sequence()) + " status " +
                std::string{protocol::name(view.status())} + ", " + std::to_string(next.size) +
                " octets: " + tests::support::hex({view.body().begin(), view.body().end()}) + "\n";
        stream = stream.subspan(next.size);
    }
    return text.empty() ? "  nothing\n" : text;
}

}  // namespace tests::relay
