#include "proxy/cli/pages.hpp"

#include <algorithm>

namespace proxy::cli {
namespace {

constexpr std::size_t page = 1'000;  // the API's largest

}  // namespace

std::optional<collection> collect(admin_api& api, const std::string& path, const std::string& member, parameters query,
                                  std::size_t limit) {
    collection all{.entries = nlohmann::ordered_json::array(), .more = false, .last = {}};
    query.emplace_back("limit", "");
    query.emplace_back("cursor", "");
    auto& [_, size] = query[query.size() - 2];
    auto& cursor = query.back().second;
    do {
        size = std::to_string(limit == all_entries ? page : std::min(page, limit - all.entries.size()));
        auto got = api.ask("GET", target_of(path, query));
        if (!got) return std::nullopt;
        for (const auto& each : got->at(member)) all.entries.push_back(each);
        cursor = got->at("cursor").is_null() ? std::string() : got->at("cursor").get<std::string>();
        all.last = std::move(*got);
    } while (!cursor.empty() && (limit == all_entries || all.entries.size() < limit));
    all.more = !cursor.empty();
    return all;
}

}  // namespace proxy::cli
