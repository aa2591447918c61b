#include "proxy/admin/import_report.hpp"

#include <nlohmann/json.hpp>

#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/json_of.hpp"
#include "proxy/admin/moment.hpp"

namespace proxy::admin {

using nlohmann::ordered_json;

ordered_json json_of(const store::import_state& of) {
    const auto& sum = of.durable;
    const bool done = of.now == store::import_state::stage::done;
    ordered_json made{{"id", std::to_string(of.id)},
                      {"state", done         ? "done"
                                : of.running ? "running"
                                             : "interrupted"},
                      {"name", of.name},
                      {"actor", of.actor},
                      {"reason", of.reason},
                      {"as_of", rfc3339(of.as_of_ms)},
                      {"began_at", rfc3339(of.began_ms)},
                      {"ended_at", nullptr},
                      {"event", text_of(of.event)},
                      {"lines", sum.lines},
                      {"rows", sum.rows},
                      {"added", sum.added},
                      {"unchanged", sum.unchanged},
                      {"merged", sum.merged()},
                      {"kept_out", sum.kept_out},
                      {"rejected", sum.rejected}};
    if (done) made["ended_at"] = rfc3339(of.ended_ms);
    return made;
}

void import_report::progress(std::string_view phase, std::uint64_t lines, std::uint64_t octets,
                             const store::import_state& durable) {
    const auto now = std::chrono::steady_clock::now();
    if (begun_ && now < next_) return;
    next_ = now + interval;
    add({{"progress",
          {{"phase", phase},
           {"import", durable.id == 0 ? ordered_json() : ordered_json(std::to_string(durable.id))},
           {"lines", lines},
           {"octets", octets},
           {"durable_lines", durable.durable.lines},
           {"added", durable.durable.added},
           {"rejected", durable.durable.rejected}}}});
    send();
}

void import_report::reject(const file_row& row, std::string_view why) {
    if (rejects_left_ == 0) return;
    --rejects_left_;
    add({{"rejected", {{"line", row.line}, {"reason", why}, {"text", row.text.substr(0, shown_of_a_row)}}}});
    if (waiting_.size() >= http_limits::stream_portion) send();
}

void import_report::end(const ordered_json& import) {
    add({{"import", import}});
    send();
}

void import_report::fail(std::string_view code, std::string_view why, const ordered_json& left) {
    add({{"error", {{"code", code}, {"detail", why}, {"import", left}}}});
    send();
}

void import_report::add(const ordered_json& line) {
    waiting_ += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    waiting_.push_back('\n');
}

void import_report::send() {
    if (!begun_) {
        response head;
        head.content_type = "application/x-ndjson";
        to_.begin(std::move(head));
        begun_ = true;
    }
    heard_ = heard_ && to_.write(waiting_);
    waiting_.clear();
}

}  // namespace proxy::admin
