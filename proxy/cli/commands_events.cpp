// The audit trail: show it, follow it, check it.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/pages.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::chrono::seconds follow_interval{1};
constexpr std::size_t largest_page = 1'000;  // the API's

// What led to an event: the reply's text, who did it, or how a confirmation ended.
std::string account_of(const ordered_json& event) {
    if (event.contains("outcome")) {
        const auto& status = event.at("command_status");
        return event.value("outcome", "") + (status != 0 ? " (" + event.value("command_status_name", "") + ")" : "");
    }
    const auto actor = event.value("actor", ""), reason = event.value("reason", "");
    if (event.value("erased", false)) return "erased" + (actor.empty() ? "" : ", by " + actor);
    if (event.contains("message")) {
        const auto& message = event.at("message");
        const auto by = actor.empty() ? "" : ", by " + actor + (reason == message.value("text", "") ? "" : ": " + reason);
        const auto silenced = event.contains("silenced") ? ", not answered: " + event.value("silenced", "") : "";
        return "\"" + message.value("text", "") + "\" to " + message.at("to").value("number", "") + " on " +
               message.value("link", "") + by + silenced;
    }
    if (event.contains("what")) return event.value("what", "") + ", by " + actor + (reason.empty() ? "" : ": " + reason);
    if (actor.empty()) return reason;
    return "by " + actor + (reason.empty() ? "" : ": " + reason);
}

std::string change_of(const ordered_json& event) {
    return event.contains("changed") ? (event.at("changed") == true ? "yes" : "no") : "";
}

void print_table(std::ostream& out, const ordered_json& events) {
    table shown({"TIME", "RECIPIENT", "EVENT", "CHANGED", "WHAT HAPPENED"});
    for (const auto& each : events) {
        shown.row(
            {each.value("time", ""), each.value("recipient", ""), each.value("kind", ""), change_of(each), account_of(each)});
    }
    shown.print(out);
}

// As they come: the widths of what is still to come are not known.
void print_lines(const admin_api& api, const ordered_json& events) {
    for (const auto& each : events) {
        if (api.wants_json()) {
            api.out() << each.dump() << '\n';
        } else {
            api.out() << each.value("time", "") << "  " << printable(each.value("recipient", "")) << "  "
                      << each.value("kind", "") << "  " << printable(account_of(each)) << '\n';
        }
    }
    api.out().flush();
}

// What the words ask for, oldest first. Nothing when the API refused.
std::optional<ordered_json> collect_events(admin_api& api, const event_options& wanted) {
    const parameters filter{{"recipient", wanted.recipient}, {"kind", wanted.kind}, {"since", wanted.since}};
    if (!wanted.recipient.empty()) {
        auto query = filter;
        const auto limit = wanted.limit == all_entries ? largest_page : std::min(wanted.limit, largest_page);
        query.emplace_back("limit", std::to_string(limit));
        const auto got = api.ask("GET", target_of("/v1/events", query));
        return got ? std::optional(got->at("events")) : std::nullopt;
    }
    auto query = filter;
    const bool newest = wanted.since.empty();
    if (newest) query.emplace_back("order", "newest");
    auto got = collect(api, "/v1/events", "events", std::move(query), wanted.limit);
    if (!got) return std::nullopt;
    if (newest) std::reverse(got->entries.begin(), got->entries.end());
    return std::move(got->entries);
}

int follow(admin_api& api, const event_options& wanted, ordered_json events) {
    std::string cursor = "0";
    if (const auto head = api.ask("GET", "/v1/events/head")) {
        const auto text = head->at("head").get<std::string>();
        cursor = text.substr(0, text.find('-'));
    }
    if (!events.empty()) cursor = events.back().at("sequence").dump();
    for (;;) {
        print_lines(api, events);
        std::this_thread::sleep_for(follow_interval);
        const auto got = api.ask("GET", target_of("/v1/events", {{"kind", wanted.kind}, {"cursor", cursor}, {"limit", "1000"}}));
        if (!got) return api.code();
        events = got->at("events");
        if (!got->at("cursor").is_null()) {
            cursor = got->at("cursor").get<std::string>();
        } else if (!events.empty()) {
            cursor = events.back().at("sequence").dump();
        }
    }
}

void show_progress(const admin_api& api, std::uint64_t checked, const std::string& head) {
    if (&api.around().err != &std::cerr || isatty(STDERR_FILENO) == 0) return;
    std::cerr << "\r" << checked << " of " << head.substr(0, head.find('-')) << " places and their events\x1b[K" << std::flush;
}

std::string describe(const ordered_json& fault) {
    const auto kind = fault.value("kind", ""), detail = fault.value("detail", "");
    auto text = fault.at("sequence") == 0 ? "An event" : "Event " + fault.at("sequence").dump();
    text += kind == "shortened" ? " is missing: " : kind == "missing" ? " is missing: " : " was " + kind + ": ";
    if (kind == "unreadable") text = "The trail can't be read: ";
    text += detail;
    if (fault.at("time").is_string() && kind != "missing" && kind != "shortened") {
        const auto recipient = fault.value("recipient", "");
        text += " (" + fault.value("time", "") + (recipient.empty() ? "" : ", " + recipient) + ")";
    }
    return text + ".";
}

}  // namespace

int show_events(admin_api& api, const event_options& wanted) {
    if (wanted.follow && !wanted.recipient.empty()) {
        api.around().err << "stopgate: --follow is for the whole trail; leave --recipient out\n";
        return wrong_usage;
    }
    auto events = collect_events(api, wanted);
    if (!events) return api.code();
    if (wanted.follow) return follow(api, wanted, std::move(*events));
    if (api.wants_json()) {
        api.print({{"events", *events}});
    } else if (events->empty()) {
        api.out() << "No events.\n";
    } else {
        print_table(api.out(), *events);
    }
    return done;
}

int erase(admin_api& api, const std::string& recipient, const std::string& reason) {
    ordered_json body{{"recipient", recipient}};
    if (!reason.empty()) body["reason"] = reason;
    const auto got = api.ask("POST", "/v1/erasures", body);
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        api.out() << got->at("events").dump() << " events have lost number and texts; " << got->at("entries").dump()
                  << " entries stay in force as " << printable(got->value("known_as", "")) << ".\n";
    }
    return done;
}

int show_head(admin_api& api) {
    const auto got = api.ask("GET", "/v1/events/head");
    if (!got) return api.code();
    if (api.wants_json())
        api.print(*got);
    else
        api.out() << got->value("head", "") << '\n';
    return done;
}

int verify_events(admin_api& api, const std::string& head) {
    std::string cursor, end;
    std::uint64_t checked = 0, erased = 0, expired = 0;
    std::optional<ordered_json> got;
    do {
        got = api.ask("GET", target_of("/v1/events/verify", {{"head", head}, {"cursor", cursor}}));
        if (!got) return api.code();
        const bool of_places = !cursor.starts_with("events");
        cursor = got->at("cursor").is_null() ? "" : got->at("cursor").get<std::string>();
        if (of_places) {
            checked += got->at("checked").get<std::uint64_t>();
            end = got->value("head", "");
        }
        erased += got->at("erased").get<std::uint64_t>();
        expired += got->at("expired").get<std::uint64_t>();
        show_progress(api, checked, end);
    } while (!cursor.empty());
    const bool good = got->value("ok", false);
    if (api.wants_json()) {
        api.print({{"ok", good},
                   {"checked", checked},
                   {"erased", erased},
                   {"expired", expired},
                   {"head", end},
                   {"fault", got->at("fault")}});
    } else if (good) {
        api.out() << "The trail is whole: " << checked << " events";
        if (erased > 0) api.out() << ", " << erased << " of them of erased persons";
        if (expired > 0) api.out() << ", " << expired << " of them removed by age";
        api.out() << ".\nIt ends at " << end << '\n';
    } else {
        api.out() << printable(describe(got->at("fault"))) << '\n';
    }
    return good ? done : no;
}

}  // namespace proxy::cli
