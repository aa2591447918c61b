#include "proxy/relay/held_submits.hpp"

#include <gtest/gtest.h>

namespace proxy::relay {
namespace {

using namespace std::chrono_literals;
using waits_for = held_submit::waits_for;

constexpr time_point start = time_point{} + 1h;

class HeldSubmits : public testing::Test {
protected:
    held_submit& hold(ticket name, std::string recipient, waits_for what) {
        held_submit one;
        one.name = name;
        one.recipient = std::move(recipient);
        auto& kept = held.hold(std::move(one));
        if (what == waits_for::disk) kept.what = what;
        if (what == waits_for::free_slot) held.yield(kept, start);
        return kept;
    }
    held_submits held;
};

TEST_F(HeldSubmits, KnowsWhoIsWaitedFor) {
    EXPECT_TRUE(held.empty());
    EXPECT_FALSE(held.holds("1"));
    hold(1, "1", waits_for::disk);
    EXPECT_TRUE(held.holds("1"));
    EXPECT_FALSE(held.holds("2"));
    EXPECT_EQ(held.size(), 1U);
    EXPECT_EQ(held.take(*held.asker(1)).name, 1U);
    EXPECT_FALSE(held.holds("1"));
}

TEST_F(HeldSubmits, OnlyThoseThatAskedTheDiskHaveATicket) {
    hold(1, "1", waits_for::disk);
    hold(2, "1", waits_for::turn);
    hold(3, "2", waits_for::free_slot);
    EXPECT_EQ(held.asker(1)->name, 1U);
    EXPECT_EQ(held.asker(2), nullptr);
    EXPECT_EQ(held.asker(3), nullptr);
    EXPECT_EQ(held.asker(4), nullptr);
}

TEST_F(HeldSubmits, TheNextOfARecipientWaitsUntilNobodyIsBeforeIt) {
    hold(1, "1", waits_for::disk);
    hold(2, "2", waits_for::turn);
    hold(3, "1", waits_for::turn);
    hold(4, "1", waits_for::turn);
    EXPECT_EQ(held.next("1"), nullptr);
    EXPECT_EQ(held.next("2")->name, 2U);
    EXPECT_EQ(held.next("3"), nullptr);
    static_cast<void>(held.take(*held.asker(1)));
    EXPECT_EQ(held.next("1")->name, 3U);
    held.next("1")->what = waits_for::disk;  // it has to ask itself, and keeps its place
    EXPECT_EQ(held.next("1"), nullptr);
    static_cast<void>(held.take(*held.asker(3)));
    EXPECT_EQ(held.next("1")->name, 4U);
}

TEST_F(HeldSubmits, ThoseThatMakeRoomGoInTheOrderOfTheirTime) {
    EXPECT_EQ(held.first_yielding(), nullptr);
    EXPECT_EQ(held.yields_until(), never);
    auto& late = hold(1, "1", waits_for::turn);
    hold(2, "2", waits_for::disk);
    hold(3, "3", waits_for::free_slot);
    held.yield(late, start + 1s);
    EXPECT_EQ(held.yielding(), 2U);
    EXPECT_EQ(held.yields_until(), start);
    EXPECT_EQ(held.first_yielding()->name, 3U);
    static_cast<void>(held.take(*held.first_yielding()));
    EXPECT_EQ(held.yielding(), 1U);
    EXPECT_EQ(held.yields_until(), start + 1s);
    EXPECT_EQ(held.first_yielding()->name, 1U);
    EXPECT_EQ(held.take_first().name, 1U);
    EXPECT_EQ(held.yielding(), 0U);
    EXPECT_EQ(held.take_first().name, 2U);
    EXPECT_TRUE(held.empty());
}

}  // namespace
}  // namespace proxy::relay
