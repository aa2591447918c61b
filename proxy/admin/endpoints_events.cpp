// The audit trail: what happened, and whether that is still what was written.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/moment.hpp"
#include "proxy/admin/problem.hpp"
#include "store/event_record.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;
using store::event_kind;
using store_type = store::suppression_store;
using trail_fault = store_type::trail_fault;

std::optional<event_kind> read_kind(fields& from) {
    const auto given = from.text("kind");
    if (given.empty()) return std::nullopt;
    std::string known;
    for (auto each = 1; each <= static_cast<int>(store::last_event_kind); ++each) {
        const auto kind = static_cast<event_kind>(each);
        if (name(kind).empty()) continue;
        if (name(kind) == given) return kind;
        known.append(known.empty() ? "" : ", ").append(name(kind));
    }
    from.fail("kind", "is none of " + known);
    return std::nullopt;
}

store_type::trail_filter read_filter(fields& from) {
    store_type::trail_filter wanted{.kind = read_kind(from), .since_ms = from.moment("since"), .newest_first = false};
    const auto order = from.text("order");
    wanted.newest_first = order == "newest";
    if (!order.empty() && order != "oldest" && !wanted.newest_first) from.fail("order", "must be oldest or newest");
    return wanted;
}

ordered_json json_of(const std::vector<store::event>& events) {
    auto all = ordered_json::array();
    for (const auto& each : events) all.push_back(admin::json_of(each));
    return all;
}

std::string_view name(trail_fault what) {
    switch (what) {
        case trail_fault::none: return "";
        case trail_fault::missing: return "missing";
        case trail_fault::changed: return "changed";
        case trail_fault::added: return "added";
        case trail_fault::shortened: return "shortened";
        case trail_fault::rewritten: return "rewritten";
        case trail_fault::unreadable: return "unreadable";
    }
    return "";
}

ordered_json fault_of(const store_type::trail_check& found) {
    if (found.wrong == trail_fault::none) return nullptr;
    ordered_json made{{"kind", name(found.wrong)}, {"sequence", found.sequence}, {"recipient", nullptr}, {"time", nullptr}};
    if (!found.event_key.empty()) {
        made["recipient"] = store::recipient_in(found.event_key);
        made["time"] = rfc3339(static_cast<std::int64_t>(store::hlc_in(found.event_key) >> 16U));
    }
    made["detail"] = found.why;
    return made;
}

}  // namespace

void get_events(call& in) {
    const auto recipient = in.query.party("recipient", in.asked.home());
    const auto wanted = read_filter(in.query);
    const auto cursor = in.query.id("cursor");  // the place of an event: who has one goes on behind it
    const auto limit = in.query.number("limit", usual_page, 1, largest_page);
    if (!recipient.empty() && (cursor != 0 || wanted.newest_first))
        in.query.fail(cursor != 0 ? "cursor" : "order", "is for the whole trail; of a recipient the newest events are given");
    if (refused(in, in.query)) return;
    const auto& store = in.asked.store();
    if (!recipient.empty()) {
        return in.answer(json_answer({{"events", json_of(store.events(recipient, wanted, limit))}, {"cursor", nullptr}}));
    }
    const auto page = store.trail(wanted, cursor, limit);
    ordered_json body{{"events", json_of(page.events)}, {"cursor", nullptr}};
    if (page.more) body["cursor"] = std::to_string(page.last);
    in.answer(json_answer(body));
}

void get_events_head(call& in) {
    if (refused(in, in.query)) return;
    in.answer(json_answer({{"head", text_of(in.asked.store().trail_end())}}));
}

void get_events_verify(call& in) {
    const auto head = in.query.text("head");
    const auto cursor = in.query.text("cursor");
    const auto noted = store::chain_end_of(head);
    if (!head.empty() && !noted)
        in.query.fail("head", "must be as /v1/events/head gave it: a number, \"-\" and 64 hexadecimal digits");
    if (refused(in, in.query)) return;
    const auto found = in.asked.store().check_trail(cursor, noted);
    ordered_json body{{"ok", found.wrong == trail_fault::none},
                      {"checked", found.checked},
                      {"erased", found.erased},
                      {"expired", found.expired},
                      {"head", text_of(found.end)},
                      {"fault", fault_of(found)},
                      {"cursor", nullptr}};
    if (!found.cursor.empty()) body["cursor"] = found.cursor;
    in.answer(json_answer(body));
}

}  // namespace proxy::admin
