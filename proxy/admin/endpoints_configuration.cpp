// The configuration that the gateway goes by.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const setting_change& change) {
    return {{"key", change.key},
            {"from", ordered_json::parse(change.from)},
            {"to", ordered_json::parse(change.to)},
            {"effect", change.effect}};
}

ordered_json json_of(const fault& found) {
    return {{"file", found.file}, {"line", found.line}, {"key", found.key}, {"what", found.what}};
}

template <class Items>
ordered_json array_of(const Items& items) {
    auto all = ordered_json::array();
    for (const auto& each : items) all.push_back(json_of(each));
    return all;
}

response answer_of(const reload_report& report) {
    if (!report.faults.empty()) {
        const auto count = report.faults.size();
        return problem(
            422,
            "The configuration has " + std::to_string(count) + (count == 1 ? " fault" : " faults") + "; nothing was changed.",
            {{"generation", report.generation}, {"faults", array_of(report.faults)}});
    }
    ordered_json body{{"generation", report.generation}, {"changes", array_of(report.changes)}};
    if (report.dry_run) body["dry_run"] = true;
    return json_answer(body);
}

}  // namespace

void post_reload(call& in) {
    const bool dry_run = in.query.flag("dry_run");
    if (refused(in, in.query)) return;
    in.asked.reload(dry_run, [answer = in.answer](const reload_report& report) { answer(answer_of(report)); });
}

}  // namespace proxy::admin
