// Idempotency keys: once done, the same answer again.
#include "proxy/admin/replays.hpp"

#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace {

class Replays : public Routes {
protected:
    request asking(const std::string& key, const std::string& recipient = "4477") {
        request made{"PUT", "/v1/suppressions", "Bearer admin-token", json{{"recipient", recipient}}.dump()};
        made.idempotency_key = key;
        return made;
    }
    std::string code_of(const response& answer) { return json::parse(answer.body).at("code"); }
};

TEST_F(Replays, TheFirstAnswerAgain) {
    const auto first = ask_as(asking("k"));
    EXPECT_EQ(first.status, 200U);
    EXPECT_EQ(header(first, "Idempotency-Replayed"), "");
    const auto again = ask_as(asking("k"));
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.body, first.body) << "changed: true, though by now it would change nothing";
    EXPECT_EQ(header(again, "Idempotency-Replayed"), "true");
    EXPECT_TRUE(json::parse(again.body).at("changed"));
    EXPECT_FALSE(json::parse(ask_as(asking("other")).body).at("changed"));
}

TEST_F(Replays, AKeyIsForOneRequestOfOneToken) {
    EXPECT_EQ(ask_as(asking("k")).status, 200U);
    const auto other = ask_as(asking("k", "4478"));
    EXPECT_THAT(detail_of(other, 422), HasSubstr("another request"));
    EXPECT_EQ(code_of(other), "idempotency-key-reused");
    EXPECT_TRUE(gateway_.store().find("4478").empty());
    auto of_desk = asking("k", "4478");
    of_desk.authorization = "Bearer operator-token";
    EXPECT_EQ(ask_as(of_desk).status, 200U);
    auto of_viewer = asking("k");
    of_viewer.authorization = "Bearer viewer-token";
    EXPECT_EQ(ask_as(of_viewer).status, 403U) << "a known answer opens nothing";
}

TEST_F(Replays, WhatIsUnderWayIsNotBegunTwice) {
    const credential who{"boss", role::admin, "aa"};
    const auto kept = std::make_shared<replays>();
    std::vector<unsigned> seen;
    reply first = [&](const response& given) { seen.push_back(given.status); }, second = first;
    EXPECT_FALSE(kept->begin(asking("k"), who, now_, first));
    const auto busy = kept->begin(asking("k"), who, now_, second);
    ASSERT_TRUE(busy);
    EXPECT_EQ(busy->status, 409U);
    EXPECT_EQ(code_of(*busy), "idempotency-key-in-use");
    first({.status = 201, .content_type = {}, .body = "done", .headers = {}});
    EXPECT_THAT(seen, testing::ElementsAre(201U));
    const auto again = kept->begin(asking("k"), who, now_, second);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->body, "done");
}

TEST_F(Replays, WhatFailedOnOurSideMayBeTriedAgain) {
    gateway_.change_error = "No space left on device";
    EXPECT_EQ(ask_as(asking("k")).status, 503U);
    gateway_.change_error.clear();
    EXPECT_EQ(ask_as(asking("k")).status, 200U);
}

TEST_F(Replays, ADayLaterAKeyIsNew) {
    EXPECT_TRUE(json::parse(ask_as(asking("k")).body).at("changed"));
    now_ += 23h;
    EXPECT_TRUE(json::parse(ask_as(asking("k")).body).at("changed"));
    now_ += 2h;
    EXPECT_FALSE(json::parse(ask_as(asking("k")).body).at("changed")) << "done anew";
}

TEST_F(Replays, TheOldestMakesRoom) {
    const credential who{"boss", role::admin, "aa"};
    const auto kept = std::make_shared<replays>();
    const auto once = [&](const std::string& key, const std::string& body) {
        reply answer = [](const response&) {};
        const auto known = kept->begin(asking(key), who, now_, answer);
        if (!known) answer({.status = 200, .content_type = {}, .body = body, .headers = {}});
        return known.has_value();
    };
    for (std::size_t each = 0; each < replays::most_answers + 10; ++each) EXPECT_FALSE(once(std::to_string(each), "x"));
    EXPECT_EQ(kept->known(), replays::most_answers);
    EXPECT_TRUE(once(std::to_string(replays::most_answers), "x"));
    EXPECT_FALSE(once("0", "x"));
    const std::string large(replays::largest_answer, 'x');
    for (std::size_t each = 0; each < 300; ++each) EXPECT_FALSE(once("large " + std::to_string(each), large));
    EXPECT_LE(kept->known(), replays::most_octets / large.size() + 1);
    EXPECT_FALSE(once("too large", large + "x"));
    EXPECT_FALSE(once("too large", "x")) << "was not kept";
}

TEST_F(Replays, KeysAreShortAndPrintable) {
    EXPECT_EQ(ask_as(asking(std::string(255, 'k'))).status, 200U);
    EXPECT_THAT(detail_of(ask_as(asking(std::string(256, 'k'))), 400), HasSubstr("255"));
    EXPECT_EQ(ask_as(asking("k\xC3\xA9")).status, 400U);
    auto reading = asking("k");
    reading.method = "GET";
    reading.body.clear();
    EXPECT_EQ(header(ask_as(reading), "Idempotency-Replayed"), "") << "reading is idempotent as it is";
}

}  // namespace
