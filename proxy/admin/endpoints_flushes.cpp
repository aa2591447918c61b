// The flushes that were made, and their undo.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/entry_filter.hpp"
#include "proxy/admin/flush_answers.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/moment.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json described(const store::flush_state& of, const store::suppression_store& in) {
    const auto& did = of.what;
    ordered_json made{{"flush_id", std::to_string(did.id)},
                      {"at", rfc3339(did.at_ms)},
                      {"actor", did.actor},
                      {"from", did.origin},
                      {"reason", did.reason},
                      {"by_file", is_by_file(did)},
                      {"filter", json_of(did.wanted)},
                      {"flushed", sum_of(did.counts)},
                      {"by_list", store::by_list(did.counts)},
                      {"left", sum_of(of.left)},
                      {"can_be_undone", in.can_be_undone(of)},
                      {"undone", nullptr},
                      {"event", text_of(did.event)}};
    if (of.undone_by != 0)
        made["undone"] = {{"undo_id", std::to_string(of.undone_by)}, {"at", rfc3339(of.undone_ms)}, {"actor", of.undone_actor}};
    return made;
}

response no_such_flush(std::string_view id) {
    return problem(404, "There is no flush \"" + std::string(id) + "\", or it is too old to be undone; the events tell of it.");
}

}  // namespace

void get_flushes(call& in) {
    const auto before = in.query.id("cursor");
    const auto limit = in.query.number("limit", usual_page, 1, largest_page);
    if (refused(in, in.query)) return;
    auto all = in.asked.store().flushes();
    if (before != 0) std::erase_if(all, [before](const store::flush_state& each) { return each.what.id >= before; });
    std::ranges::reverse(all);
    auto shown = ordered_json::array();
    for (const auto& each : all) {
        if (shown.size() == limit) break;
        shown.push_back(described(each, in.asked.store()));
    }
    ordered_json body{{"flushes", std::move(shown)}, {"cursor", nullptr}};
    if (all.size() > limit) body["cursor"] = std::to_string(all[limit - 1].what.id);
    in.answer(json_answer(body));
}

void get_flush(call& in) {
    if (refused(in, in.query)) return;
    const auto id = parse_id(in.id);
    const auto all = in.asked.store().flushes();
    const auto found = std::ranges::find_if(all, [&](const store::flush_state& each) { return id && each.what.id == *id; });
    if (found == all.end()) return in.answer(no_such_flush(in.id));
    in.answer(json_answer(described(*found, in.asked.store())));
}

void post_undo(call& in) {
    if (refused(in, in.query)) return;
    auto body = parse_object(in.body);
    const auto reason = body.text("reason");
    body.require("reason");
    check_reason(body, reason);
    if (refused(in, body)) return;
    const auto id = parse_id(in.id);
    if (!id) return in.answer(no_such_flush(in.id));
    in.asked.store().undo(*id, in.who.name, in.from, reason, [answer = in.answer](const store::flush_result& result) {
        if (result.how != store::flush_result::outcome::done) return answer(not_flushed(result, 0));
        answer(
            json_answer({{"undo_id", std::to_string(result.id)}, {"undone", result.entries}, {"event", text_of(result.event)}}));
    });
}

}  // namespace proxy::admin
