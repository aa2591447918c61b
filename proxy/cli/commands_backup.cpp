// Backups: made by the gateway; looked through and restored without one.
#include <chrono>
#include <filesystem>
#include <ostream>
#include <thread>

#include "proxy/admin/moment.hpp"
#include "proxy/cli/commands.hpp"
#include "proxy/cli/table.hpp"
#include "store/backup.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::chrono::milliseconds poll_interval{200};

std::string mebi(std::uint64_t octets) { return std::to_string((octets + (1U << 20U) - 1) >> 20U) + " MiB"; }

ordered_json json_of(const store::backup_copy& one) {
    ordered_json made{{"backup", one.id}, {"at", nullptr}, {"octets", one.octets}, {"files", one.files}, {"damage", nullptr}};
    if (one.at_ms != 0) made["at"] = admin::rfc3339(one.at_ms);
    if (!one.damage.empty()) made["damage"] = one.damage;
    return made;
}

int failed(admin_api& api, const std::string& why) {
    api.around().err << "stopgate: " << printable(why) << '\n';
    return no;
}

}  // namespace

int create_backup(admin_api& api, const std::string& directory) {
    const auto path = std::filesystem::absolute(directory).lexically_normal().string();
    auto got = api.ask("POST", "/v1/backups", {{"path", path}});
    while (got && got->value("state", "") == "running") {
        std::this_thread::sleep_for(poll_interval);
        got = api.ask("GET", "/v1/backups");
    }
    if (!got) return api.code();
    const bool good = got->value("state", "") == "done";
    if (api.wants_json()) {
        api.print(*got);
    } else if (good) {
        api.out() << "Backup " << got->at("backup").dump() << " of " << mebi(got->at("octets").get<std::uint64_t>()) << " is in "
                  << printable(path) << ".\n";
    }
    return good ? static_cast<int>(done)
                : failed(api, got->at("error").is_string() ? got->value("error", "") : "no backup was made");
}

int verify_backup(admin_api& api, const std::string& directory) {
    std::string error;
    const auto found = store::verify_backups(directory, error);
    if (!found) return failed(api, error);
    bool good = true;
    auto all = ordered_json::array();
    table shown({"BACKUP", "TIME", "SIZE", "FILES", "STATE"});
    for (const auto& each : *found) {
        good = good && each.damage.empty();
        all.push_back(json_of(each));
        shown.row({std::to_string(each.id), each.at_ms == 0 ? "" : admin::rfc3339(each.at_ms), mebi(each.octets),
                   std::to_string(each.files), each.damage.empty() ? "good" : each.damage});
    }
    if (api.wants_json())
        api.print({{"ok", good}, {"backups", all}});
    else
        shown.print(api.out());
    return good ? done : no;
}

int restore_backup(admin_api& api, const std::string& directory, const std::string& into, std::uint32_t id) {
    std::string error;
    const auto made = store::restore_backup(directory, id, into, error);
    if (!made) return failed(api, error);
    if (api.wants_json()) {
        auto body = json_of(*made);
        body["path"] = into;
        api.print(body);
    } else {
        api.out() << "Backup " << made->id << " of " << admin::rfc3339(made->at_ms) << " is restored to " << printable(into)
                  << ". Point store.path there. Who texted STOP after that time is not in it.\n";
    }
    return done;
}

}  // namespace proxy::cli
