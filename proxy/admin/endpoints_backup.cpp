// Backups of the store, on the gateway's own machine.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/moment.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json json_of(const store::backup_state& of) {
    const auto* const state = of.running ? "running" : of.path.empty() ? "none" : of.error.empty() ? "done" : "failed";
    ordered_json made{{"state", state},    {"path", nullptr},       {"copied", of.copied}, {"backup", nullptr},
                      {"octets", nullptr}, {"started_at", nullptr}, {"ended_at", nullptr}, {"error", nullptr}};
    if (of.path.empty()) return made;
    made["path"] = of.path;
    made["started_at"] = rfc3339(of.started_ms);
    if (of.running) return made;
    made["ended_at"] = rfc3339(of.ended_ms);
    if (!of.error.empty()) {
        made["error"] = of.error;
    } else {
        made["backup"] = of.id;
        made["octets"] = of.octets;
    }
    return made;
}

}  // namespace

void post_backup(call& in) {
    if (refused(in, in.query)) return;
    auto body = parse_object(in.body);
    const auto path = body.text("path");
    body.require("path");
    if (!path.empty() && !std::filesystem::path(path).is_absolute()) {
        body.fail("path", "must be absolute: it names a directory on the gateway's machine");
    }
    if (refused(in, body)) return;
    auto& store = in.asked.store();
    if (!store.back_up(path)) return in.answer(problem(409, "A backup is under way.", json_of(store.backup())));
    in.answer(json_answer(json_of(store.backup()), 202));
}

void get_backup(call& in) {
    if (refused(in, in.query)) return;
    in.answer(json_answer(json_of(in.asked.store().backup())));
}

}  // namespace proxy::admin
