// The console's files, and who a token belongs to.
#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

TEST_F(Routes, TheConsoleIsOpenAndSelfContained) {
    const auto page = ask("GET", "/?from=elsewhere", "");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    EXPECT_THAT(page.body, StartsWith("<!doctype html>"));
    const auto policy = header(page, "Content-Security-Policy");
    EXPECT_THAT(policy, StartsWith("default-src 'none'; script-src 'self'; style-src 'self';"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_EQ(header(page, "X-Content-Type-Options"), "nosniff");
    // All that the page names is there.
    const std::string_view begin = "\"/console/";
    std::size_t files = 0;
    for (auto at = page.body.find(begin); at != std::string::npos; at = page.body.find(begin, at + 1)) {
        const auto name = page.body.substr(at + 1, page.body.find('"', at + 1) - at - 1);
        const auto file = ask("GET", name, "");
        EXPECT_EQ(file.status, 200U) << name;
        EXPECT_EQ(header(file, "Content-Security-Policy"), policy);
        ++files;
    }
    EXPECT_GE(files, 6U);
}

TEST_F(Routes, AFileOfTheConsoleHasItsTypeAndATagOfItsContent) {
    const auto script = ask("GET", "/console/app.js", "");
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    EXPECT_EQ(header(script, "ETag").size(), 18U);
    EXPECT_NE(header(script, "ETag"), header(ask("GET", "/console/api.js", ""), "ETag"));
    EXPECT_EQ(header(script, "Cache-Control"), "no-cache");
    EXPECT_EQ(ask("GET", "/console/base.css", "").content_type, "text/css; charset=utf-8");
    EXPECT_EQ(ask("GET", "/console/icon.svg", "").content_type, "image/svg+xml");
    EXPECT_THAT(detail_of(ask("GET", "/console/none.js", ""), 404), HasSubstr("none.js"));
}

TEST_F(Routes, AnybodyMayAskWhoTheyAre) {
    const auto who = [&](const std::string& token) { return json::parse(ask("GET", "/v1/whoami", token).body); };
    EXPECT_EQ(who("viewer-token"), (json{{"name", "dashboard"}, {"role", "viewer"}}));
    EXPECT_EQ(who("operator-token"), (json{{"name", "desk"}, {"role", "operator"}}));
    EXPECT_EQ(who("admin-token"), (json{{"name", "boss"}, {"role", "admin"}}));
    EXPECT_EQ(ask("GET", "/v1/whoami", "").status, 401U);
}

}  // namespace
