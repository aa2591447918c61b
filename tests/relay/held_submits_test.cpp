#include "proxy/relay/held_submits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace proxy::relay {
namespace {

using namespace std::chrono_literals;
using waits_for = held_submit::waits_for;

constexpr time_point start = time_point{} + 1h;

class HeldSubmits : public testing::Test {
protected:
    // `name`: kept as its sender, so that tests can tell them apart.
    held_submit& hold(std::string name, std::vector<std::string> recipients, waits_for what) {
        held_submit one;
        one.sender = std::move(name);
        for (auto& each : recipients) one.to.push_back({.recipient = std::move(each)});
        auto& kept = held.hold(std::move(one));
        if (what == waits_for::disk) {
            kept.what = what;
            for (auto& each : kept.to) each.asker = next_ticket++;
        }
        if (what == waits_for::free_slot) held.yield(kept, start);
        return kept;
    }
    std::string asked_by(ticket name) {
        const auto found = held.asker(name);
        return found.submit == nullptr ? "" : found.submit->sender + " for " + found.one->recipient;
    }
    std::string next(std::string_view recipient) {
        const auto* const one = held.next(recipient);
        return one == nullptr ? "" : one->sender;
    }
    void settle(ticket name) { static_cast<void>(held.take(*held.asker(name).submit)); }

    held_submits held;
    ticket next_ticket = 1;
};

TEST_F(HeldSubmits, KnowsWhoIsWaitedFor) {
    EXPECT_TRUE(held.empty());
    EXPECT_FALSE(held.holds("1"));
    hold("a", {"1", "3"}, waits_for::disk);
    EXPECT_TRUE(held.holds("1"));
    EXPECT_TRUE(held.holds("3"));
    EXPECT_FALSE(held.holds("2"));
    EXPECT_EQ(held.size(), 1U);
    EXPECT_EQ(held.destinations(), 2U);
    settle(1);
    EXPECT_FALSE(held.holds("1"));
    EXPECT_EQ(held.destinations(), 0U);
}

TEST_F(HeldSubmits, OnlyThoseThatAskedTheDiskHaveATicket) {
    hold("a", {"1", "2"}, waits_for::disk);
    hold("b", {"1"}, waits_for::turn);
    hold("c", {"3"}, waits_for::free_slot);
    EXPECT_EQ(asked_by(1), "a for 1");
    EXPECT_EQ(asked_by(2), "a for 2");
    EXPECT_EQ(asked_by(3), "");
    EXPECT_EQ(asked_by(0), "") << "of one that asked nothing";
}

TEST_F(HeldSubmits, TheNextOfARecipientWaitsUntilNobodyIsBeforeIt) {
    hold("a", {"1"}, waits_for::disk);
    hold("b", {"2"}, waits_for::turn);
    hold("c", {"1"}, waits_for::turn);
    hold("d", {"1"}, waits_for::turn);
    EXPECT_EQ(next("1"), "");
    EXPECT_EQ(next("2"), "b");
    EXPECT_EQ(next("3"), "");
    settle(1);
    EXPECT_EQ(next("1"), "c");
    auto& c = *held.next("1");
    c.what = waits_for::disk;  // it has to ask itself, and keeps its place
    c.to.front().asker = 7;
    EXPECT_EQ(next("1"), "");
    settle(7);
    EXPECT_EQ(next("1"), "d");
}

TEST_F(HeldSubmits, OneToSeveralRecipientsWaitsForItsTurnWithEach) {
    hold("a", {"1"}, waits_for::disk);
    hold("b", {"2"}, waits_for::disk);
    hold("both", {"2", "1", "3"}, waits_for::turn);
    hold("c", {"3"}, waits_for::turn);
    settle(1);
    EXPECT_EQ(next("1"), "") << "b is before it with 2";
    EXPECT_EQ(next("3"), "") << "c comes behind it";
    settle(2);
    EXPECT_EQ(next("1"), "both");
    EXPECT_EQ(next("2"), "both");
    static_cast<void>(held.take(*held.next("2")));
    EXPECT_EQ(next("3"), "c");
}

TEST_F(HeldSubmits, ThoseThatMakeRoomGoInTheOrderOfTheirTime) {
    EXPECT_EQ(held.first_yielding(), nullptr);
    EXPECT_EQ(held.yields_until(), never);
    auto& late = hold("late", {"1"}, waits_for::turn);
    hold("disk", {"2"}, waits_for::disk);
    hold("early", {"3"}, waits_for::free_slot);
    held.yield(late, start + 1s);
    EXPECT_EQ(held.yielding(), 2U);
    EXPECT_EQ(held.yields_until(), start);
    EXPECT_EQ(held.first_yielding()->sender, "early");
    static_cast<void>(held.take(*held.first_yielding()));
    EXPECT_EQ(held.yielding(), 1U);
    EXPECT_EQ(held.yields_until(), start + 1s);
    EXPECT_EQ(held.first_yielding()->sender, "late");
    EXPECT_EQ(held.take_first().sender, "late");
    EXPECT_EQ(held.yielding(), 0U);
    EXPECT_EQ(held.take_first().sender, "disk");
    EXPECT_TRUE(held.empty());
}

}  // namespace
}  // namespace proxy::relay
