#include "proxy/admin/json_of.hpp"

#include <cinttypes>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "protocol/command_status.hpp"
#include "proxy/admin/moment.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const store::party& who) { return {{"ton", who.ton}, {"npi", who.npi}, {"number", who.digits}}; }

ordered_json json_of(const store::evidence& message) {
    return {{"link", message.link},        {"system_id", message.system_id}, {"from", json_of(message.from)},
            {"to", json_of(message.to)},   {"text", message.text},           {"message_id", message.message_id},
            {"sequence", message.sequence}};
}

void add_outcome(ordered_json& into, const store::event& event) {
    const auto status = static_cast<protocol::command_status>(event.command_status);
    into["outcome"] = name(event.outcome);
    into["command_status"] = event.command_status;
    into["command_status_name"] = protocol::name(status);
    into["message_id"] = event.confirmation_message_id;
}

void add_change(ordered_json& into, const store::event& event) {
    into["changed"] = event.changed;
    into["still_suppressed"] = event.still_suppressed;
    into["source"] = name(event.from);
    into["actor"] = event.actor;
    into["reason"] = event.reason;
    auto entries = ordered_json::array();
    for (const auto& each : event.bindings) {
        entries.push_back({{"list", each.list}, {"sender", each.sender}, {"scope", name(each.reach)}});
    }
    into["entries"] = std::move(entries);
    if (event.from == store::source::keyword) into["message"] = json_of(event.because);
}

}  // namespace

std::string text_of(const store::event_id& id) {
    if (id == store::event_id{}) return {};
    char text[64];
    const int size = std::snprintf(text, sizeof text, "%" PRIx64 "-%" PRIu32 "-%" PRIu64, id.node, id.epoch, id.number);
    return {text, static_cast<std::size_t>(size)};
}

ordered_json json_of(const store::suppression& entry) {
    return {{"recipient", entry.recipient},     {"list", entry.bound.list},     {"sender", entry.bound.sender},
            {"scope", name(entry.bound.reach)}, {"source", name(entry.from)},   {"since", rfc3339(entry.since_ms)},
            {"reason", entry.reason},           {"event", text_of(entry.cause)}};
}

ordered_json json_of(const store::event& event) {
    constexpr unsigned hlc_counter_bits = 16;
    ordered_json made{{"event", text_of(event.id)},
                      {"time", rfc3339(static_cast<std::int64_t>(event.hlc >> hlc_counter_bits))},
                      {"kind", name(event.kind)},
                      {"recipient", event.recipient}};
    if (event.kind == store::event_kind::confirmation) {
        add_outcome(made, event);
    } else {
        add_change(made, event);
    }
    if (event.outbox_id != 0) made["confirmation"] = event.outbox_id;
    return made;
}

}  // namespace proxy::admin
