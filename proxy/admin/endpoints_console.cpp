// The web console: static files of the program, open to everybody. What they show, the page asks for with the user's token.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "proxy/admin/embedded_file.hpp"
#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

#include "console_files.inc"

// Nothing from elsewhere, nothing inline: a text that a person sent can't become a part of the page.
constexpr std::string_view policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

response answer_of(const embedded_file& file) {
    return {.status = 200,
            .content_type = std::string(file.type),
            .body = std::string(file.body),
            .headers = {{"ETag", std::string(file.tag)},
                        {"Cache-Control", "no-cache"},  // asked for again each time, so that an upgrade shows at once
                        {"Content-Security-Policy", std::string(policy)},
                        {"Cross-Origin-Opener-Policy", "same-origin"},
                        {"Referrer-Policy", "no-referrer"},
                        {"X-Content-Type-Options", "nosniff"}}};
}

}  // namespace

// A query is not looked at: links from elsewhere bring all sorts of them.
void get_console(call& in) {
    const auto wanted = in.id.empty() ? std::string_view("index.html") : in.id;
    const auto* found = std::find_if(std::begin(files), std::end(files), [&](const auto& each) { return each.name == wanted; });
    in.answer(found == std::end(files) ? problem(404, "The console has no file " + std::string(wanted) + ".")
                                       : answer_of(*found));
}

void get_whoami(call& in) {
    if (refused(in, in.query)) return;
    in.answer(json_answer({{"name", in.who.name}, {"role", name(in.who.rank)}}));
}

}  // namespace proxy::admin
