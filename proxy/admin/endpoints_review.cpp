// The review queue: replies that read like an opt-out and are none wait here for people.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

std::optional<store::suspicion> find(const call& in) {
    const auto id = parse_id(in.id);
    return id ? in.asked.store().find_suspicion(*id) : std::nullopt;
}

response none_waits(std::string_view id) { return problem(404, "No reply " + std::string(id) + " waits for review."); }

void opt_out(call& in, const store::suspicion& waiting, const std::string& reason) {
    store::change wanted;
    wanted.what = store::action::opt_out;
    wanted.recipient = waiting.recipient;
    wanted.bindings = waiting.bindings;
    wanted.texted = waiting.texted;
    wanted.from = store::source::staff;
    wanted.actor = in.who.name;
    wanted.origin = in.from;
    wanted.reason = reason.empty() ? waiting.because.text : reason;
    wanted.because = waiting.because;
    wanted.review_id = waiting.id;
    in.asked.store().apply(std::move(wanted), [answer = in.answer](const store::change_result& result) {
        if (!result.stored) return answer(not_stored(result, store::action::opt_out));
        answer(json_answer({{"changed", result.changed}, {"event", text_of(result.event)}}));
    });
}

void dismiss(call& in, std::uint64_t id) {
    in.asked.store().dismiss(id, in.who.name, [answer = in.answer, &asked = in.asked, id](bool done) {
        if (done) return answer(json_answer({{"dismissed", true}}));
        const bool waits = asked.store().find_suspicion(id).has_value();  // else somebody was quicker
        answer(waits ? problem(503, "The dismissal could not be stored.") : none_waits(std::to_string(id)));
    });
}

}  // namespace

void get_review(call& in) {
    const auto after = in.query.id("cursor");
    const auto limit = in.query.number("limit", usual_page, 1, largest_page);
    if (refused(in, in.query)) return;
    const auto& store = in.asked.store();
    const auto page = store.suspicions(after, limit);
    auto entries = ordered_json::array();
    for (const auto& each : page) entries.push_back(json_of(each, pdus::left_out));
    ordered_json body{{"entries", std::move(entries)}, {"cursor", nullptr}, {"waiting", store.suspicions_waiting()}};
    if (page.size() == limit && !store.suspicions(page.back().id, 1).empty()) body["cursor"] = std::to_string(page.back().id);
    in.answer(json_answer(body));
}

void get_review_reply(call& in) {
    if (refused(in, in.query)) return;
    const auto waiting = find(in);
    in.answer(waiting ? json_answer(json_of(*waiting, pdus::shown)) : none_waits(in.id));
}

void post_review_reply(call& in) {
    if (refused(in, in.query)) return;
    auto body = parse_object(in.body);
    const auto action = body.text("action");
    const auto reason = body.text("reason");
    if (action != "opt-out" && action != "dismiss") body.fail("action", "must be opt-out or dismiss");
    if (action == "dismiss" && !reason.empty()) body.fail("reason", "is kept with an opt-out alone");
    check_reason(body, reason);
    if (refused(in, body)) return;
    const auto waiting = find(in);
    if (!waiting) return in.answer(none_waits(in.id));
    action == "dismiss" ? dismiss(in, waiting->id) : opt_out(in, *waiting, reason);
}

}  // namespace proxy::admin
