#include "proxy/relay/offers.hpp"

#include <gtest/gtest.h>

namespace proxy::relay {
namespace {

using namespace std::chrono_literals;
using state = offered::state;

constexpr time_point start = time_point{} + 1h;

class Offers : public testing::Test {
protected:
    void offer(std::uint64_t id, time_point expires = start) {
        store::outbox_entry entry;
        entry.id = id;
        ours.offer(std::move(entry), expires);
    }
    void send(std::uint64_t id, std::uint32_t number) {
        ours.find(id)->at = state::sent;
        ours.find(id)->number = number;
    }
    offers ours;
};

TEST_F(Offers, AreClaimedInTheOrderOfTheirOffers) {
    EXPECT_FALSE(ours.wanting());
    EXPECT_EQ(ours.begin_next(), nullptr);
    offer(7);
    offer(5);
    EXPECT_TRUE(ours.wanting());
    EXPECT_EQ(ours.begin_next()->entry.id, 7U);
    EXPECT_EQ(ours.claiming(), 1U);
    EXPECT_EQ(ours.begin_next()->entry.id, 5U);
    EXPECT_EQ(ours.claiming(), 2U);
    EXPECT_FALSE(ours.wanting());
    EXPECT_EQ(ours.begin_next(), nullptr);
    EXPECT_EQ(ours.size(), 2U);
}

TEST_F(Offers, AreUnderWayUntilTheyAreAnswered) {
    offer(1);
    EXPECT_EQ(ours.under_way(), 0U);
    ours.begin_next();
    EXPECT_EQ(ours.under_way(), 1U);
    send(1, 42);
    EXPECT_EQ(ours.claiming(), 0U);
    EXPECT_EQ(ours.under_way(), 1U);
    EXPECT_FALSE(ours.take_sent(41));
    EXPECT_EQ(ours.take_sent(42)->entry.id, 1U);
    EXPECT_FALSE(ours.take_sent(42));
    EXPECT_EQ(ours.under_way(), 0U);
}

TEST_F(Offers, OnlyThoseThatWantASlotExpire) {
    offer(1, start + 1s);
    offer(2, start + 2s);
    offer(3, start + 3s);
    ours.begin_next();
    EXPECT_EQ(ours.next_expiry(), start + 2s);
    EXPECT_FALSE(ours.take_expired(start + 1999ms));
    EXPECT_EQ(ours.take_expired(start + 3s)->entry.id, 2U);
    EXPECT_EQ(ours.take_expired(never)->entry.id, 3U);
    EXPECT_FALSE(ours.take_expired(never));
    EXPECT_EQ(ours.next_expiry(), never);
}

TEST_F(Offers, AreTakenByTheirId) {
    offer(1);
    offer(2);
    EXPECT_EQ(ours.find(3), nullptr);
    EXPECT_EQ(ours.find(2)->entry.id, 2U);
    EXPECT_FALSE(ours.take(3));
    EXPECT_EQ(ours.take(1)->entry.id, 1U);
    EXPECT_FALSE(ours.take(1));
    EXPECT_EQ(ours.size(), 1U);
}

TEST_F(Offers, OnlyThoseThatWereSentAreUnanswered) {
    offer(1);
    offer(2);
    offer(3);
    ours.begin_next();
    ours.begin_next();
    send(2, 9);
    EXPECT_EQ(ours.take_unanswered()->entry.id, 2U);
    EXPECT_FALSE(ours.take_unanswered());
    EXPECT_EQ(ours.size(), 2U);
}

}  // namespace
}  // namespace proxy::relay
