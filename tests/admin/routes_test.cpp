// Which endpoint, and who may ask it.
#include "tests/admin/fake_stream.hpp"

using namespace tests::admin;
using testing::HasSubstr;

namespace {

// --- who may do what ---

struct permission {
    const char *method, *target, *body;
    unsigned nobody, viewer, by_operator, admin;
};
const permission matrix[] = {
    {"GET", "/healthz", "", 200, 200, 200, 200},
    {"GET", "/readyz", "", 200, 200, 200, 200},
    {"GET", "/metrics", "", 200, 200, 200, 200},
    {"POST", "/metrics", "", 405, 405, 405, 405},
    {"GET", "/v1/suppressions", "", 401, 200, 200, 200},
    {"GET", "/v1/events?recipient=1", "", 401, 200, 200, 200},
    {"GET", "/v1/lookup?sender=1&recipient=2", "", 401, 200, 200, 200},
    {"GET", "/v1/links", "", 401, 200, 200, 200},
    {"GET", "/v1/links/9/trace", "", 401, 403, 403, 404},
    {"GET", "/v1/links/9/malformed", "", 401, 403, 403, 200},
    {"GET", "/v1/malformed", "", 401, 403, 403, 200},
    {"PUT", "/v1/suppressions", R"({"recipient":"1","sender":"2"})", 401, 403, 200, 200},
    {"DELETE", "/v1/suppressions?recipient=4477", "", 401, 403, 404, 404},
    {"DELETE", "/v1/suppressions?all=true&confirm=9&reason=x", "", 401, 403, 403, 409},
    {"GET", "/v1/flushes", "", 401, 200, 200, 200},
    {"GET", "/v1/flushes/9", "", 401, 404, 404, 404},
    {"POST", "/v1/flushes?dry_run=true", "recipient\n1\n", 401, 403, 403, 200},
    {"POST", "/v1/flushes/9/undo", R"({"reason":"x"})", 401, 403, 403, 404},
    {"POST", "/v1/import", "recipient\n1\n", 401, 403, 403, 200},
    {"GET", "/v1/imports", "", 401, 200, 200, 200},
    {"GET", "/v1/imports/4711", "", 401, 404, 404, 404},
    {"GET", "/v1/export", "", 401, 200, 200, 200},
    {"POST", "/v1/scrub?sender=2", "recipient\n1\n", 401, 200, 200, 200},
    {"POST", "/v1/drain", "", 401, 403, 403, 202},
    {"POST", "/v1/config/reload", "", 401, 403, 403, 200},
    {"GET", "/v1/config/reload", "", 401, 405, 405, 405},
    {"GET", "/v1/log-level", "", 401, 200, 200, 200},
    {"PUT", "/v1/log-level", R"({"level":"info"})", 401, 403, 403, 200},
    {"PATCH", "/v1/suppressions", "", 401, 405, 405, 405},
    {"GET", "/v1/drain", "", 401, 405, 405, 405},
    {"GET", "/", "", 200, 200, 200, 200},
    {"GET", "/console/app.js", "", 200, 200, 200, 200},
    {"GET", "/console/none", "", 404, 404, 404, 404},
    {"GET", "/v1/whoami", "", 401, 200, 200, 200},
    {"GET", "/v1/openapi.json", "", 401, 200, 200, 200},
    {"GET", "/v1/events/head", "", 401, 200, 200, 200},
    {"GET", "/v1/events/verify", "", 401, 200, 200, 200},
    {"GET", "/v1/review", "", 401, 200, 200, 200},
    {"GET", "/v1/review/9", "", 401, 404, 404, 404},
    {"POST", "/v1/review/9", R"({"action":"dismiss"})", 401, 403, 404, 404},
    {"POST", "/v1/erasures", R"({"recipient":"449"})", 401, 403, 403, 200},
    {"GET", "/v1/backups", "", 401, 403, 403, 200},
    {"POST", "/v1/backups", R"({"path":"relative"})", 401, 403, 403, 400},
    {"GET", "/v1/suppressions/", "", 401, 404, 404, 404},
    {"GET", "/V1/links", "", 401, 404, 404, 404},
};

class Roles : public StreamedRoutes {
protected:
    unsigned status(const permission& of, const std::string& token) {
        if (routes_.how({of.method, of.target, "", ""}) != serving::streamed)
            return ask(of.method, of.target, token, of.body).status;
        now_ += pause_;
        const auto got = stream(of.method, of.target, {of.body}, token);
        return got.whole ? got.whole->status : got.through->head.value().status;
    }
};

TEST_F(Roles, DecideWhatATokenMayDo) {
    for (const auto& each : matrix) {
        SCOPED_TRACE(std::string(each.method) + " " + each.target);
        EXPECT_EQ(status(each, ""), each.nobody);
        EXPECT_EQ(status(each, "unknown"), each.nobody);
        EXPECT_EQ(status(each, "viewer-token"), each.viewer);
        EXPECT_EQ(status(each, "operator-token"), each.by_operator);
        EXPECT_EQ(status(each, "admin-token"), each.admin);
    }
    EXPECT_EQ(gateway_.drains, 1);
}

// A route that nobody has thought about is in no line above.
TEST_F(Routes, TheMatrixHasEveryRoute) {
    for (const auto& route : listed_routes()) {
        constexpr std::string_view any_id = "{id}";
        const auto id = route.path.find(any_id);
        const auto stem = route.path.substr(0, id);
        const auto rest = id == std::string_view::npos ? std::string_view{} : route.path.substr(id + any_id.size());
        const auto is_there = std::any_of(std::begin(matrix), std::end(matrix), [&](const permission& each) {
            const std::string_view target(each.target);
            const auto path = target.substr(0, target.find('?'));
            if (each.method != route.method || id == std::string_view::npos) return each.method == route.method && path == stem;
            return path.size() > stem.size() + rest.size() && path.starts_with(stem) && path.ends_with(rest) &&
                   path.find('/', stem.size()) >= path.size() - rest.size();
        });
        EXPECT_TRUE(is_there) << route.method << " " << route.path;
    }
}

TEST_F(Routes, RenewedTokensHoldFromTheNextRequestOn) {
    routes_.renew(keyring({{"desk", role::viewer, sha256_hex("operator-token")}, {"new", role::admin, sha256_hex("new-token")}}));
    EXPECT_EQ(ask("GET", "/v1/links", "admin-token").status, 401U);
    EXPECT_EQ(ask("GET", "/v1/links", "operator-token").status, 200U);
    EXPECT_EQ(ask("PUT", "/v1/suppressions", "operator-token", R"({"recipient":"1","sender":"2"})").status, 403U);
    EXPECT_EQ(ask("POST", "/v1/drain", "new-token").status, 202U);
}

TEST_F(Routes, TheHeaderNamesTheScheme) {
    const auto status = [&](const std::string& authorization) {
        unsigned seen = 0;
        routes_.handle({"GET", "/v1/links", authorization, ""}, [&](const response& made) { seen = made.status; });
        return seen;
    };
    EXPECT_EQ(status("Bearer admin-token"), 200U);
    EXPECT_EQ(status("bearer  admin-token"), 200U);
    for (const auto* wrong :
         {"admin-token", "Bearer", "Bearer ", "Basic admin-token", "Bearer admin-token ", "Bearer Admin-token", " Bearer x"}) {
        EXPECT_EQ(status(wrong), 401U) << wrong;
    }
}

TEST_F(Routes, RefusalsSayWhatIsNeeded) {
    const auto unknown = ask("GET", "/v1/links", "unknown");
    EXPECT_THAT(detail_of(unknown, 401), HasSubstr("not known"));
    EXPECT_EQ(header(unknown, "WWW-Authenticate"), "Bearer realm=\"stopgate\"");
    EXPECT_THAT(detail_of(ask("GET", "/v1/links", ""), 401), HasSubstr("admin-token"));
    EXPECT_EQ(detail_of(ask("POST", "/v1/drain", "viewer-token"), 403),
              "This needs the role admin; the token \"dashboard\" has the role viewer.");
    const auto method = ask("POST", "/v1/suppressions");
    EXPECT_THAT(detail_of(method, 405), HasSubstr("POST"));
    EXPECT_EQ(header(method, "Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
    EXPECT_EQ(detail_of(ask("GET", "/nowhere"), 404), "There is nothing at /nowhere.");
    EXPECT_THAT(detail_of(ask("GET", "/a%zz"), 400), HasSubstr("target"));
}

// --- how it is doing ---

TEST_F(Routes, HealthReadinessMetrics) {
    EXPECT_EQ(json::parse(ask("GET", "/healthz?x=1", "").body), json({{"status", "ok"}}));
    EXPECT_EQ(json::parse(ask("GET", "/readyz", "").body), json({{"status", "ready"}}));
    gateway_.not_ready_now = "The store can't be written: No space left on device.";
    EXPECT_EQ(detail_of(ask("GET", "/readyz", ""), 503), gateway_.not_ready_now);
    EXPECT_EQ(ask("GET", "/healthz", "").status, 200U);
    const auto metrics = ask("GET", "/metrics", "");
    EXPECT_EQ(metrics.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_EQ(metrics.body, "# TYPE stopgate_held_pdus gauge\n");
}

TEST_F(Routes, ADefectIsAnAnswerToo) {
    gateway_.metrics_fail = true;
    EXPECT_THAT(detail_of(ask("GET", "/metrics", ""), 500), HasSubstr("log"));
}

TEST_F(Routes, Links) {
    EXPECT_EQ(get("/v1/links"), json({{"links", json::array()}}));
    gateway_.links_now = {
        {3, "carrier", "bound_trx", "app", "127.0.0.1:40112", "10.0.0.1:2775", "CN=shop", "CN=smsc", 1'700'000'000'000, 5, 1, 2}};
    EXPECT_EQ(get("/v1/links"), json::parse(R"({"links": [{"id": 3, "link": "carrier", "state": "bound_trx", "system_id": "app",
        "sender_address": "127.0.0.1:40112", "upstream_address": "10.0.0.1:2775", "sender_certificate": "CN=shop",
        "upstream_certificate": "CN=smsc", "since": "2023-11-14T22:13:20.000Z",
        "in_flight_upstream": 5, "in_flight_downstream": 1, "held": 2}]})"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/links?x=1"), 400), HasSubstr("\"x\""));
}

}  // namespace
