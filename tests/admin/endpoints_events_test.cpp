#include "store/chain.hpp"
#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class Events : public Routes {
protected:
    std::vector<std::uint64_t> sequences(const std::string& query) {
        std::vector<std::uint64_t> all;
        std::string cursor;
        do {
            const auto body = get("/v1/events?" + query + (cursor.empty() ? "" : "&cursor=" + cursor));
            for (const auto& each : body.at("events")) all.push_back(each.at("sequence"));
            cursor = body.at("cursor").is_null() ? "" : body.at("cursor").get<std::string>();
        } while (!cursor.empty());
        return all;
    }
};

TEST_F(Events, AreTheWholeTrailInPages) {
    gateway_.opt_out("4477", from_200);
    gateway_.now_ms += 1'000;
    ASSERT_EQ(put({{"list", "default"}, {"recipient", "4478"}}, "operator-token").status, 200U);
    EXPECT_THAT(sequences("limit=1"), ElementsAre(1, 2, 3));
    EXPECT_THAT(sequences("limit=2&order=newest"), ElementsAre(3, 2, 1));
    EXPECT_THAT(sequences("kind=opt-out"), ElementsAre(2, 3));
    EXPECT_THAT(sequences("since=2023-11-14T22:13:21Z"), ElementsAre(3));
    EXPECT_THAT(sequences("recipient=4477"), ElementsAre(2));
    EXPECT_THAT(sequences("recipient=4477&kind=opt-in"), ElementsAre());
    EXPECT_THAT(sequences("recipient=4477&since=2023-11-14T22:13:21Z"), ElementsAre());
    EXPECT_THAT(sequences("cursor=2"), ElementsAre(3));

    const auto all = get("/v1/events").at("events");
    EXPECT_EQ(all[0].at("kind"), "trail-start");
    EXPECT_EQ(all[1].at("from"), "keyword");
    EXPECT_EQ(all[1].at("before"), json::array());
    EXPECT_EQ(all[1].at("after"), all[1].at("entries"));
    EXPECT_EQ(all[2].at("actor"), "desk");
}

TEST_F(Events, WrongQuestionsAreNamed) {
    for (const auto* each : {"kind", "since", "order", "cursor", "limit"}) {
        const auto answer = ask("GET", std::string("/v1/events?") + each + "=wrong");
        EXPECT_THAT(detail_of(answer, 400), HasSubstr("query parameter \"" + std::string(each) + "\""));
    }
    EXPECT_THAT(detail_of(ask("GET", "/v1/events?kind=x"), 400), HasSubstr("opt-out, opt-in"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/events?recipient=1&cursor=2"), 400), HasSubstr("cursor"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/events?recipient=1&order=newest"), 400), HasSubstr("order"));
    EXPECT_THAT(detail_of(ask("GET", "/v1/events/verify?head=1-2"), 400), HasSubstr("head"));
}

TEST_F(Events, VerifyGoesThroughTheTrailAndTellsWhereItEnds) {
    gateway_.opt_out("4477", from_200);
    const auto head = get("/v1/events/head").at("head").get<std::string>();
    EXPECT_TRUE(head.starts_with("2-"));
    auto found = get("/v1/events/verify?head=" + head);
    EXPECT_EQ(found.at("ok"), true);
    EXPECT_EQ(found.at("checked"), 2);
    EXPECT_EQ(found.at("head"), head);
    found = get("/v1/events/verify?head=" + head + "&cursor=" + found.at("cursor").get<std::string>());
    EXPECT_EQ(found.at("ok"), true);
    EXPECT_TRUE(found.at("cursor").is_null());
    EXPECT_TRUE(found.at("fault").is_null());

    const auto another = store::text_of(store::chain_end{2, store::sha256("another")});
    const auto wrong = get("/v1/events/verify?head=" + another);
    EXPECT_EQ(wrong.at("ok"), false);
    EXPECT_TRUE(wrong.at("cursor").is_null());
    EXPECT_EQ(wrong.at("fault").at("kind"), "rewritten");
    EXPECT_EQ(wrong.at("fault").at("sequence"), 2);
    const auto later = get("/v1/events/verify?head=" + store::text_of(store::chain_end{3, {}}));
    EXPECT_EQ(later.at("fault").at("kind"), "shortened");
}

}  // namespace
