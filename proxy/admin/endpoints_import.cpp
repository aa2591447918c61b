// Imports: many entries from a file that is streamed in, with an answer that is streamed out meanwhile.
#include <limits>
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/file_words.hpp"
#include "proxy/admin/import_run.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t longest_name = 200;  // of a file

import_settings read_settings(call& in) {
    auto& query = in.query;
    import_settings wanted;
    wanted.otherwise.list = query.text("list");
    wanted.otherwise.sender = query.party("sender", in.asked.home());
    wanted.otherwise.reason = query.text("reason");
    check_reason(query, wanted.otherwise.reason);
    wanted.order.as_of_ms = query.moment("as_of");
    wanted.order.resume = query.id("import");
    wanted.order.name = query.text("name");
    if (wanted.order.name.size() > longest_name) query.fail("name", "has more than 200 octets");
    wanted.order.reason = wanted.otherwise.reason;
    wanted.order.actor = in.who.name;
    wanted.order.origin = in.from;
    wanted.most_rejects = query.number("rejects", wanted.most_rejects, 0, std::numeric_limits<std::size_t>::max());
    wanted.all_or_nothing = query.flag("all_or_nothing");
    wanted.is_json = read_format(query) == file_format::ndjson;
    if (const auto fault = wanted.columns.change(query.text("columns")); !fault.empty()) query.fail("columns: " + fault);
    wanted.separator = read_separator(query);
    return wanted;
}

}  // namespace

void post_import(call& in) {
    auto wanted = read_settings(in);
    if (refused(in, in.query)) return;
    std::string fault;
    const auto& given = wanted.otherwise;
    if (!given.list.empty()) static_cast<void>(in.asked.binding_of(given.list, given.sender, {}, fault));
    if (!fault.empty()) return in.answer(problem(400, fault));
    import_run(in, std::move(wanted)).run();
}

void get_imports(call& in) {
    const auto before = in.query.id("cursor");
    const auto limit = in.query.number("limit", usual_page, 1, largest_page);
    if (refused(in, in.query)) return;
    std::string error;
    auto found = in.asked.store().imports(before, limit + 1, error);
    if (!error.empty()) return in.answer(problem(503, "The store can't be read: " + error + "."));
    const bool more = found.size() > limit;
    if (more) found.pop_back();
    auto imports = ordered_json::array();
    for (const auto& each : found) imports.push_back(json_of(each));
    ordered_json body{{"imports", std::move(imports)}, {"cursor", nullptr}};
    if (more) body["cursor"] = std::to_string(found.back().id);
    in.answer(json_answer(body));
}

void get_import(call& in) {
    if (refused(in, in.query)) return;
    const auto id = parse_id(in.id);
    std::string error;
    const auto found = id ? in.asked.store().find_import(*id, error) : std::nullopt;
    if (!error.empty()) return in.answer(problem(503, "The store can't be read: " + error + "."));
    if (!found) return in.answer(problem(404, "There is no import " + std::string(in.id) + "."));
    in.answer(json_answer(json_of(*found)));
}

}  // namespace proxy::admin
