#include "proxy/admin/openapi.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "proxy/admin/embedded_file.hpp"
#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/routes.hpp"

namespace proxy::admin {
namespace {

using nlohmann::ordered_json;

#include "openapi_files.inc"

// Objects become one, member by member; no two files say the same thing. (A merge patch would drop nulls.)
void merge(ordered_json& into, const ordered_json& part) {
    for (const auto& [name, value] : part.items()) {
        auto& there = into[name];
        value.is_object() && there.is_object() ? merge(there, value) : void(there = value);
    }
}

std::string in_lower_case(std::string_view method) {
    std::string made(method);
    std::ranges::transform(made, made.begin(), [](char c) { return char(c - 'A' + 'a'); });
    return made;
}

void add_shared(ordered_json& operation, const listed_route& route) {
    const auto refers_to = [](const char* name) { return ordered_json{{"$ref", std::string("#/components/responses/") + name}}; };
    operation["security"] = ordered_json::array();
    if (route.least) {
        operation["security"].push_back({{"token", ordered_json::array()}});
        operation["x-stopgate-role"] = name(*route.least);
    }
    auto& responses = operation["responses"];  // last: what is put into an ordered object moves the rest
    if (route.least) responses["401"] = refers_to("Unauthorized");
    if (route.least && *route.least != role::viewer) responses["403"] = refers_to("Forbidden");
    if (!route.is_probe) responses["429"] = refers_to("TooMany");
    responses["default"] = refers_to("Problem");
}

std::string make() {
    ordered_json document;
    // The one that begins the document, then the rest.
    for (const bool first : {true, false}) {
        for (const auto& each : files) {
            if ((each.name == "openapi.json") == first) merge(document, ordered_json::parse(each.body));
        }
    }
    auto& paths = document["paths"];
    for (const auto& route : listed_routes()) {
        const auto path = paths.find(route.path);
        const auto method = in_lower_case(route.method);
        if (path != paths.end() && path->contains(method)) add_shared((*path)[method], route);
    }
    return document.dump() + "\n";
}

}  // namespace

const std::string& openapi_document() {
    static const auto made = make();
    return made;
}

void get_openapi(call& in) {
    if (refused(in, in.query)) return;
    in.answer({.status = 200, .content_type = "application/json", .body = openapi_document(), .headers = {}});
}

}  // namespace proxy::admin
