#include <ostream>

#include "proxy/cli/commands.hpp"
#include "proxy/cli/keyword_report.hpp"
#include "proxy/cli/table.hpp"

namespace proxy::cli {

namespace {

nlohmann::ordered_json as_json(const std::vector<app::fault>& found) {
    auto all = nlohmann::ordered_json::array();
    for (const auto& each : found)
        all.push_back({{"file", each.file}, {"line", each.line}, {"key", each.key}, {"what", each.what}});
    return all;
}

void print_warnings(const std::vector<app::fault>& found, std::ostream& out) {
    for (const auto& each : found) out << "warning: " << app::describe(each) << '\n';
}

}  // namespace

int run_gateway(const std::string& config, const surroundings& around) {
    auto [settings, faults, warnings] = app::read_configuration(config, app::named_files::checked);
    for (const auto& each : faults) around.err << app::describe(each) << '\n';
    print_warnings(warnings, around.err);
    return faults.empty() ? around.run(std::move(settings), config) : no;
}

int check_configuration(const std::string& file, bool json, const surroundings& around) {
    const auto [settings, faults, warnings] = app::read_configuration(file, app::named_files::checked);
    if (json) {
        auto lists = nlohmann::ordered_json::array();
        for (const auto& each : settings.lists) lists.push_back(keywords_as_json(each));
        around.out << nlohmann::ordered_json{{"faults", as_json(faults)}, {"warnings", as_json(warnings)}, {"lists", lists}}.dump(
                          2)
                   << '\n';
        return faults.empty() ? done : no;
    }
    for (const auto& each : faults) around.out << app::describe(each) << '\n';
    if (faults.empty()) around.out << file << ": ok\n";
    print_warnings(warnings, around.out);
    if (!faults.empty()) return no;
    for (const auto& each : settings.lists) print_keywords(each, around.out);
    return done;
}

int reload(admin_api& api, bool dry_run) {
    // A file with faults does not even say where the gateway is; it would refuse it all the same.
    const auto& file = api.configuration();
    if (!file.empty() && !app::read_configuration(file).faults.empty()) {
        return check_configuration(file, api.wants_json(), api.around());
    }
    const auto got = api.ask("POST", target_of("/v1/config/reload", {{"dry_run", dry_run ? "true" : ""}}));
    if (!got) return api.code();
    if (api.wants_json()) {
        api.print(*got);
        return done;
    }
    const auto& changes = got->at("changes");
    if (changes.empty()) {
        api.out() << (dry_run ? "Nothing would change.\n" : "Reloaded; nothing has changed.\n");
        return done;
    }
    table shown({"KEY", "FROM", "TO", "EFFECT"});
    for (const auto& each : changes) {
        shown.row({each.value("key", ""), each.at("from").dump(), each.at("to").dump(), each.value("effect", "")});
    }
    shown.print(api.out());
    return done;
}

}  // namespace proxy::cli
