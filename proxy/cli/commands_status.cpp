#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// What led to an event: the reply's text, who did it, or how a confirmation ended.
std::string account_of(const ordered_json& event) {
    if (event.contains("outcome")) {
        const auto& status = event.at("command_status");
        return event.value("outcome", "") + (status != 0 ? " (" + event.value("command_status_name", "") + ")" : "");
    }
    if (event.contains("message")) {
        const auto& message = event.at("message");
        const auto actor = event.value("actor", ""), reason = event.value("reason", "");
        const auto by = actor.empty() ? "" : ", by " + actor + (reason == message.value("text", "") ? "" : ": " + reason);
        const auto silenced = event.contains("silenced") ? ", not answered: " + event.value("silenced", "") : "";
        return "\"" + message.value("text", "") + "\" to " + message.at("to").value("number", "") + " on " +
               message.value("link", "") + by + silenced;
    }
    const auto reason = event.value("reason", "");
    return "by " + event.value("actor", "") + (reason.empty() ? "" : ": " + reason);
}

}  // namespace

int lookup(admin_api& api, const std::string& sender, const std::string& recipient, const std::string& system_id) {
    const auto got =
        api.ask("GET", target_of("/v1/lookup", {{"sender", sender}, {"recipient", recipient}, {"system_id", system_id}}));
    if (!got) return api.code();
    const bool suppressed = got->value("suppressed", false);
    if (api.wants_json()) {
        api.print(*got);
        return suppressed ? no : done;
    }
    auto& out = api.out();
    out << (suppressed ? "refused: " : "passes: ") << printable(got->value("why", "")) << '\n';
    table shown({"RECIPIENT", "SENDER", "LIST"});
    shown.row({got->value("recipient", ""), got->value("sender", ""), got->value("list", "")});
    shown.print(out);
    if (const auto& entry = got->at("entry"); entry.is_object()) {
        table decided({"ENTRY OF", "SCOPE", "LIST", "SINCE", "SOURCE", "REASON", "EVENT"});
        decided.row({entry.value("recipient", ""), entry.value("scope", ""), entry.value("list", ""), entry.value("since", ""),
                     entry.value("source", ""), entry.value("reason", ""), entry.value("event", "")});
        decided.print(out);
    }
    return suppressed ? no : done;
}

int show_events(admin_api& api, const std::string& recipient, std::size_t limit) {
    const auto got = api.ask("GET", target_of("/v1/events", {{"recipient", recipient}, {"limit", std::to_string(limit)}}));
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
        return done;
    }
    table shown({"TIME", "EVENT", "CHANGED", "WHAT HAPPENED"});
    for (const auto& each : got->at("events")) {
        const auto changed = each.contains("changed") ? (each.at("changed") == true ? "yes" : "no") : "";
        shown.row({each.value("time", ""), each.value("kind", ""), changed, account_of(each)});
    }
    shown.print(api.out());
    return done;
}

int show_links(admin_api& api) {
    const auto got = api.ask("GET", "/v1/links");
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
        return done;
    }
    const auto& links = got->at("links");
    if (links.empty()) {
        api.out() << "No sender is connected.\n";
        return done;
    }
    table shown({"ID", "LINK", "STATE", "SYSTEM ID", "SENDER", "SMSC", "SINCE", "UP", "DOWN", "HELD"});
    for (const auto& each : links) {
        shown.row({text_of(each.at("id")), each.value("link", ""), each.value("state", ""), each.value("system_id", ""),
                   each.value("sender_address", ""), each.value("upstream_address", ""), each.value("since", ""),
                   text_of(each.at("in_flight_upstream")), text_of(each.at("in_flight_downstream")), text_of(each.at("held"))});
    }
    shown.print(api.out());
    return done;
}

int drain(admin_api& api) {
    const auto got = api.ask("POST", "/v1/drain");
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        api.out() << "The gateway is draining: it takes no more connections, settles what is open, and ends.\n";
    }
    return done;
}

}  // namespace proxy::cli
