#include "proxy/admin/trace_lines.hpp"

#include <nlohmann/json.hpp>

#include "proxy/admin/moment.hpp"
#include "proxy/trace/fields.hpp"
#include "store/hex.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

// RFC 3339 with microseconds: PDUs follow each other fast.
std::string time_of(std::int64_t unix_us) {
    auto text = rfc3339(unix_us / 1000);
    const auto rest = std::to_string(1000 + unix_us % 1000).substr(1);
    return text.insert(text.size() - 1, rest);
}

std::string text_of(const trace::endpoint& one) {
    char text[48];
    if (!one.v6) {
        std::snprintf(text, sizeof text, "%u.%u.%u.%u:%u", one.address[0], one.address[1], one.address[2], one.address[3],
                      one.port);
        return text;
    }
    std::string made = "[";
    for (std::size_t at = 0; at < one.address.size(); at += 2) {
        std::snprintf(text, sizeof text, "%s%x", at == 0 ? "" : ":", protocol::load16(one.address.data() + at));
        made += text;
    }
    return made + "]:" + std::to_string(one.port);
}

// What comes several times, such as the destinations of a submit_multi, becomes an array.
ordered_json json_of(const std::vector<trace::field>& fields) {
    auto made = ordered_json::object();
    for (const auto& each : fields) {
        auto& there = made[each.name];
        if (there.is_null()) {
            there = each.value;
        } else if (there.is_array()) {
            there.push_back(each.value);
        } else {
            there = ordered_json::array({there, each.value});
        }
    }
    return made;
}

ordered_json json_of(const trace::fault& wrong) {
    return {{"flaw", protocol::name(wrong.what)}, {"field", wrong.field}, {"offset", wrong.offset}};
}

void add_pdu(ordered_json& into, protocol::pdu_view pdu, protocol::alphabet fallback) {
    into["command"] = trace::command_of(pdu);
    if (protocol::is_response(pdu.command())) into["status"] = trace::status_of(pdu);
    into["sequence"] = pdu.sequence();
    auto read = trace::read(pdu, fallback);
    into["fields"] = json_of(read.fields);
    if (read.wrong) into["malformed"] = json_of(*read.wrong);
}

}  // namespace

ordered_json trace_line(const trace::record& one, protocol::alphabet fallback) {
    ordered_json made{{"time", time_of(one.unix_us)}};
    switch (one.what) {
        case trace::record::kind::connected: {
            const auto at = one.connected();
            made["event"] = "connected";
            made["leg"] = relay::name(one.leg);
            made["ours"] = text_of(at.ours);
            made["theirs"] = text_of(at.theirs);
            return made;
        }
        case trace::record::kind::over:
            made["event"] = "over";
            made["reason"] = protocol::characters(one.octets);
            return made;
        case trace::record::kind::pdu: made["event"] = "pdu"; break;
        case trace::record::kind::unframed: made["event"] = "unframed"; break;
    }
    made["leg"] = relay::name(one.leg);
    made["direction"] = trace::name(one.way);
    if (one.before.pdus != 0) made["lost_before"] = one.before.pdus;
    made["octets"] = one.octets.size();
    if (one.what == trace::record::kind::pdu) add_pdu(made, protocol::pdu_view{one.octets}, fallback);
    made["hex"] = store::to_hex(protocol::characters(one.octets));
    return made;
}

ordered_json json_of(const relay::malformed_report& one, protocol::alphabet fallback) {
    const auto& pdu = one.pdu;
    ordered_json made{{"time", rfc3339(one.unix_ms)},
                      {"id", one.id},
                      {"link", one.link},
                      {"system_id", one.system_id},
                      {"from", relay::name(pdu.from)},
                      {"address", one.address},
                      {"flaw", protocol::name(pdu.what)},
                      {"command", nullptr},
                      {"sequence", nullptr},
                      {"field", nullptr},
                      {"offset", nullptr},
                      {"stream_offset", one.stream_offset},
                      {"octets", pdu.size},
                      {"hex", store::to_hex(protocol::characters(pdu.octets))}};
    if (pdu.what == protocol::flaw::bad_length) {
        made["field"] = "command_length";
        made["offset"] = 0;
    }
    if (pdu.octets.size() < protocol::header_octets) return made;
    const protocol::pdu_view view{pdu.octets};
    made["command"] = trace::command_of(view);
    made["sequence"] = view.sequence();
    if (pdu.what == protocol::flaw::bad_length) return made;
    // What was cut off would look like a fault of its own.
    const auto wrong = trace::read(view, fallback).wrong;
    if (!wrong || wrong->what != pdu.what) return made;
    made["field"] = wrong->field;
    made["offset"] = wrong->offset;
    return made;
}

}  // namespace proxy::admin
