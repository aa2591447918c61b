// The entries that a file of numbers names, all at once.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/flush_answers.hpp"
#include "proxy/admin/flush_file.hpp"
#include "proxy/admin/flush_words.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/problem.hpp"
#include "store/answer_of.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

ordered_json rejects_of(const flush_file& file) {
    auto lines = ordered_json::array();
    for (const auto& each : file.rejects()) lines.push_back({{"line", each.line}, {"reason", each.reason}});
    return {{"rejected", file.rejected()}, {"rejects", std::move(lines)}};
}

// The answer, when the file is not to be used as it came.
std::optional<response> read_file(body_stream& from, flush_file& file) {
    std::string portion;
    bool good = true;
    while (good && from.read(portion)) good = file.give(portion);
    if (good && !from.trouble().empty()) return problem(400, from.trouble());
    if (good && file.end()) return std::nullopt;
    return problem(file.too_many() ? 413 : 400, "Nothing was flushed: " + file.fault() + ".");
}

response count(call& in, flush_file& file, bool dry_run) {
    const auto counted = store::answer_of<store::flush_preview>(
        [&](auto done) { in.asked.store().preview(std::move(file.rows()), std::move(done)); });
    if (!counted.error.empty()) return not_counted(counted);
    auto body = json_of(counted);
    body.update(rejects_of(file));
    if (dry_run) return json_answer(body);
    if (counted.matched == 0) return problem(404, "No entry matches.", body);
    body.erase("sample");
    const auto matched = std::to_string(counted.matched);
    return problem(409, matched + " entries match; say confirm=" + matched + " and a reason to flush them.", body);
}

}  // namespace

void post_flush(call& in) {
    const auto asked = read_flush_words(in.query);  // of files no preview is remembered
    const bool skip_bad = in.query.flag("skip_bad");
    if (refused(in, in.query)) return;
    flush_file file(in.asked.home());
    if (auto wrong = read_file(*in.stream, file)) return in.answer(std::move(*wrong));
    if (file.rejected() > 0 && !skip_bad && !asked.dry_run)
        return in.answer(problem(
            422,
            std::to_string(file.rejected()) + " lines can't be read, so nothing was flushed; mend them, or say skip_bad=true.",
            rejects_of(file)));
    if (asked.confirm == 0) return in.answer(count(in, file, asked.dry_run));
    auto order = order_of(asked, in);
    const auto result = store::answer_of<store::flush_result>(
        [&](auto done) { in.asked.store().flush(std::move(file.rows()), std::move(order), std::move(done)); });
    in.answer(answer_of(result, asked.confirm));
}

}  // namespace proxy::admin
