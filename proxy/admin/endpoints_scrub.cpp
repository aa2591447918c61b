// A campaign's file in, each row out with its verdict and the reason for it.
#include <nlohmann/json.hpp>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/file_words.hpp"
#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/problem.hpp"
#include "proxy/admin/scrub.hpp"

namespace proxy::admin {
namespace {

// Reads the body to its end; each row goes out with two cells more. False: nobody reads, or `trouble` says why not all came.
bool pass_through(body_stream& through, csv_rows& rows, scrub& by, bool has_sender, std::string& trouble) {
    std::string some, out;
    file_row row;
    bool begun = false;
    const auto judge = [&] {
        for (const auto& each : by.judge_all()) {
            out.append(each.text).push_back(rows.separator());
            out.append(name(each.what)).push_back(rows.separator());
            append_guarded_cell(out, each.reason, rows.separator());
            out.append("\r\n");
        }
    };
    for (bool more = true; more;) {
        more = through.read(some);
        if (!more && !(trouble = through.trouble()).empty()) return false;
        more ? rows.give(some) : rows.end();
        while (rows.next(row)) {
            by.add(row);
            if (by.full()) judge();
        }
        if (!more) judge();
        if (!rows.fault().empty()) trouble = rows.fault() + ".";
        if (rows.ready() && !has_sender && !rows.has(column::sender))
            trouble = "Who sends? Say it with sender=, or for each row in a column.";
        if (!trouble.empty()) return false;
        if (!begun && rows.ready()) {
            const std::string tab(1, rows.separator());
            response head;
            head.content_type = "text/csv; charset=utf-8; header=present";
            head.body = rows.header() + tab + "verdict" + tab + "verdict_reason\r\n";
            through.begin(std::move(head));
            begun = true;
        }
        if (begun && !out.empty() && !through.write(out)) return false;
        out.clear();
    }
    return true;
}

}  // namespace

void post_scrub(call& in) {
    auto& query = in.query;
    campaign of;
    of.sender = query.party("sender", in.asked.home());
    of.list = query.text("list");
    of.system_id = query.text("system_id");
    column_map columns;
    if (const auto called = query.text("column"); !called.empty()) columns.called[0] = called;
    if (const auto fault = columns.change(query.text("columns")); !fault.empty()) query.fail("columns: " + fault);
    csv_rows rows(columns, read_separator(query));
    if (refused(in, query)) return;
    const bool has_sender = !of.sender.empty() || !of.list.empty();
    scrub by(in.asked, std::move(of));
    std::string trouble;
    if (pass_through(*in.stream, rows, by, has_sender, trouble)) return;
    in.stream->cut();                                        // where the answer has begun, it must not look like a whole one
    if (!trouble.empty()) in.answer(problem(400, trouble));  // ignored there
}

}  // namespace proxy::admin
