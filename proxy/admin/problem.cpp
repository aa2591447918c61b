#include "proxy/admin/problem.hpp"

#include <nlohmann/json.hpp>

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

std::string text_of(const ordered_json& body) { return body.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string_view title_of(unsigned status) noexcept {
    switch (status) {
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 409: return "Conflict";
        case 413: return "Content Too Large";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "Error";
    }
}

response problem(unsigned status, std::string_view detail, const ordered_json& more) {
    ordered_json body{{"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}};
    body.update(more);
    return {.status = status, .content_type = "application/problem+json", .body = text_of(body), .headers = {}};
}

response problem(unsigned status, std::string_view detail) { return problem(status, detail, ordered_json::object()); }

response no_answer() { return problem(504, "The gateway gave no answer in time. What was asked for may still happen."); }

response json_answer(const ordered_json& body, unsigned status) {
    return {.status = status, .content_type = "application/json", .body = text_of(body), .headers = {}};
}

}  // namespace proxy::admin
