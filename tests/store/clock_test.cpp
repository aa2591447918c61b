#include "store/clock.hpp"

#include <gtest/gtest.h>

namespace {

using store::event_clock;

TEST(EventClock, FollowsTheWallClockAndCountsWithinAMillisecond) {
    event_clock clock(7, 2, 0, 0);
    const auto first = clock.next(1000), second = clock.next(1000), third = clock.next(1001);
    EXPECT_EQ(first.hlc, 1000U << 16);
    EXPECT_EQ(second.hlc, (1000U << 16) + 1);
    EXPECT_EQ(third.hlc, 1001U << 16);
    EXPECT_EQ(first.id, (store::event_id{7, 2, 1}));
    EXPECT_EQ(third.id, (store::event_id{7, 2, 3}));
}

TEST(EventClock, NeverGoesBack) {
    event_clock clock(7, 2, 5000U << 16, 40);
    const auto earlier = clock.next(1000), before_the_epoch = clock.next(-5);
    EXPECT_EQ(earlier.hlc, (5000U << 16) + 1);
    EXPECT_EQ(before_the_epoch.hlc, (5000U << 16) + 2);
    EXPECT_EQ(earlier.id.number, 41U);
}

}  // namespace
