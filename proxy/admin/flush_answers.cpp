#include "proxy/admin/flush_answers.hpp"

#include <nlohmann/json.hpp>

#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {

using nlohmann::ordered_json;
using outcome = store::flush_result::outcome;

ordered_json json_of(const store::flush_preview& counted) {
    auto sample = ordered_json::array();
    for (const auto& each : counted.sample) sample.push_back(json_of(each));
    ordered_json made{
        {"matched", counted.matched}, {"by_list", counted.by_list}, {"sample", std::move(sample)}, {"preview", nullptr}};
    if (counted.id != 0) made["preview"] = std::to_string(counted.id);
    return made;
}

response answer_of(const store::flush_result& result, std::uint64_t confirmed) {
    if (result.how != outcome::done) return not_flushed(result, confirmed);
    return json_answer({{"flush_id", std::to_string(result.id)}, {"flushed", result.entries}, {"event", text_of(result.event)}});
}

response not_flushed(const store::flush_result& result, std::uint64_t confirmed) {
    switch (result.how) {
        case outcome::mismatch: {
            ordered_json more{{"matched", result.entries}, {"preview", nullptr}};
            if (result.id != 0) more["preview"] = std::to_string(result.id);
            return problem(409,
                           std::to_string(result.entries) + " entries match now, not the " + std::to_string(confirmed) +
                               " that were confirmed; nothing was flushed.",
                           more);
        }
        case outcome::not_found: return problem(404, "Not done: " + result.error + ".");
        case outcome::uncounted:
        case outcome::refused: return problem(409, "Not done: " + result.error + ".");
        default: return problem(503, "Nothing was changed: " + result.error + ".");
    }
}

response not_counted(const store::flush_preview& counted) {
    return problem(503, "The entries could not be counted: " + counted.error + ".");
}

}  // namespace proxy::admin
