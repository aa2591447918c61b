// What the API says of a reload.
#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::HasSubstr;

namespace {

TEST_F(Routes, AReloadTellsEveryChange) {
    gateway_.reload_now.generation = 4;
    gateway_.reload_now.changes = {{"link[carrier].window", "10", "20", "at once"},
                                   {"link[b]", "null", R"({"window":1})", "new connections"}};
    const auto answer = ask("POST", "/v1/config/reload");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(json::parse(answer.body), json::parse(R"({"generation": 4, "changes": [
        {"key": "link[carrier].window", "from": 10, "to": 20, "effect": "at once"},
        {"key": "link[b]", "from": null, "to": {"window": 1}, "effect": "new connections"}]})"));
}

TEST_F(Routes, AReloadOfNothingNewHasNoChanges) {
    gateway_.reload_now.generation = 2;
    EXPECT_EQ(json::parse(ask("POST", "/v1/config/reload?dry_run=false").body),
              json::parse(R"({"generation": 2, "changes": []})"));
}

TEST_F(Routes, ADryRunSaysThatItIsOne) {
    const auto answer = ask("POST", "/v1/config/reload?dry_run=true");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(json::parse(answer.body).at("dry_run"), true);
    EXPECT_THAT(detail_of(ask("POST", "/v1/config/reload?dry_run=yes"), 400), HasSubstr("true or false"));
    EXPECT_THAT(detail_of(ask("POST", "/v1/config/reload?dry=true"), 400), HasSubstr("unknown"));
}

TEST_F(Routes, AReloadThatIsRefusedTellsEveryFault) {
    gateway_.reload_now.generation = 1;
    gateway_.reload_now.faults = {{"/etc/s.toml", 3, "link[0].window", "is 0"}, {"/etc/s.toml", 0, "", "can't be read"}};
    const auto answer = ask("POST", "/v1/config/reload");
    EXPECT_EQ(detail_of(answer, 422), "The configuration has 2 faults; nothing was changed.");
    EXPECT_EQ(json::parse(answer.body).at("faults"), json::parse(R"([
        {"file": "/etc/s.toml", "line": 3, "key": "link[0].window", "what": "is 0"},
        {"file": "/etc/s.toml", "line": 0, "key": "", "what": "can't be read"}])"));
    gateway_.reload_now.faults.pop_back();
    EXPECT_THAT(detail_of(ask("POST", "/v1/config/reload"), 422), HasSubstr("has 1 fault;"));
}

}  // namespace
