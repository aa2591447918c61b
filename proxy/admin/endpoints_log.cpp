// How much the log says.
#include <algorithm>
#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/moment.hpp"
#include "proxy/admin/problem.hpp"
#include "proxy/log/log.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

constexpr std::array every{log::level::debug, log::level::info, log::level::warn, log::level::error};
// A day: who wants it for longer means the configuration.
constexpr std::size_t most_seconds = 86'400;

response level_answer() {
    const auto [now, configured, until_ms] = log::levels_now();
    return json_answer({{"level", log::name(now)},
                        {"configured", log::name(configured)},
                        {"until", until_ms ? ordered_json(rfc3339(*until_ms)) : ordered_json(nullptr)}});
}

}  // namespace

void get_log_level(call& in) {
    if (refused(in, in.query)) return;
    in.answer(level_answer());
}

void put_log_level(call& in) {
    if (refused(in, in.query)) return;
    auto body = parse_object(in.body, {"seconds"});
    body.require("level");
    const auto word = body.text("level");
    const auto wanted = std::ranges::find(every, word, log::name);
    if (wanted == every.end() && !word.empty()) body.fail("level", "is none of debug, info, warn, error");
    const auto seconds = body.number("seconds", 0, 1, most_seconds);
    if (refused(in, body)) return;
    log::set_level(*wanted, seconds == 0 ? std::nullopt : std::optional{std::chrono::seconds{seconds}});
    log::note(log::level::warn, "log level",
              {{"level", word}, {"seconds", std::uint64_t{seconds}}, {"by", in.who.name}, {"from", in.from}});
    in.answer(level_answer());
}

}  // namespace proxy::admin
