// How often somebody may ask.
#include "proxy/admin/throttle.hpp"

#include "tests/admin/routes_fixture.hpp"

using namespace tests::admin;
using testing::HasSubstr;
using namespace std::chrono_literals;

namespace {

const throttle::moment start{1h};

TEST(Throttle, ABurstAndThenThePace) {
    throttle kept({.per_second = 10, .burst = 3});
    for (int each = 0; each < 3; ++each) EXPECT_EQ(kept.take("a", start).count(), 0) << each;
    EXPECT_DOUBLE_EQ(kept.take("a", start).count(), 0.1);
    EXPECT_EQ(kept.take("b", start).count(), 0) << "somebody else";
    EXPECT_GT(kept.take("a", start + 50ms).count(), 0);
    EXPECT_EQ(kept.take("a", start + 100ms).count(), 0);
    EXPECT_GT(kept.take("a", start + 100ms).count(), 0);
    for (int each = 0; each < 3; ++each) EXPECT_EQ(kept.take("a", start + 1h).count(), 0) << each;
    EXPECT_GT(kept.take("a", start + 1h).count(), 0) << "never more than a burst";
}

TEST(Throttle, KnowsOnlySoMany) {
    throttle kept({.per_second = 1, .burst = 1});
    for (std::size_t each = 0; each < 2 * throttle::most_known; ++each)
        EXPECT_EQ(kept.take(std::to_string(each), start).count(), 0);
    EXPECT_EQ(kept.known(), throttle::most_known);
    EXPECT_EQ(kept.take("after a while", start + 1h).count(), 0);
    EXPECT_EQ(kept.known(), 1U) << "full buckets are none";
}

class Pace : public Routes {
protected:
    Pace() {
        pause_ = 0ms;
        routes_.limit(10);
    }
    request from(const std::string& address, const std::string& token, const std::string& target = "/v1/links") {
        request made{"GET", target, "Bearer " + token, ""};
        made.from = address;
        return made;
    }
};

TEST_F(Pace, OfATokenFromWhereverItComes) {
    for (int each = 0; each < 20; ++each) EXPECT_EQ(ask_as(from(std::to_string(each), "viewer-token")).status, 200U);
    const auto refused = ask_as(from("elsewhere", "viewer-token"));
    EXPECT_THAT(detail_of(refused, 429), HasSubstr("\"dashboard\""));
    EXPECT_EQ(header(refused, "Retry-After"), "1");
    EXPECT_EQ(ask_as(from("elsewhere", "operator-token")).status, 200U);
    now_ += 100ms;
    EXPECT_EQ(ask_as(from("elsewhere", "viewer-token")).status, 200U);
}

TEST_F(Pace, OfAnAddressButNotOfProbes) {
    for (int each = 0; each < 20; ++each) EXPECT_EQ(ask_as(from("here", "", "/")).status, 200U);
    EXPECT_THAT(detail_of(ask_as(from("here", "", "/console/app.js")), 429), HasSubstr("here"));
    EXPECT_EQ(ask_as(from("here", "admin-token")).status, 429U);
    EXPECT_EQ(ask_as(from("there", "admin-token")).status, 200U);
    for (int each = 0; each < 50; ++each) {
        for (const auto* probe : {"/healthz", "/readyz", "/metrics"}) EXPECT_EQ(ask_as(from("here", "", probe)).status, 200U);
    }
}

TEST_F(Pace, WrongTokensAreSlowAndHoldUpNobodyElse) {
    int unknown = 0;
    response last;
    do last = ask_as(from("here", "guess"));
    while (last.status == 401 && ++unknown < 1'000);
    EXPECT_EQ(unknown, 40);
    EXPECT_EQ(last.status, 429U);
    EXPECT_FALSE(header(last, "Retry-After").empty());
    EXPECT_EQ(ask_as(from("here", "admin-token")).status, 200U) << "a good one is not held up";
    EXPECT_EQ(ask_as(from("there", "guess")).status, 401U);
    now_ += 1s;
    EXPECT_EQ(ask_as(from("here", "guess")).status, 401U);
}

}  // namespace
