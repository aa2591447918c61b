#include "proxy/relay/upstream_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace proxy::relay {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

// What happens at which second, and the order that a bind then gets.
struct event {
    int second;
    char what;  // 'f': failed, 'a': answered, 'o': a bind asks for the order
    std::size_t address;
    std::string order;  // of 'o'
    bool news = false;  // of 'f' and 'a'
};
struct story {
    const char* about;
    std::vector<event> events;
};

class UpstreamOrder : public testing::TestWithParam<story> {};

TEST_P(UpstreamOrder, IsAsTheStorySays) {
    upstream_order all{3};
    const auto begin = time_point{} + 1h;
    for (std::size_t step = 0; step < GetParam().events.size(); ++step) {
        const auto& one = GetParam().events[step];
        SCOPED_TRACE("step " + std::to_string(step));
        const auto now = begin + std::chrono::seconds{one.second};
        if (one.what == 'f') {
            EXPECT_EQ(all.failed(one.address, now), one.news);
        } else if (one.what == 'a') {
            EXPECT_EQ(all.answered(one.address), one.news);
        } else {
            std::string given;
            for (const auto at : all.order(now)) given += std::to_string(at);
            EXPECT_EQ(given, one.order);
        }
    }
}

const story stories[] = {
    {"as configured", {{0, 'o', 0, "012"}, {0, 'a', 0, "", false}, {5, 'o', 0, "012"}}},
    {"a failure is last while its back-off lasts", {{0, 'f', 0, "", true}, {0, 'o', 0, "120"}, {1, 'o', 0, "012"}}},
    {"a success ends the back-off", {{0, 'f', 0, "", true}, {0, 'a', 0, "", true}, {0, 'o', 0, "012"}, {0, 'a', 0, "", false}}},
    {"the back-off doubles",
     {{0, 'f', 0, "", true},
      {1, 'o', 0, "012"},
      {1, 'f', 0, "", false},
      {2, 'o', 0, "120"},
      {3, 'o', 0, "012"},
      {3, 'f', 0, "", false},
      {6, 'o', 0, "120"},
      {7, 'o', 0, "012"}}},
    {"failures at once double nothing",
     {{0, 'f', 0, "", true}, {0, 'f', 0, "", false}, {0, 'f', 0, "", false}, {1, 'o', 0, "012"}}},
    {"one bind alone tries it again",
     {{0, 'f', 0, "", true}, {1, 'o', 0, "012"}, {1, 'o', 0, "120"}, {10, 'o', 0, "120"}, {11, 'o', 0, "012"}}},
    {"of the last, the one whose back-off ends first comes first",
     {{0, 'f', 0, "", true}, {1, 'o', 0, "012"}, {1, 'f', 0, "", false}, {1, 'f', 1, "", true}, {1, 'o', 0, "210"}}},
    {"all dead", {{0, 'f', 0, "", true}, {0, 'f', 1, "", true}, {0, 'f', 2, "", true}, {0, 'o', 0, "012"}}},
    {"news after a success", {{0, 'f', 2, "", true}, {0, 'a', 2, "", true}, {0, 'f', 2, "", true}, {1, 'o', 0, "012"}}},
};

INSTANTIATE_TEST_SUITE_P(Stories, UpstreamOrder, testing::ValuesIn(stories));

TEST(UpstreamOrderLimit, IsAMinute) {
    upstream_order one{2};
    auto now = time_point{} + 1h;
    for (int failure = 0; failure < 20; ++failure) {
        one.failed(0, now);
        now += 60s;
        EXPECT_THAT(one.order(now), ElementsAre(0, 1)) << failure;
        now += 1s;
    }
    one.failed(0, now);
    EXPECT_THAT(one.order(now + 59s), ElementsAre(1, 0));
}

}  // namespace
}  // namespace proxy::relay
