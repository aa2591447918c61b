#pragma once
// Lists that the API gives in pages, put together.
#include "proxy/cli/admin_api.hpp"

namespace proxy::cli {

inline constexpr std::size_t all_entries = 0;  // as a limit
inline constexpr auto there_are_more = "There are more; --limit 0 shows all.\n";

struct collection {
    nlohmann::ordered_json entries;
    bool more = false;            // there are others behind them
    nlohmann::ordered_json last;  // the last page's answer
};

// Up to `limit` of what `member` of each answer at `path` holds. Nothing when the API refused; see admin_api::ask().
[[nodiscard]] std::optional<collection> collect(admin_api& api, const std::string& path, const std::string& member,
                                                parameters query, std::size_t limit);

}  // namespace proxy::cli
