#include "proxy/admin/json_of.hpp"

#include <nlohmann/json.hpp>

#include "protocol/command_status.hpp"
#include "proxy/admin/moment.hpp"
#include "store/hex.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const store::party& who) { return {{"ton", who.ton}, {"npi", who.npi}, {"number", who.digits}}; }

// Null where nothing is remembered.
ordered_json json_of(const store::answered_text& before, pdus wanted) {
    if (before == store::answered_text{}) return nullptr;
    ordered_json made{{"sent_at", nullptr}, {"text", before.text}};
    if (before.sent_ms != 0) made["sent_at"] = rfc3339(before.sent_ms);
    if (wanted == pdus::shown) made["pdu"] = store::to_hex(before.pdu);
    return made;
}

// Null for a change that no message led to.
ordered_json json_of(const store::evidence& message) {
    if (message == store::evidence{}) return nullptr;
    return {{"link", message.link},          {"system_id", message.system_id},
            {"from", json_of(message.from)}, {"to", json_of(message.to)},
            {"text", message.text},          {"message_id", message.message_id},
            {"sequence", message.sequence},  {"pdu", store::to_hex(message.pdu)}};
}

ordered_json json_of(const std::vector<store::binding>& bindings) {
    auto all = ordered_json::array();
    for (const auto& each : bindings) {
        all.push_back({{"list", each.list}, {"sender", each.sender}, {"scope", name(each.reach)}});
    }
    return all;
}

std::string time_of(const store::event& event) { return rfc3339(event.unix_ms()); }

void add_outcome(ordered_json& into, const store::event& event) {
    const auto status = static_cast<protocol::command_status>(event.command_status);
    into["outcome"] = name(event.outcome);
    into["command_status"] = event.command_status;
    into["command_status_name"] = protocol::name(status);
    into["message_id"] = event.confirmation_message_id;
}

void add_message(ordered_json& into, const store::event& event) {
    auto message = json_of(event.because);
    if (message.is_null()) return;
    message["answered"] = json_of(event.because.answered, pdus::left_out);
    into["message"] = std::move(message);
}

// Where it was asked for: an address for staff.
std::string_view origin_of(const store::event& event) {
    return event.origin.empty() && event.from == store::source::keyword ? name(event.from) : std::string_view(event.origin);
}

void add_actor(ordered_json& into, const store::event& event) {
    into["actor"] = event.actor;
    into["from"] = origin_of(event);
    into["reason"] = event.reason;
}

void add_change(ordered_json& into, const store::event& event) {
    into["changed"] = event.changed;
    into["still_suppressed"] = event.still_suppressed;
    into["source"] = name(event.from);
    add_actor(into, event);
    into["entries"] = json_of(event.bindings);
    into["before"] = json_of(event.before);
    into["after"] = json_of(event.after);
    if (event.silenced != store::silence::none) into["silenced"] = name(event.silenced);
    add_message(into, event);
}

void add_dismissal(ordered_json& into, const store::event& event) {
    add_actor(into, event);
    add_message(into, event);
}

// Of no number: what it took is said in words.
void add_bulk(ordered_json& into, const store::event& event) {
    add_actor(into, event);
    into["what"] = event.because.text;
    const auto* const of = event.kind == store::event_kind::flush    ? "flush_id"
                           : event.kind == store::event_kind::import ? "import_id"
                                                                     : "undo_id";
    into[of] = event.because.message_id;
}

void add_trace(ordered_json& into, const store::event& event) {
    add_actor(into, event);
    into["what"] = event.detail;
    into["link"] = event.because.link;
    into["system_id"] = event.because.system_id;
}

// Of the messages that `cause` led to, their ids following each other, this one.
ordered_json json_of_confirmation(const store::event& ended, const store::event& cause) {
    ordered_json made{{"form", ended.reason == store::cancel_reason ? "cancel" : "text"},
                      {"part", ended.outbox_id - cause.outbox_id + 1},
                      {"of", cause.outbox_count},
                      {"at", time_of(ended)},
                      {"text", ended.because.text}};
    add_outcome(made, ended);
    return made;
}

ordered_json json_of(const store::attempts& refused) {
    return {{"sender", refused.sender},
            {"list", refused.list},
            {"count", refused.count},
            {"first_at", rfc3339(refused.first_ms)},
            {"last_at", rfc3339(refused.last_ms)}};
}

}  // namespace

ordered_json json_of(const store::suppression& entry) {
    return {{"recipient", entry.recipient},     {"list", entry.bound.list},     {"sender", entry.bound.sender},
            {"scope", name(entry.bound.reach)}, {"source", name(entry.from)},   {"since", rfc3339(entry.since_ms)},
            {"reason", entry.reason},           {"event", text_of(entry.cause)}};
}

ordered_json json_of(const store::event& event) {
    ordered_json made{{"sequence", event.sequence},
                      {"event", text_of(event.id)},
                      {"time", time_of(event)},
                      {"kind", name(event.kind)},
                      {"recipient", event.recipient}};
    if (event.erased) made["erased"] = true;
    switch (event.kind) {
        case store::event_kind::confirmation: add_outcome(made, event); break;
        case store::event_kind::dismissal: add_dismissal(made, event); break;
        case store::event_kind::import:
        case store::event_kind::flush:
        case store::event_kind::undo: add_bulk(made, event); break;
        case store::event_kind::trail_start:
        case store::event_kind::restoration:
        case store::event_kind::retention:
        case store::event_kind::erasure: add_actor(made, event); break;
        case store::event_kind::trace: add_trace(made, event); break;
        default: add_change(made, event);
    }
    if (event.outbox_id != 0) made["confirmation"] = event.outbox_id;
    return made;
}

ordered_json json_of(const store::proof& of) {
    ordered_json made{{"event", nullptr},      {"kind", nullptr},  {"at", nullptr},       {"actor", nullptr},
                      {"durable_at", nullptr}, {"reply", nullptr}, {"answered", nullptr}, {"silenced", nullptr}};
    auto confirmations = ordered_json::array(), refused = ordered_json::array();
    if (of.cause) {
        made["event"] = text_of(of.cause->id);
        made["kind"] = name(of.cause->kind);
        made["at"] = time_of(*of.cause);
        made["actor"] = of.cause->actor;
        made["reply"] = json_of(of.cause->because);
        made["answered"] = json_of(of.cause->because.answered, pdus::shown);
        made["silenced"] = name(of.cause->silenced);
        for (const auto& each : of.confirmations) confirmations.push_back(json_of_confirmation(each, *of.cause));
    }
    if (of.durable_ms) made["durable_at"] = rfc3339(*of.durable_ms);
    for (const auto& each : of.refused) refused.push_back(json_of(each));
    made["confirmation"] = std::move(confirmations);
    made["refused"] = std::move(refused);
    return made;
}

ordered_json json_of(const store::suspicion& reply, pdus wanted) {
    const auto& message = reply.because;
    ordered_json made{{"id", reply.id},
                      {"at", rfc3339(reply.at_ms)},
                      {"recipient", reply.recipient},
                      {"sender", reply.texted.empty() ? message.to.digits : reply.texted},
                      {"bindings", json_of(reply.bindings)},
                      {"text", message.text},
                      {"rule", reply.rule},
                      {"link", message.link},
                      {"system_id", message.system_id}};
    if (wanted == pdus::shown) made["pdu"] = store::to_hex(message.pdu);
    made["answered"] = json_of(message.answered, wanted);
    return made;
}

}  // namespace proxy::admin
