// How the gateway is doing: health, readiness, metrics, links, drain.
#include <nlohmann/json.hpp>

#include "metrics/exposition.hpp"
#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/moment.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const link_status& link) {
    return {{"id", link.id},
            {"link", link.link},
            {"state", link.state},
            {"system_id", link.system_id},
            {"sender_address", link.sender_address},
            {"upstream_address", link.upstream_address},
            {"sender_certificate", link.sender_certificate},
            {"upstream_certificate", link.upstream_certificate},
            {"since", rfc3339(link.since_ms)},
            {"in_flight_upstream", link.in_flight_upstream},
            {"in_flight_downstream", link.in_flight_downstream},
            {"held", link.held}};
}

}  // namespace

bool refused(const call& in, const fields& asked) {
    const auto wrong = asked.wrong();
    if (!wrong.empty()) in.answer(problem(400, wrong + "."));
    return !wrong.empty();
}

void check_reason(fields& of, const std::string& reason) {
    if (reason.size() > longest_reason) of.fail("reason", "has more than " + std::to_string(longest_reason) + " octets");
}

// Probes may carry a query of their own (cache busters), so it is not looked at.
void get_health(call& in) { in.answer(json_answer({{"status", "ok"}})); }

void get_readiness(call& in) {
    const auto why = in.asked.not_ready();
    in.answer(why.empty() ? json_answer({{"status", "ready"}}) : problem(503, why));
}

void get_metrics(call& in) {
    in.answer({.status = 200, .content_type = std::string(metrics::exposition_type), .body = in.asked.metrics(), .headers = {}});
}

void get_links(call& in) {
    if (refused(in, in.query)) return;
    in.asked.links([answer = in.answer](const std::vector<link_status>& links) {
        auto all = ordered_json::array();
        for (const auto& each : links) all.push_back(json_of(each));
        answer(json_answer({{"links", std::move(all)}}));
    });
}

void post_drain(call& in) {
    if (refused(in, in.query)) return;
    in.answer(json_answer({{"status", "draining"}}, 202));
    in.asked.drain();
}

}  // namespace proxy::admin
