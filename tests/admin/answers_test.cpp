// What all answers have in common: HEAD, OPTIONS, tags, headers, types of bodies.
#include "proxy/admin/etag.hpp"
#include "tests/admin/fake_stream.hpp"

using namespace tests::admin;
using testing::HasSubstr;

namespace {

TEST(Etag, IsNamedByItselfWeaklyAndByTheStar) {
    const auto tag = etag_of("abc");
    EXPECT_EQ(tag.size(), 34U);
    EXPECT_EQ(tag, etag_of("abc"));
    EXPECT_NE(tag, etag_of("abd"));
    for (const auto& held : {tag, "W/" + tag, "\"x\", " + tag, "\"x\"," + tag + ",\"y\"", std::string("*"), " " + tag + " "}) {
        EXPECT_TRUE(names(held, tag)) << held;
    }
    for (const auto& held : {std::string(), std::string("\"x\""), tag.substr(1), std::string(","), std::string("W/")}) {
        EXPECT_FALSE(names(held, tag)) << held;
    }
}

TEST_F(Routes, HeadIsAGetAndHasItsRole) {
    const auto got = ask("GET", "/v1/suppressions", "viewer-token"), head = ask("HEAD", "/v1/suppressions", "viewer-token");
    EXPECT_EQ(head.status, 200U);
    EXPECT_EQ(head.body, got.body) << "left out on the way";
    EXPECT_EQ(header(head, "ETag"), header(got, "ETag"));
    EXPECT_EQ(ask("HEAD", "/v1/suppressions", "").status, 401U);
    EXPECT_EQ(ask("HEAD", "/v1/backups", "viewer-token").status, 403U);
    EXPECT_EQ(ask("HEAD", "/v1/drain").status, 405U);
    EXPECT_EQ(ask("HEAD", "/healthz", "").status, 200U);
}

TEST_F(Routes, OptionsSaysWhatAPathTakes) {
    const auto answer = ask("OPTIONS", "/v1/suppressions", "viewer-token");
    EXPECT_EQ(answer.status, 204U);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(header(answer, "Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
    EXPECT_EQ(header(ask("OPTIONS", "/v1/drain"), "Allow"), "POST, OPTIONS");
    EXPECT_EQ(ask("OPTIONS", "/v1/drain", "").status, 401U) << "who has no token learns nothing";
    EXPECT_EQ(header(ask("OPTIONS", "/healthz", ""), "Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(ask("OPTIONS", "/nowhere").status, 404U);
}

TEST_F(Routes, WhoHasTheAnswerIsToldSo) {
    for (const auto* target : {"/v1/suppressions", "/v1/review", "/v1/events", "/", "/console/app.js"}) {
        const auto first = ask("GET", target);
        const auto tag = header(first, "ETag");
        ASSERT_FALSE(tag.empty()) << target;
        request again{"GET", target, "Bearer admin-token", ""};
        again.if_none_match = "\"other\", " + tag;
        const auto second = ask_as(again);
        EXPECT_EQ(second.status, 304U) << target;
        EXPECT_EQ(second.body, "");
        EXPECT_EQ(header(second, "ETag"), tag);
    }
    request stale{"GET", "/v1/suppressions", "Bearer admin-token", ""};
    stale.if_none_match = header(ask("GET", "/v1/suppressions"), "ETag");
    EXPECT_EQ(put({{"recipient", "4477"}}).status, 200U);
    EXPECT_EQ(ask_as(stale).status, 200U);
    stale.if_none_match = "*";
    stale.target = "/v1/suppressions?limit=0";
    EXPECT_EQ(ask_as(stale).status, 400U) << "errors have no tag";
}

TEST_F(Routes, EveryAnswerIsWhatItIsAndNoMore) {
    for (const auto* target : {"/healthz", "/v1/links", "/nowhere", "/a%zz", "/console/app.js"}) {
        const auto answer = ask("GET", target);
        EXPECT_EQ(header(answer, "X-Content-Type-Options"), "nosniff") << target;
        EXPECT_EQ(header(answer, "Referrer-Policy"), "no-referrer") << target;
        EXPECT_EQ(header(answer, "Strict-Transport-Security"), "") << target;
        request secured{"GET", target, "Bearer admin-token", ""};
        secured.secured = true;
        EXPECT_EQ(header(ask_as(secured), "Strict-Transport-Security"), "max-age=31536000") << target;
    }
}

TEST_F(Routes, BodiesAreJson) {
    request asked{"PUT", "/v1/suppressions", "Bearer admin-token", R"({"recipient":"4477"})"};
    for (const auto* type : {"", "application/json", "Application/JSON; charset=utf-8"}) {
        asked.content_type = type;
        EXPECT_EQ(ask_as(asked).status, 200U) << type;
    }
    for (const auto* type : {"text/csv", "application/x-www-form-urlencoded", "application/jsonx"}) {
        asked.content_type = type;
        EXPECT_THAT(detail_of(ask_as(asked), 415), HasSubstr(type));
    }
}

TEST_F(StreamedRoutes, BodiesAreFiles) {
    const auto status = [&](const char* target, const char* type) {
        request asked{"POST", target, "Bearer admin-token", ""};
        asked.content_type = type;
        const auto through = std::make_shared<fake_stream>();
        through->pieces = {"recipient\n4477\n"};
        asked.stream = through;
        response given;
        routes_.handle(asked, [&](response made) { given = std::move(made); });
        if (through->head) return through->head->status;
        if (given.status == 415) {
            EXPECT_THAT(detail_of(given, 415), HasSubstr(type));
            EXPECT_THAT(given.body, HasSubstr("must be text/csv"));
        }
        return given.status;
    };
    for (const auto* target : {"/v1/import", "/v1/flushes?dry_run=true", "/v1/scrub?sender=200"}) {
        SCOPED_TRACE(target);
        for (const auto* type : {"", "text/csv", "Text/CSV; charset=utf-8; header=present"})
            EXPECT_EQ(status(target, type), 200U) << type;
        for (const auto* type : {"application/json", "application/x-www-form-urlencoded", "text/csvx"})
            EXPECT_EQ(status(target, type), 415U) << type;
    }
    EXPECT_EQ(status("/v1/scrub?sender=200", "application/x-ndjson"), 415U);
    EXPECT_EQ(status("/v1/import?format=ndjson", "application/x-ndjson"), 200U);
}

TEST_F(Routes, ProblemsHaveACodeForPrograms) {
    EXPECT_EQ(json::parse(ask("GET", "/nowhere").body).at("code"), "not-found");
    EXPECT_EQ(json::parse(ask("GET", "/v1/links", "").body).at("code"), "unauthorized");
    EXPECT_EQ(json::parse(ask("POST", "/v1/drain", "viewer-token").body).at("code"), "role-too-low");
}

}  // namespace
