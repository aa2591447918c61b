#include "proxy/relay/leg_watch.hpp"

#include <gtest/gtest.h>

namespace proxy::relay {
namespace {

using namespace std::chrono_literals;
using finding = leg_watch::finding;

class LegWatch : public testing::Test {
protected:
    // What is due after so long.
    finding after(std::chrono::milliseconds passed) {
        now += passed;
        return watch.tick(now);
    }
    limits bounds{};
    time_point now = time_point{} + 1h;
    leg_watch watch{bounds, now};
};

TEST_F(LegWatch, IsQuietUntilTheBindStands) {
    EXPECT_EQ(watch.next(), never);
    EXPECT_EQ(after(24h), finding::nothing);
    watch.watch_silence(now);
    EXPECT_EQ(watch.next(), now + 30s) << "the time before does not count";
}

TEST_F(LegWatch, ProbesOnceAndGivesUpAtTwiceTheTime) {
    watch.watch_silence(now);
    EXPECT_EQ(after(29'999ms), finding::nothing);
    EXPECT_EQ(after(1ms), finding::probe);
    EXPECT_EQ(after(0ms), finding::nothing);
    EXPECT_EQ(watch.next(), now + 30s);
    EXPECT_EQ(after(29'999ms), finding::nothing);
    EXPECT_EQ(after(1ms), finding::silent);
}

TEST_F(LegWatch, AnythingHeardBeginsANewSilence) {
    watch.watch_silence(now);
    EXPECT_EQ(after(30s), finding::probe);
    watch.heard(now + 29s);
    now += 29s;
    EXPECT_EQ(after(29s), finding::nothing);
    EXPECT_EQ(after(1s), finding::probe);
}

TEST_F(LegWatch, WhatWeDoNotReadIsNotItsSilence) {
    watch.watch_silence(now);
    EXPECT_EQ(after(30s), finding::probe);
    watch.deafen(true, now);
    EXPECT_EQ(watch.next(), never);
    EXPECT_EQ(after(1h), finding::nothing);
    watch.deafen(false, now);
    EXPECT_EQ(watch.next(), now + 30s);
    EXPECT_EQ(after(30s), finding::probe) << "a new silence has a probe of its own";
    EXPECT_EQ(after(30s), finding::silent);
}

TEST_F(LegWatch, HalfAPduMayStandSoLong) {
    watch.incomplete(true, now);
    EXPECT_EQ(watch.next(), now + 10s);
    EXPECT_EQ(after(9s), finding::nothing);
    watch.incomplete(true, now);  // nothing new came
    EXPECT_EQ(after(1s), finding::half_a_pdu);
    watch.heard(now);
    watch.incomplete(true, now);
    EXPECT_EQ(after(9s), finding::nothing);
    watch.incomplete(false, now);
    EXPECT_EQ(after(9s), finding::nothing);
    EXPECT_EQ(watch.next(), never);
}

TEST_F(LegWatch, HalfAPduThatWeDoNotReadOnHasItsTimeLater) {
    watch.incomplete(true, now);
    watch.deafen(true, now);
    EXPECT_EQ(watch.next(), never);
    EXPECT_EQ(after(1h), finding::nothing);
    watch.deafen(false, now);
    EXPECT_EQ(after(9s), finding::nothing);
    EXPECT_EQ(after(1s), finding::half_a_pdu);
}

TEST_F(LegWatch, AWriteMustGetOn) {
    watch.write_progress(now);
    EXPECT_EQ(watch.next(), now + 30s);
    EXPECT_EQ(after(29s), finding::nothing);
    watch.write_progress(now);
    EXPECT_EQ(after(29s), finding::nothing);
    EXPECT_EQ(after(1s), finding::stuck_write);
    watch.write_idle();
    EXPECT_EQ(after(1h), finding::nothing);
}

TEST_F(LegWatch, AStuckWriteCountsOnADeafLegToo) {
    watch.deafen(true, now);
    watch.write_progress(now);
    EXPECT_EQ(after(30s), finding::stuck_write);
}

}  // namespace
}  // namespace proxy::relay
