#include <chrono>
#include <thread>

#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::HasSubstr;

namespace {

class Erasures : public Routes {};

TEST_F(Erasures, TakeThePersonOutAndLeaveTheEntryInForce) {
    gateway_.opt_out("4477", from_200, "stop, says ulrike");
    const json wanted{{"recipient", "+4477"}, {"reason", "asked by letter"}};
    const auto answer = ask("POST", "/v1/erasures", "admin-token", wanted.dump());
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto done = json::parse(answer.body);
    EXPECT_EQ(done.at("events"), 1);
    EXPECT_EQ(done.at("entries"), 1);
    EXPECT_THAT(done.at("known_as").get<std::string>(), testing::StartsWith("erased:"));
    EXPECT_THAT(ask("GET", "/v1/events").body, Not(HasSubstr("4477")));
    EXPECT_THAT(ask("GET", "/v1/events").body, Not(HasSubstr("ulrike")));
    const auto last = get("/v1/events?order=newest&limit=1").at("events").at(0);
    EXPECT_EQ(last.at("kind"), "erasure");
    EXPECT_EQ(last.at("actor"), "boss");
    EXPECT_EQ(last.at("reason"), "asked by letter");
    EXPECT_EQ(get("/v1/suppressions?recipient=4477").at("suppressions").size(), 1U);
    EXPECT_EQ(get("/v1/events/verify").at("ok"), true);
}

TEST_F(Erasures, AreForAdminsAndNeedANumber) {
    EXPECT_EQ(ask("POST", "/v1/erasures", "operator-token", R"({"recipient":"1"})").status, 403U);
    EXPECT_THAT(detail_of(ask("POST", "/v1/erasures", "admin-token", "{}"), 400), HasSubstr("recipient"));
    EXPECT_THAT(detail_of(ask("POST", "/v1/erasures", "admin-token", R"({"recipient":"1","why":"x"})"), 400), HasSubstr("why"));
}

TEST_F(Erasures, BackupsAreMadeOneAtATime) {
    const temp_directory directory;
    gateway_.opt_out("4477", from_200);
    EXPECT_EQ(get("/v1/backups").at("state"), "none");
    EXPECT_EQ(ask("POST", "/v1/backups", "operator-token", R"({"path":"/tmp/x"})").status, 403U);
    EXPECT_THAT(detail_of(ask("POST", "/v1/backups", "admin-token", R"({"path":"x"})"), 400), HasSubstr("absolute"));
    const json wanted{{"path", directory.path("backups")}};
    ASSERT_EQ(ask("POST", "/v1/backups", "admin-token", wanted.dump()).status, 202U);
    auto state = get("/v1/backups");
    while (state.at("state") == "running") {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        state = get("/v1/backups");
    }
    EXPECT_EQ(state.at("state"), "done") << state;
    EXPECT_EQ(state.at("backup"), 1);
    EXPECT_EQ(state.at("path"), directory.path("backups"));
    EXPECT_GT(state.at("octets"), 0);
}

}  // namespace
