// The suppression list: browse, and set single entries.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/entry_filter.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"
#include "store/hex.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

// The evidence of an entry takes a walk through the recipient's events, which a machine may have made many.
constexpr std::size_t largest_page_of_evidence = 50;

std::string read_cursor(fields& from) {
    const auto given = from.text("cursor");
    auto made = store::from_hex(given);
    if (!made) from.fail("cursor", "is not one that this API gave");
    return made.value_or("");
}

// An entry for what is no number would never match anything: better told now.
void check_number(fields& from, const std::string& recipient) {
    if (!is_digits(recipient)) from.fail("recipient", "must be digits alone, with + or 00 before them or not");
}

}  // namespace

response not_stored(const store::change_result& result, store::action what) {
    std::string detail = "The change could not be stored: " + result.error + ".";
    if (what == store::action::opt_out)
        detail += " The number counts as suppressed in memory until it can be, or until a restart.";
    return problem(503, detail);
}

void get_suppressions(call& in) {
    const auto wanted = read_filter(in.query, in.asked.home());
    const auto cursor = read_cursor(in.query);
    const auto limit = in.query.number("limit", usual_page, 1, largest_page);
    const bool evidence = in.query.flag("evidence");
    if (evidence && wanted.recipient.empty()) in.query.fail("evidence", "needs a recipient");
    if (refused(in, in.query)) return;
    const auto page = in.asked.store().list(wanted, cursor, evidence ? std::min(limit, largest_page_of_evidence) : limit);
    auto entries = ordered_json::array();
    for (const auto& each : page.entries) {
        entries.push_back(json_of(each));
        if (evidence) entries.back()["evidence"] = json_of(in.asked.store().evidence_of(each));
    }
    ordered_json body{{"suppressions", std::move(entries)}, {"cursor", nullptr}};
    if (!page.cursor.empty()) body["cursor"] = store::to_hex(page.cursor);
    in.answer(json_answer(body));
}

void put_suppression(call& in) {
    if (refused(in, in.query)) return;
    auto body = parse_object(in.body);
    gateway::wanted wanted;
    wanted.what = store::action::opt_out;
    wanted.recipient = body.party("recipient", in.asked.home());
    body.require("recipient");
    check_number(body, wanted.recipient);
    wanted.list = body.text("list");
    wanted.sender = body.party("sender", in.asked.home());
    wanted.reason = body.text("reason");
    check_reason(body, wanted.reason);
    wanted.actor = in.who.name;
    wanted.origin = in.from;
    wanted.by_admin = in.who.rank == role::admin;
    if (refused(in, body)) return;
    in.asked.change(wanted, [answer = in.answer](const store::change_result& result, const std::string& fault) {
        if (!fault.empty()) return answer(problem(400, fault));
        if (!result.stored) return answer(not_stored(result, store::action::opt_out));
        answer(json_answer({{"changed", result.changed}, {"event", text_of(result.event)}}));
    });
}

void get_lookup(call& in) {
    const auto sender = in.query.party("sender", in.asked.home());
    const auto recipient = in.query.party("recipient", in.asked.home());
    const auto system_id = in.query.text("system_id");
    in.query.require("sender");
    in.query.require("recipient");
    if (refused(in, in.query)) return;
    const auto found = in.asked.lookup(sender, recipient, system_id);
    ordered_json body{{"suppressed", found.suppressed},
                      {"sender", found.sender},
                      {"recipient", found.recipient},
                      {"list", found.list},
                      {"why", found.why},
                      {"entry", nullptr}};
    if (found.entry) body["entry"] = json_of(*found.entry);
    in.answer(json_answer(body));
}

}  // namespace proxy::admin
