#include <algorithm>
#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t page = 1'000;  // the API's largest

std::string sender_of(const ordered_json& entry) {
    const auto scope = entry.value("scope", "");
    if (scope == "global") return "(everybody)";
    return scope == "list" ? "(all of the list)" : entry.value("sender", "");
}

void print_entries(std::ostream& out, const ordered_json& entries) {
    table shown({"RECIPIENT", "SENDER", "LIST", "SINCE", "SOURCE", "REASON"});
    for (const auto& each : entries) {
        shown.row({each.value("recipient", ""), sender_of(each), each.value("list", ""), each.value("since", ""),
                   each.value("source", ""), each.value("reason", "")});
    }
    shown.print(out);
}

// The pages of the API put together, up to `limit` entries; `more`: there are others behind them.
std::optional<ordered_json> collect(admin_api& api, parameters query, std::size_t limit, bool& more) {
    auto all = ordered_json::array();
    query.emplace_back("limit", "");
    query.emplace_back("cursor", "");
    auto& [_, size] = query[query.size() - 2];
    auto& cursor = query.back().second;
    do {
        size = std::to_string(limit == 0 ? page : std::min(page, limit - all.size()));
        const auto got = api.ask("GET", target_of("/v1/suppressions", query));
        if (!got) return std::nullopt;
        for (const auto& each : got->at("suppressions")) all.push_back(each);
        cursor = got->at("cursor").is_null() ? std::string() : got->at("cursor").get<std::string>();
    } while (!cursor.empty() && (limit == 0 || all.size() < limit));
    more = !cursor.empty();
    return all;
}

}  // namespace

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

int show_suppressions(admin_api& api, const std::string& recipient) {
    bool more = false;
    const auto entries = collect(api, {{"recipient", recipient}}, 0, more);
    if (!entries) return api.code();
    if (api.wants_json()) {
        api.print({{"suppressions", *entries}});
    } else if (entries->empty()) {
        api.out() << printable(recipient) << " is not suppressed.\n";
    } else {
        print_entries(api.out(), *entries);
    }
    return entries->empty() ? no : done;
}

int list_suppressions(admin_api& api, const list_options& wanted) {
    bool more = false;
    const auto entries = collect(api,
                                 {{"list", wanted.list},
                                  {"sender", wanted.sender},
                                  {"scope", wanted.scope},
                                  {"source", wanted.source},
                                  {"since", wanted.since},
                                  {"before", wanted.before}},
                                 wanted.limit, more);
    if (!entries) return api.code();
    if (api.wants_json()) {
        api.print({{"suppressions", *entries}, {"more", more}});
        return done;
    }
    if (entries->empty()) {
        api.out() << "No entries.\n";
        return done;
    }
    print_entries(api.out(), *entries);
    if (more) api.out() << "There are more; --limit 0 shows all.\n";
    return done;
}

}  // namespace proxy::cli
