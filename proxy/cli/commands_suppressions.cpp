#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/evidence_report.hpp"
#include "proxy/cli/pages.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {

using nlohmann::ordered_json;

namespace {

std::string sender_of(const ordered_json& entry) {
    const auto scope = entry.value("scope", "");
    if (scope == "global") return "(everybody)";
    return scope == "list" ? "(all of the list)" : entry.value("sender", "");
}

}  // namespace

void print_entries(std::ostream& out, const ordered_json& entries) {
    table shown({"RECIPIENT", "SENDER", "LIST", "SINCE", "SOURCE", "REASON"});
    for (const auto& each : entries) {
        shown.row({each.value("recipient", ""), sender_of(each), each.value("list", ""), each.value("since", ""),
                   each.value("source", ""), each.value("reason", "")});
    }
    shown.print(out);
}

int add_suppression(admin_api& api, const entry_options& wanted) {
    ordered_json body{{"recipient", wanted.recipient}};
    if (!wanted.list.empty()) body["list"] = wanted.list;
    if (!wanted.sender.empty()) body["sender"] = wanted.sender;
    if (!wanted.reason.empty()) body["reason"] = wanted.reason;
    const auto got = api.ask("PUT", "/v1/suppressions", body);
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        api.out() << printable(wanted.recipient)
                  << (got->value("changed", false) ? " is suppressed now.\n" : " was suppressed already.\n");
    }
    return done;
}

int remove_suppression(admin_api& api, const entry_options& wanted) {
    const auto target =
        target_of("/v1/suppressions",
                  {{"recipient", wanted.recipient}, {"list", wanted.list}, {"sender", wanted.sender}, {"scope", wanted.scope}});
    const auto got = api.ask("DELETE", target);
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        api.out() << "Lifted:\n";
        print_entries(api.out(), ordered_json::array({got->at("suppression")}));
    }
    return done;
}

int show_suppressions(admin_api& api, const std::string& recipient, bool evidence) {
    const auto got = collect(api, "/v1/suppressions", "suppressions",
                             {{"recipient", recipient}, {"evidence", evidence ? "true" : ""}}, all_entries);
    if (!got) return api.code();
    const auto& entries = got->entries;
    if (api.wants_json()) {
        api.print({{"suppressions", entries}});
    } else if (entries.empty()) {
        api.out() << printable(recipient) << " is not suppressed.\n";
    } else if (evidence) {
        for (const auto& each : entries) {
            print_entries(api.out(), ordered_json::array({each}));
            print_evidence(api.out(), each.at("evidence"));
        }
    } else {
        print_entries(api.out(), entries);
    }
    return entries.empty() ? no : done;
}

int list_suppressions(admin_api& api, const list_options& wanted) {
    const auto got = collect(api, "/v1/suppressions", "suppressions",
                             {{"list", wanted.list},
                              {"sender", wanted.sender},
                              {"scope", wanted.scope},
                              {"source", wanted.source},
                              {"since", wanted.since},
                              {"before", wanted.before}},
                             wanted.limit);
    if (!got) return api.code();
    const auto& [entries, more, _] = *got;
    if (api.wants_json()) {
        api.print({{"suppressions", entries}, {"more", more}});
        return done;
    }
    if (entries.empty()) {
        api.out() << "No entries.\n";
        return done;
    }
    print_entries(api.out(), entries);
    if (more) api.out() << there_are_more;
    return done;
}

}  // namespace proxy::cli
