#include "proxy/admin/problem.hpp"

#include <algorithm>
#include <cmath>
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
        case 415: return "Unsupported Media Type";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        default: return "Error";
    }
}

std::string_view code_of(unsigned status) noexcept {
    switch (status) {
        case 400: return "bad-request";
        case 401: return "unauthorized";
        case 403: return "role-too-low";
        case 404: return "not-found";
        case 405: return "method-not-allowed";
        case 409: return "conflict";
        case 413: return "body-too-large";
        case 415: return "media-type";
        case 422: return "unprocessable";
        case 429: return "too-many-requests";
        case 431: return "header-too-large";
        case 500: return "defect";
        case 503: return "unavailable";
        case 504: return "no-answer-in-time";
        default: return "error";
    }
}

response problem(unsigned status, std::string_view detail, const ordered_json& more) {
    ordered_json body{
        {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"code", code_of(status)}, {"detail", detail}};
    body.update(more);
    return {.status = status, .content_type = "application/problem+json", .body = text_of(body), .headers = {}};
}

response problem(unsigned status, std::string_view detail) { return problem(status, detail, ordered_json::object()); }

response too_many(std::string_view detail, std::chrono::duration<double> wait) {
    auto answer = problem(429, detail);
    answer.headers.emplace_back("Retry-After", std::to_string(std::max<long>(1, std::lround(std::ceil(wait.count())))));
    return answer;
}

response no_answer() { return problem(504, "The gateway gave no answer in time. What was asked for may still happen."); }

response json_answer(const ordered_json& body, unsigned status) {
    return {.status = status, .content_type = "application/json", .body = text_of(body), .headers = {}};
}

}  // namespace proxy::admin
