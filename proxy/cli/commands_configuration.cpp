#include <ostream>

#include "proxy/cli/commands.hpp"

namespace proxy::cli {

int run_gateway(const std::string& config, const surroundings& around) {
    auto [settings, faults] = app::read_configuration(config, app::named_files::checked);
    for (const auto& each : faults) around.err << app::describe(each) << '\n';
    return faults.empty() ? around.run(std::move(settings), config) : no;
}

int check_configuration(const std::string& file, bool json, const surroundings& around) {
    const auto faults = app::read_configuration(file, app::named_files::checked).faults;
    if (json) {
        auto all = nlohmann::ordered_json::array();
        for (const auto& each : faults)
            all.push_back({{"file", each.file}, {"line", each.line}, {"key", each.key}, {"what", each.what}});
        around.out << nlohmann::ordered_json{{"faults", all}}.dump(2) << '\n';
    } else if (faults.empty()) {
        around.out << file << ": ok\n";
    } else {
        for (const auto& each : faults) around.out << app::describe(each) << '\n';
    }
    return faults.empty() ? done : no;
}

}  // namespace proxy::cli
