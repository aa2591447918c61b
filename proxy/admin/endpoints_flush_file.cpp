// The entries that a file of numbers names, all at once.
#include <limits>
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/flush_answers.hpp"
#include "proxy/admin/flush_file.hpp"
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

struct file_order {
    std::uint64_t confirm = 0;  // 0: nobody has confirmed anything
    std::string reason;
    bool dry_run = false, skip_bad = false;
};

file_order read_order(fields& from) {
    file_order asked;
    asked.confirm = from.number("confirm", 0, 1, std::numeric_limits<std::size_t>::max());
    asked.reason = from.text("reason");
    asked.dry_run = from.flag("dry_run");
    asked.skip_bad = from.flag("skip_bad");
    check_reason(from, asked.reason);
    static_cast<void>(from.id("preview"));  // of files none is remembered
    if (asked.dry_run && asked.confirm != 0) from.fail("confirm", "is for a flush, not for a dry run");
    if (asked.confirm > 1 && asked.reason.empty()) from.fail("reason", "is missing: a flush of more than one entry needs it");
    return asked;
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
    const auto asked = read_order(in.query);
    if (refused(in, in.query)) return;
    flush_file file(in.asked.home());
    if (auto wrong = read_file(*in.stream, file)) return in.answer(std::move(*wrong));
    if (file.rejected() > 0 && !asked.skip_bad && !asked.dry_run)
        return in.answer(problem(
            422,
            std::to_string(file.rejected()) + " lines can't be read, so nothing was flushed; mend them, or say skip_bad=true.",
            rejects_of(file)));
    if (asked.confirm == 0) return in.answer(count(in, file, asked.dry_run));
    store::flush_order order;
    order.confirm = asked.confirm;
    order.actor = in.who.name;
    order.origin = in.from;
    order.reason = asked.reason;
    const auto result = store::answer_of<store::flush_result>(
        [&](auto done) { in.asked.store().flush(std::move(file.rows()), std::move(order), std::move(done)); });
    in.answer(answer_of(result, asked.confirm));
}

}  // namespace proxy::admin
