// The description of the API and the table of its routes say the same.
#include "proxy/admin/openapi.hpp"

#include <set>

#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;

namespace {

using lines = std::set<std::string>;

lines described() {
    lines made;
    const auto document = json::parse(openapi_document());
    for (const auto& [path, operations] : document.at("paths").items()) {
        for (const auto& [method, operation] : operations.items()) {
            if (method == "parameters") continue;
            made.insert(method + " " + path + " " + operation.value("x-stopgate-role", "open"));
        }
    }
    return made;
}

lines in_the_table() {
    lines made;
    for (const auto& each : listed_routes()) {
        std::string method(each.method);
        for (auto& c : method) c = static_cast<char>(std::tolower(c));
        made.insert(method + " " + std::string(each.path) + " " + (each.least ? std::string(name(*each.least)) : "open"));
    }
    return made;
}

TEST(Openapi, DescribesEveryRouteAndNoOther) { EXPECT_EQ(described(), in_the_table()); }

TEST(Openapi, EveryOperationHasAnIdOfItsOwnAndSharedAnswers) {
    std::set<std::string> ids;
    const auto document = json::parse(openapi_document());
    for (const auto& [path, operations] : document.at("paths").items()) {
        for (const auto& [method, operation] : operations.items()) {
            if (method == "parameters") continue;
            SCOPED_TRACE(method + " " + path);
            EXPECT_TRUE(ids.insert(operation.at("operationId")).second);
            EXPECT_TRUE(operation.at("responses").contains("default"));
            EXPECT_EQ(operation.at("responses").contains("401"), operation.contains("x-stopgate-role"));
        }
    }
}

TEST_F(Routes, TheDescriptionIsServedToWhoHasAToken) {
    EXPECT_EQ(ask("GET", "/v1/openapi.json", "").status, 401U);
    const auto served = ask("GET", "/v1/openapi.json", "viewer-token");
    EXPECT_EQ(served.body, openapi_document());
    EXPECT_FALSE(header(served, "ETag").empty());
    EXPECT_EQ(get("/v1/openapi.json").at("openapi"), "3.1.0");
}

}  // namespace
