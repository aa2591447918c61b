#include "tests/sim/report.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "protocol/bind.hpp"
#include "protocol/message_text.hpp"
#include "protocol/pdu_view.hpp"
#include "protocol/short_message.hpp"
#include "tests/sim/words.hpp"

namespace sim {
namespace {

void add_short_message(json& event, protocol::pdu_view pdu) {
    const auto [message, flaw] = protocol::read_short_message(pdu);
    event["from"] = message.source.digits;
    event["to"] = message.destination.digits;
    event["from_ton"] = message.source.ton;
    event["to_ton"] = message.destination.ton;
    event["from_npi"] = message.source.npi;
    event["to_npi"] = message.destination.npi;
    const auto text = protocol::decode_text(message, protocol::alphabet::gsm7);
    event["text"] = text ? json(*text) : json(nullptr);
    event["service_type"] = message.service_type;
    event["esm_class"] = message.esm_class;
    event["registered_delivery"] = message.registered_delivery;
    event["data_coding"] = message.data_coding;
    if (flaw != protocol::flaw::none) event["flaw"] = protocol::name(flaw);
}

void add_body(json& event, protocol::pdu_view pdu) {
    switch (pdu.command()) {
        case protocol::command_id::submit_sm:
        case protocol::command_id::deliver_sm:
        case protocol::command_id::data_sm: add_short_message(event, pdu); break;
        case protocol::command_id::submit_sm_resp:
        case protocol::command_id::deliver_sm_resp:
        case protocol::command_id::data_sm_resp: event["message_id"] = protocol::read_message_id(pdu); break;
        default: break;
    }
}

}  // namespace

void report(const json& event) {
    const auto line = event.dump(-1, ' ', false, json::error_handler_t::replace) + '\n';
    for (std::size_t written = 0; written < line.size();) {
        const auto count = ::write(STDOUT_FILENO, line.data() + written, line.size() - written);
        if (count >= 0) {
            written += static_cast<std::size_t>(count);
        } else if (errno != EINTR) {
            std::_Exit(EXIT_FAILURE);
        }
    }
}

void report_error(std::string_view what) { report({{"event", "error"}, {"what", what}}); }

void report_pdu(std::optional<unsigned> session, direction way, protocol::octets whole) {
    const protocol::pdu_view pdu{whole};
    json event{{"event", "pdu"}};
    if (session) event["session"] = *session;
    event["direction"] = way == direction::in ? "in" : "out";
    event["command"] = protocol::name(pdu.command());
    event["command_id"] = static_cast<std::uint32_t>(pdu.command());
    event["status"] = static_cast<std::uint32_t>(pdu.status());
    event["status_name"] = protocol::name(pdu.status());
    event["sequence"] = pdu.sequence();
    event["hex"] = to_hex(whole);
    add_body(event, pdu);
    report(event);
}

void report_pdus(std::optional<unsigned> session, direction way, protocol::octets raw) {
    while (true) {
        const auto front = protocol::next_frame(raw, raw.size());
        if (front.state != protocol::framing::whole) return;
        report_pdu(session, way, raw.first(front.size));
        raw = raw.subspan(front.size);
    }
}

}  // namespace sim
