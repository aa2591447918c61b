// The review queue: look at what waits, opt out or dismiss.
#include <algorithm>
#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/evidence_report.hpp"
#include "proxy/cli/pages.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t shown_of_a_text = 60;  // code points; `review show` has all

std::string path_of(std::uint64_t id) { return "/v1/review/" + std::to_string(id); }

// Each reply by itself: what one is refused does not keep the others. A gateway that is gone ends it.
template <class Said>
int settle_each(admin_api& api, const std::vector<std::uint64_t>& ids, const ordered_json& body, Said said) {
    int code = done;
    for (const auto id : ids) {
        const auto got = api.ask("POST", path_of(id), body);
        if (!got && api.code() != no) return api.code();
        if (!got) {
            code = no;
        } else if (api.wants_json()) {
            api.print(*got);
        } else {
            api.out() << id << said(*got) << '\n';
        }
    }
    return code;
}

}  // namespace

int list_review(admin_api& api, std::size_t limit) {
    const auto got = collect(api, "/v1/review", "entries", {}, limit);
    if (!got) return api.code();
    const auto& waiting = got->last.at("waiting");
    if (api.wants_json()) {
        api.print({{"entries", got->entries}, {"waiting", waiting}, {"more", got->more}});
        return done;
    }
    if (got->entries.empty()) {
        api.out() << "No reply waits for review.\n";
        return done;
    }
    table shown({"ID", "TIME", "RECIPIENT", "SENDER", "RULE", "TEXT"});
    for (const auto& each : got->entries) {
        shown.row({each.at("id").dump(), each.value("at", ""), each.value("recipient", ""), each.value("sender", ""),
                   each.value("rule", ""), shortened(each.value("text", ""), shown_of_a_text)});
    }
    shown.print(api.out());
    if (got->more) api.out() << waiting.dump() << " wait. " << there_are_more;
    return done;
}

int show_review(admin_api& api, std::uint64_t id) {
    const auto got = api.ask("GET", path_of(id));
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
    } else {
        print_waiting(api.out(), *got);
    }
    return done;
}

int opt_out_by_review(admin_api& api, const std::vector<std::uint64_t>& ids, const std::string& reason) {
    ordered_json body{{"action", "opt-out"}};
    if (!reason.empty()) body["reason"] = reason;
    return settle_each(api, ids, body, [](const ordered_json& got) {
        return got.value("changed", false) ? ": the number is suppressed now." : ": the number was suppressed already.";
    });
}

int dismiss_review(admin_api& api, const std::vector<std::uint64_t>& ids) {
    return settle_each(api, ids, {{"action", "dismiss"}}, [](const ordered_json&) { return ": dismissed."; });
}

}  // namespace proxy::cli
