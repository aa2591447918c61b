#include "proxy/cli/evidence_report.hpp"

#include <ostream>
#include <string>

#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

// A label, then what there is; nothing where there is nothing.
void fact(std::ostream& out, std::string label, const std::string& what) {
    constexpr std::size_t label_width = 16;
    if (what.empty()) return;
    label.resize(label_width, ' ');
    out << "  " << label << printable(what) << '\n';
}

std::string text_or(const ordered_json& of, const char* member, const char* otherwise) {
    const auto& value = of.at(member);
    return value.is_null() ? otherwise : value.get<std::string>();
}

std::string quoted(const ordered_json& of) { return "\"" + of.value("text", "") + "\""; }

void print_answered(std::ostream& out, const ordered_json& before) {
    if (before.is_null()) return;
    fact(out, "in answer to", quoted(before) + ", sent " + text_or(before, "sent_at", "at an unknown time"));
    fact(out, "  its PDU", before.value("pdu", ""));
}

void print_reply(std::ostream& out, const ordered_json& reply) {
    if (reply.is_null()) return;
    fact(out, "reply",
         quoted(reply) + " from " + reply.at("from").value("number", "") + " to " + reply.at("to").value("number", ""));
    const auto message_id = reply.value("message_id", "");
    fact(out, "  came by",
         "link " + reply.value("link", "") + ", system_id " + reply.value("system_id", "") + ", sequence number " +
             reply.at("sequence").dump() + (message_id.empty() ? "" : ", message id " + message_id));
    fact(out, "  its PDU", reply.value("pdu", ""));
}

std::string outcome_of(const ordered_json& ended) {
    auto words = ended.value("outcome", "");
    if (ended.at("command_status") != 0) words += " (" + ended.value("command_status_name", "") + ")";
    words += " at " + ended.value("at", "");
    if (const auto id = ended.value("message_id", ""); !id.empty()) words += ", message id " + id;
    if (ended.value("form", "") == "cancel") return "order to cancel what waits at the SMSC: " + words;
    return quoted(ended) + ": " + words;
}

}  // namespace

void print_evidence(std::ostream& out, const ordered_json& evidence) {
    if (evidence.at("event").is_null()) {
        fact(out, "event", "none is on disk");
    } else {
        const auto actor = text_or(evidence, "actor", "");
        fact(out, "event",
             evidence.value("kind", "") + " " + evidence.value("event", "") + (actor.empty() ? "" : " by " + actor));
        fact(out, "  at", evidence.value("at", "") + ", on disk " + text_or(evidence, "durable_at", "at an unknown time"));
    }
    print_reply(out, evidence.at("reply"));
    print_answered(out, evidence.at("answered"));
    for (const auto& each : evidence.at("confirmation")) {
        const auto part = each.at("of") == 1 ? "" : " " + each.at("part").dump() + "/" + each.at("of").dump();
        fact(out, "our answer" + part, outcome_of(each));
    }
    if (const auto why = text_or(evidence, "silenced", "none"); why != "none") fact(out, "our answer", "none: " + why);
    for (const auto& each : evidence.at("refused")) {
        fact(out, "refused since",
             each.at("count").dump() + " from " + each.value("sender", "") + ", list " + each.value("list", "") + ", " +
                 each.value("first_at", "") + " to " + each.value("last_at", ""));
    }
}

void print_waiting(std::ostream& out, const ordered_json& reply) {
    fact(out, "reply", quoted(reply) + " from " + reply.value("recipient", "") + " to " + reply.value("sender", ""));
    fact(out, "  came by",
         "link " + reply.value("link", "") + ", system_id " + reply.value("system_id", "") + ", at " + reply.value("at", ""));
    fact(out, "  its PDU", reply.value("pdu", ""));
    print_answered(out, reply.at("answered"));
    fact(out, "why it waits", reply.value("rule", ""));
    for (const auto& each : reply.at("bindings")) {
        const auto scope = each.value("scope", "");
        fact(out, "would suppress",
             scope == "global" ? "texts of everybody"
                               : (scope == "list" ? std::string("all texts") : "texts from " + each.value("sender", "")) +
                                     " of list " + each.value("list", ""));
    }
}

}  // namespace proxy::cli
