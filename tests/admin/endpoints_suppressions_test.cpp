#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

class Suppressions : public Routes {};

TEST_F(Suppressions, ShowsAnEntryAsItIs) {
    gateway_.opt_out("4477", from_200, "Stop ");
    const auto entry = get("/v1/suppressions").at("suppressions").at(0);
    const auto cause = gateway_.store().find("4477").at(0).cause;
    char event[64];
    std::snprintf(event, sizeof event, "%llx-%u-%llu", static_cast<unsigned long long>(cause.node), cause.epoch,
                  static_cast<unsigned long long>(cause.number));
    EXPECT_EQ(entry, json({{"recipient", "4477"},
                           {"list", "default"},
                           {"sender", "200"},
                           {"scope", "sender"},
                           {"source", "keyword"},
                           {"since", "2023-11-14T22:13:20.042Z"},
                           {"reason", "Stop "},
                           {"event", event}}));
}

TEST_F(Suppressions, FiltersAndPages) {
    gateway_.opt_out("1", from_200);
    gateway_.opt_out("2", {store::scope::sender, "default", "201"});
    gateway_.now_ms += 1'000;
    gateway_.opt_out("3", {store::scope::list, "locked", ""});
    const auto recipients = [&](const std::string& query) {
        std::vector<std::string> all;
        const auto body = get("/v1/suppressions" + query);
        for (const auto& each : body.at("suppressions")) all.push_back(each.at("recipient"));
        EXPECT_TRUE(body.at("cursor").is_null());
        return all;
    };
    EXPECT_THAT(recipients(""), ElementsAre("1", "2", "3"));
    EXPECT_THAT(recipients("?recipient=%2B2"), ElementsAre("2"));
    EXPECT_THAT(recipients("?sender=00200"), ElementsAre("1"));
    EXPECT_THAT(recipients("?list=locked"), ElementsAre("3"));
    EXPECT_THAT(recipients("?source=keyword"), ElementsAre("1", "2", "3"));
    EXPECT_THAT(recipients("?source=staff"), IsEmpty());
    EXPECT_THAT(recipients("?since=2023-11-14T22:13:21Z"), ElementsAre("3"));
    EXPECT_THAT(recipients("?before=2023-11-14T22:13:21Z"), ElementsAre("1", "2"));

    std::vector<std::string> all;
    std::string cursor;
    do {
        const auto body = get("/v1/suppressions?limit=1&cursor=" + cursor);
        EXPECT_LE(body.at("suppressions").size(), 1U);
        for (const auto& each : body.at("suppressions")) all.push_back(each.at("recipient"));
        cursor = body.at("cursor").is_null() ? "" : body.at("cursor").get<std::string>();
    } while (!cursor.empty());
    EXPECT_THAT(all, ElementsAre("1", "2", "3"));
}

TEST_F(Suppressions, WrongFiltersAreNamed) {
    for (const auto* each : {"limit", "since", "before", "source", "cursor"}) {
        const auto answer = ask("GET", std::string("/v1/suppressions?") + each + "=wrong");
        EXPECT_THAT(detail_of(answer, 400), HasSubstr("query parameter \"" + std::string(each) + "\""));
    }
    EXPECT_THAT(detail_of(ask("GET", "/v1/suppressions?limit=1001"), 400), HasSubstr("from 1 to 1000"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/suppressions?number=1"), 400), HasSubstr("\"number\" is unknown"));
}

TEST_F(Suppressions, PutSetsAnEntryOnce) {
    const auto first = json::parse(
        put({{"list", "default"}, {"sender", "+200"}, {"recipient", "+4477"}, {"reason", "a letter"}}, "operator-token").body);
    EXPECT_EQ(first.at("changed"), true);
    EXPECT_EQ(gateway_.last_change.actor, "desk");
    EXPECT_FALSE(gateway_.last_change.by_admin);
    const auto again = json::parse(put({{"list", "default"}, {"sender", "200"}, {"recipient", "004477"}}).body);
    EXPECT_EQ(again.at("changed"), false);
    EXPECT_TRUE(gateway_.last_change.by_admin);
    const auto entry = get("/v1/suppressions?recipient=4477").at("suppressions").at(0);
    EXPECT_EQ(entry.at("recipient"), "4477");
    EXPECT_EQ(entry.at("sender"), "200");
    EXPECT_EQ(entry.at("source"), "staff");
    EXPECT_EQ(entry.at("event"), first.at("event"));
}

TEST_F(Suppressions, PutWithoutASenderIsForTheWholeList) {
    EXPECT_EQ(put({{"recipient", "4477"}, {"list", "locked"}}).status, 200U);
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").at(0).at("scope"), "list");
}

TEST_F(Suppressions, PutRefusesWhatIsWrong) {
    EXPECT_THAT(detail_of(ask("PUT", "/v1/suppressions", "admin-token", "{"), 400), HasSubstr("not valid JSON"));
    EXPECT_THAT(detail_of(put(json::array()), 400), HasSubstr("must be a JSON object"));
    EXPECT_THAT(detail_of(put({{"sender", "200"}}), 400), HasSubstr("\"recipient\" is missing"));
    EXPECT_THAT(detail_of(put({{"recipient", 4477}}), 400), HasSubstr("\"recipient\" must be a string"));
    EXPECT_THAT(detail_of(put({{"recipient", "44+77"}}), 400), HasSubstr("\"recipient\" must be digits"));
    EXPECT_THAT(detail_of(put({{"recipient", "Shop"}}), 400), HasSubstr("\"recipient\" must be digits"));
    EXPECT_THAT(detail_of(put({{"recipient", "4477"}, {"until", "2030"}}), 400), HasSubstr("\"until\" is unknown"));
    EXPECT_THAT(detail_of(put({{"recipient", "4477"}, {"reason", std::string(1'001, 'x')}}), 400), HasSubstr("\"reason\""));
    EXPECT_THAT(detail_of(put({{"recipient", "4477"}, {"list", "nowhere"}}), 400), HasSubstr("no list \"nowhere\""));
    EXPECT_THAT(detail_of(ask("PUT", "/v1/suppressions?recipient=1", "admin-token", "{}"), 400), HasSubstr("query parameter"));
    EXPECT_THAT(get("/v1/suppressions").at("suppressions"), IsEmpty());
}

TEST_F(Suppressions, WhatCannotBeStoredIsSaid) {
    gateway_.opt_out("4477", from_200);
    gateway_.change_error = "No space left on device";
    EXPECT_THAT(detail_of(put({{"recipient", "1"}}), 503), testing::AllOf(HasSubstr("No space left"), HasSubstr("in memory")));
    EXPECT_EQ(detail_of(ask("DELETE", "/v1/suppressions?recipient=4477"), 503),
              "The change could not be stored: No space left on device.");
}

TEST_F(Suppressions, DeleteLiftsExactlyOne) {
    gateway_.opt_out("4477", from_200);
    gateway_.opt_out("4477", {store::scope::sender, "default", "201"});
    gateway_.opt_out("4478", from_200);
    const auto both = ask("DELETE", "/v1/suppressions?recipient=4477");
    EXPECT_THAT(detail_of(both, 409), HasSubstr("2 entries match"));
    EXPECT_EQ(json::parse(both.body).at("matched"), 2);
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").size(), 3U) << "nothing was lifted";

    const auto one = ask("DELETE", "/v1/suppressions?recipient=%2B4477&sender=%2B201", "operator-token");
    EXPECT_EQ(one.status, 200U) << one.body;
    const auto body = json::parse(one.body);
    EXPECT_EQ(body.at("flushed"), 1);
    EXPECT_EQ(body.at("suppression").at("sender"), "201");
    EXPECT_EQ(get("/v1/suppressions?recipient=4477").at("suppressions").size(), 1U);
    EXPECT_EQ(detail_of(ask("DELETE", "/v1/suppressions?recipient=4477&sender=201"), 404), "No entry matches.");
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").size(), 2U);
}

TEST_F(Suppressions, AnEntryOfTheWholeListIsNamedByItsScope) {
    gateway_.opt_out("4477", from_200);
    gateway_.opt_out("4477", {store::scope::list, "default", ""});
    EXPECT_EQ(get("/v1/suppressions?scope=list").at("suppressions").size(), 1U);
    EXPECT_EQ(ask("DELETE", "/v1/suppressions?recipient=4477&list=default").status, 409U);
    EXPECT_EQ(ask("DELETE", "/v1/suppressions?recipient=4477&list=default&scope=list").status, 200U);
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").at(0).at("scope"), "sender");
    EXPECT_THAT(detail_of(ask("GET", "/v1/suppressions?scope=wide"), 400), HasSubstr("\"scope\""));
}

TEST_F(Suppressions, DeleteAsksForTheEntryItself) {
    const store::binding everywhere{store::scope::global, "default", ""};
    gateway_.opt_out("4477", everywhere);
    EXPECT_EQ(ask("DELETE", "/v1/suppressions?recipient=4477").status, 200U);
    EXPECT_EQ(gateway_.last_change.bound, everywhere);
    EXPECT_THAT(get("/v1/suppressions").at("suppressions"), IsEmpty());
}

TEST_F(Suppressions, SomeEntriesAreLiftedByAdminsAlone) {
    gateway_.opt_out("4477", {store::scope::list, "locked", ""});
    EXPECT_THAT(detail_of(ask("DELETE", "/v1/suppressions?recipient=4477", "operator-token"), 403), HasSubstr("admin"));
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").size(), 1U);
    EXPECT_EQ(ask("DELETE", "/v1/suppressions?recipient=4477", "admin-token").status, 200U);
}

// --- why ---

TEST_F(Suppressions, Lookup) {
    gateway_.opt_out("4477", from_200);
    const auto found = get("/v1/lookup?sender=%2B200&recipient=004477&system_id=app");
    EXPECT_EQ(found.at("suppressed"), true);
    EXPECT_EQ(found.at("sender"), "200");
    EXPECT_EQ(found.at("recipient"), "4477");
    EXPECT_EQ(found.at("list"), "default");
    EXPECT_EQ(found.at("entry").at("reason"), "STOP");
    EXPECT_FALSE(found.at("why").get<std::string>().empty());
    const auto free = get("/v1/lookup?sender=201&recipient=4477");
    EXPECT_EQ(free.at("suppressed"), false);
    EXPECT_TRUE(free.at("entry").is_null());
    EXPECT_THAT(detail_of(ask("GET", "/v1/lookup?recipient=4477"), 400), HasSubstr("\"sender\" is missing"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/lookup?sender=200"), 400), HasSubstr("\"recipient\" is missing"));
}

TEST_F(Suppressions, EventsTellTheStory) {
    gateway_.opt_out("4477", from_200, "stop");
    EXPECT_EQ(ask("DELETE", "/v1/suppressions?recipient=4477", "operator-token").status, 200U);
    const auto events = get("/v1/events?recipient=%2B4477").at("events");
    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0].at("kind"), "opt-out");
    EXPECT_EQ(events[0].at("time"), "2023-11-14T22:13:20.042Z");
    EXPECT_EQ(events[0].at("changed"), true);
    EXPECT_EQ(events[0].at("source"), "keyword");
    EXPECT_EQ(events[0].at("message").at("text"), "stop");
    EXPECT_EQ(events[0].at("message").at("link"), "carrier");
    EXPECT_EQ(events[0].at("message").at("from").at("number"), "4477");
    EXPECT_EQ(events[0].at("message").at("message_id"), "m-1");
    EXPECT_EQ(events[0].at("entries").at(0), json({{"list", "default"}, {"sender", "200"}, {"scope", "sender"}}));
    EXPECT_EQ(events[1].at("kind"), "opt-in");
    EXPECT_EQ(events[1].at("source"), "staff");
    EXPECT_EQ(events[1].at("actor"), "desk");
    EXPECT_FALSE(events[1].contains("message"));
    EXPECT_EQ(get("/v1/events?recipient=4477&limit=1").at("events").size(), 1U);
    EXPECT_THAT(get("/v1/events?recipient=1").at("events"), IsEmpty());
}

TEST_F(Suppressions, OctetsThatAreNoTextDoNotBreakTheAnswer) {
    gateway_.opt_out("4477", {store::scope::sender, "default", "caf\xE9"});
    EXPECT_EQ(get("/v1/suppressions").at("suppressions").at(0).at("sender"), "caf\uFFFD");
}

}  // namespace
