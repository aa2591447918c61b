#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

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

int show_health(admin_api& api, bool alive_is_enough) {
    const auto got = api.ask_openly(alive_is_enough ? "/healthz" : "/readyz");
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        api.out() << got->at("status").get<std::string>() << '\n';
    }
    return done;
}

int log_level(admin_api& api, const std::string& level, std::uint64_t seconds) {
    ordered_json body{{"level", level}};
    if (seconds != 0) body["seconds"] = seconds;
    const auto got = level.empty() ? api.ask("GET", "/v1/log-level") : api.ask("PUT", "/v1/log-level", body);
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
        return done;
    }
    const auto now = got->value("level", ""), configured = got->value("configured", "");
    api.out() << now;
    if (got->at("until").is_string())
        api.out() << " until " << got->value("until", "") << ", then " << configured;
    else if (now != configured)
        api.out() << " until the next reload, then " << configured;
    api.out() << '\n';
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
