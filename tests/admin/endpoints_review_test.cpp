// The review queue through the API, against a real store.
#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class ReviewQueue : public Routes {
protected:
    static std::string path_of(std::uint64_t id) { return "/v1/review/" + std::to_string(id); }
    response settle(std::uint64_t id, const json& body, const std::string& token = "operator-token") {
        return ask("POST", path_of(id), token, body.dump());
    }
    std::vector<std::string> texts(const std::string& query, std::string* cursor = nullptr) {
        const auto body = get("/v1/review" + query);
        if (cursor != nullptr) *cursor = body.at("cursor").is_null() ? "" : body.at("cursor").get<std::string>();
        std::vector<std::string> all;
        for (const auto& each : body.at("entries")) all.push_back(each.at("text"));
        return all;
    }
};

TEST_F(ReviewQueue, ShowsAReplyAsItIs) {
    EXPECT_EQ(get("/v1/review"), json({{"entries", json::array()}, {"cursor", nullptr}, {"waiting", 0}}));
    const auto id = gateway_.suspect("4477", from_200, "no more pls");
    const auto body = get("/v1/review");
    EXPECT_EQ(body.at("waiting"), 1);
    auto wanted = json::parse(R"({"at": "2023-11-14T22:13:20.042Z", "recipient": "4477", "sender": "200",
        "bindings": [{"list": "default", "sender": "200", "scope": "sender"}], "text": "no more pls", "rule": "asks for an end",
        "link": "carrier", "system_id": "app", "answered": {"sent_at": "2023-11-14T22:13:20.000Z", "text": "Sale!"}})");
    wanted["id"] = id;
    EXPECT_EQ(body.at("entries"), json::array({wanted}));
    wanted["pdu"] = "002a";
    wanted["answered"]["pdu"] = "01ff";
    EXPECT_EQ(get(path_of(id)), wanted);
    EXPECT_THAT(get("/v1/suppressions").at("suppressions"), IsEmpty());
}

TEST_F(ReviewQueue, PagesGoOnWhereTheyEnded) {
    for (const auto* each : {"one", "two", "three", "four"}) gateway_.suspect("4477", from_200, each);
    std::string cursor;
    EXPECT_THAT(texts("?limit=2", &cursor), ElementsAre("one", "two"));
    ASSERT_NE(cursor, "");
    EXPECT_EQ(settle(std::stoull(cursor), {{"action", "dismiss"}}).status, 200U) << "also behind one that is gone";
    EXPECT_THAT(texts("?limit=2&cursor=" + cursor, &cursor), ElementsAre("three", "four"));
    EXPECT_EQ(cursor, "") << "the end";
    for (const auto* wrong : {"cursor=x", "cursor=-1", "cursor=18446744073709551615", "limit=0", "limit=1001"}) {
        EXPECT_THAT(detail_of(ask("GET", std::string("/v1/review?") + wrong), 400), HasSubstr("query parameter"));
    }
}

TEST_F(ReviewQueue, AnOptOutIsOfStaffWithTheReplyAsEvidence) {
    const auto id = gateway_.suspect("4477", from_200, "no more pls");
    const auto answer = settle(id, {{"action", "opt-out"}});
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto result = json::parse(answer.body);
    EXPECT_EQ(result.at("changed"), true);
    EXPECT_EQ(get("/v1/review").at("waiting"), 0);

    const auto entry = get("/v1/suppressions?recipient=4477").at("suppressions").at(0);
    EXPECT_EQ(entry.at("sender"), "200");
    EXPECT_EQ(entry.at("source"), "staff");
    EXPECT_EQ(entry.at("reason"), "no more pls");
    EXPECT_EQ(entry.at("event"), result.at("event"));
    const auto event = get("/v1/events?recipient=4477").at("events").at(0);
    EXPECT_EQ(event.at("actor"), "desk");
    EXPECT_EQ(event.at("message").at("text"), "no more pls");
    EXPECT_EQ(event.at("message").at("pdu"), "002a");
    EXPECT_EQ(event.at("message").at("answered"), json({{"sent_at", "2023-11-14T22:13:20.000Z"}, {"text", "Sale!"}}));

    EXPECT_EQ(detail_of(settle(id, {{"action", "opt-out"}}), 404), "No reply " + std::to_string(id) + " waits for review.");
}

TEST_F(ReviewQueue, AReasonReplacesTheText) {
    const auto id = gateway_.suspect("4477", from_200);
    EXPECT_EQ(settle(id, {{"action", "opt-out"}, {"reason", "clear enough"}}).status, 200U);
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").at(0).at("reason"), "clear enough");
}

TEST_F(ReviewQueue, ADismissalIsAnEventAndNoEntry) {
    const auto id = gateway_.suspect("4477", from_200);
    EXPECT_EQ(settle(id, {{"action", "dismiss"}}).status, 200U);
    EXPECT_THAT(get("/v1/suppressions").at("suppressions"), IsEmpty());
    const auto event = get("/v1/events?recipient=4477").at("events").at(0);
    EXPECT_EQ(event.at("kind"), "dismissal");
    EXPECT_EQ(event.at("actor"), "desk");
    EXPECT_EQ(event.at("reason"), "asks for an end");
    EXPECT_EQ(event.at("message").at("text"), "no more pls");
    EXPECT_FALSE(event.contains("changed"));
    EXPECT_EQ(settle(id, {{"action", "dismiss"}}).status, 404U);
}

TEST_F(ReviewQueue, RefusesWhatIsWrong) {
    const auto id = gateway_.suspect("4477", from_200);
    EXPECT_THAT(detail_of(settle(id, {{"action", "delete"}}), 400), HasSubstr("\"action\" must be opt-out or dismiss"));
    EXPECT_THAT(detail_of(settle(id, json::object()), 400), HasSubstr("\"action\""));
    EXPECT_THAT(detail_of(settle(id, {{"action", "dismiss"}, {"reason", "x"}}), 400), HasSubstr("\"reason\""));
    EXPECT_THAT(detail_of(settle(id, {{"action", "opt-out"}, {"reason", std::string(1'001, 'x')}}), 400),
                HasSubstr("\"reason\""));
    EXPECT_THAT(detail_of(settle(id, {{"action", "opt-out"}, {"list", "default"}}), 400), HasSubstr("\"list\" is unknown"));
    EXPECT_EQ(get("/v1/review").at("waiting"), 1);
}

TEST_F(ReviewQueue, ViewersReadAlone) {
    const auto id = gateway_.suspect("4477", from_200);
    EXPECT_EQ(ask("GET", "/v1/review", "viewer-token").status, 200U);
    EXPECT_EQ(ask("GET", path_of(id), "viewer-token").status, 200U);
    EXPECT_EQ(settle(id, {{"action", "dismiss"}}, "viewer-token").status, 403U);
    EXPECT_EQ(ask("GET", path_of(id), "").status, 401U);
    EXPECT_EQ(get("/v1/review").at("waiting"), 1);
}

TEST_F(ReviewQueue, WhatIsNoIdIsNotFound) {
    for (const auto* each : {"999", "x", "-1", "1x", "18446744073709551615", "99999999999999999999"}) {
        EXPECT_THAT(detail_of(ask("GET", "/v1/review/" + std::string(each)), 404), HasSubstr("waits for review")) << each;
    }
    EXPECT_THAT(detail_of(ask("GET", "/v1/review/"), 404), HasSubstr("nothing at"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/review/1/2"), 404), HasSubstr("nothing at"));
    EXPECT_EQ(header(ask("PUT", "/v1/review/1"), "Allow"), "GET, HEAD, POST, OPTIONS");
}

}  // namespace
