// All entries that are in force at one instant, as a file.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/entry_filter.hpp"
#include "proxy/admin/file_rows.hpp"
#include "proxy/admin/file_words.hpp"
#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/moment.hpp"
#include "proxy/log/log.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view header = "recipient,sender,list,reason,scope,source,since,import\r\n";

std::string import_of(const store::entry_view& entry) {
    return entry.from == store::source::import ? std::to_string(entry.number) : std::string();
}

// A spreadsheet takes a cell that begins with = + - or @ for a formula: those of words get an apostrophe, which an import takes
// away again. Recipients are digits.
void append_csv(std::string& to, const store::entry_view& entry, std::string_view reason) {
    append_cell(to, entry.recipient, ',');
    for (const auto word : {entry.bound.sender, entry.bound.list, reason}) {
        to.push_back(',');
        append_guarded_cell(to, word, ',');
    }
    to.append(",").append(name(entry.bound.reach)).append(",").append(name(entry.from)).append(",");
    to.append(rfc3339(entry.since_ms)).append(",").append(import_of(entry)).append("\r\n");
}

void append_json(std::string& to, const store::entry_view& entry, std::string_view reason) {
    const ordered_json line{{"recipient", entry.recipient},     {"sender", entry.bound.sender},
                            {"list", entry.bound.list},         {"reason", reason},
                            {"scope", name(entry.bound.reach)}, {"source", name(entry.from)},
                            {"since", rfc3339(entry.since_ms)}, {"import", import_of(entry)}};
    to.append(line.dump(-1, ' ', false, ordered_json::error_handler_t::replace)).push_back('\n');
}

}  // namespace

void get_export(call& in) {
    auto wanted = read_filter(in.query, in.asked.home());
    const auto format = read_format(in.query);
    if (refused(in, in.query)) return;
    const bool is_csv = format == file_format::csv;
    response head;
    head.content_type = is_csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
    head.headers.emplace_back("Content-Disposition", is_csv ? "attachment; filename=\"suppressions.csv\""
                                                            : "attachment; filename=\"suppressions.ndjson\"");
    if (is_csv) head.body = header;
    in.stream->begin(std::move(head));
    std::string waiting;
    const auto trouble = in.asked.store().each_entry(wanted, [&](const store::entry_view& entry, std::string_view reason) {
        is_csv ? append_csv(waiting, entry, reason) : append_json(waiting, entry, reason);
        if (waiting.size() < http_limits::stream_portion) return true;
        const bool heard = in.stream->write(waiting);
        waiting.clear();
        return heard;
    });
    if (!waiting.empty()) static_cast<void>(in.stream->write(waiting));
    if (trouble.empty()) return;
    log::note(log::level::error, "export broke off", {{"error", trouble}});
    in.stream->cut();  // a file that ends early must not look like a whole one
}

}  // namespace proxy::admin
