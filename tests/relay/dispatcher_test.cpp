#include "proxy/relay/dispatcher.hpp"

#include <gtest/gtest.h>

namespace proxy::relay {
namespace {

using namespace std::chrono_literals;

class Dispatcher : public testing::Test {
protected:
    static constexpr std::size_t per_link = 2;

    void add(std::uint64_t id, std::uint64_t came_by = 0, std::chrono::milliseconds age = 0ms, std::string system_id = "acme") {
        store::outbox_entry entry;
        entry.id = id;
        auto& what = entry.what.emplace<store::confirmation>();
        what.link = "carrier";
        what.system_id = std::move(system_id);
        one.add(std::move(entry), age, came_by, now);
    }
    void ready(std::uint64_t link, const std::string& system_id = "acme", const std::string& name = "carrier") {
        one.link_ready(link, side::smsc, name, system_id);
    }
    void add_receipt(std::uint64_t id, std::uint64_t came_by = 0, std::chrono::milliseconds age = 0ms) {
        store::outbox_entry entry;
        entry.id = id;
        auto& what = entry.what.emplace<store::receipt>();
        what.link = "carrier";
        what.system_id = "acme";
        one.add(std::move(entry), age, came_by, now);
    }
    void ready_to_receive(std::uint64_t link) { one.link_ready(link, side::esme, "carrier", "acme"); }
    using pairs = std::vector<std::pair<std::uint64_t, std::uint64_t>>;  // link, entry
    pairs offers() {
        last = one.dispatch(now);
        pairs all;
        for (const auto& each : last.offer) all.emplace_back(each.link, each.entry.id);
        EXPECT_GT(one.wake_at(), now) << "a busy loop";
        return all;
    }
    std::vector<std::uint64_t> expired() const {
        std::vector<std::uint64_t> ids;
        for (const auto& each : last.expired) ids.push_back(each.id);
        return ids;
    }

    dispatcher one{per_link};
    dispatcher::orders last;
    time_point now = time_point{} + 1h;
};

TEST_F(Dispatcher, HandsToAnyLinkOfTheSameKind) {
    ready(1, "other");
    ready(2, "acme", "another carrier");
    add(100);
    EXPECT_EQ(offers(), pairs{});
    ready(3);
    EXPECT_EQ(offers(), (pairs{{3, 100}}));
    EXPECT_EQ(last.offer[0].expires, now + 5min);
    EXPECT_EQ(offers(), pairs{}) << "once";
}

TEST_F(Dispatcher, PrefersTheLinkThatTheReplyCameBy) {
    ready(1);
    ready(2);
    add(100, 2);
    add(101, 2);
    add(102, 2);
    EXPECT_EQ(offers(), (pairs{{2, 100}, {2, 101}, {1, 102}})) << "while it has room";
    add(103, 9);
    EXPECT_EQ(offers(), (pairs{{1, 103}})) << "a receiver's number is no link here";
}

TEST_F(Dispatcher, ElseTheOneWithTheLeastToDo) {
    ready(1);
    add(100);
    EXPECT_EQ(offers(), (pairs{{1, 100}}));
    ready(2);
    add(101);
    EXPECT_EQ(offers(), (pairs{{2, 101}}));
}

TEST_F(Dispatcher, ALinkGetsNoMoreThanItsShare) {
    ready(1);
    for (std::uint64_t id = 100; id < 105; ++id) add(id);
    EXPECT_EQ(offers(), (pairs{{1, 100}, {1, 101}}));
    EXPECT_EQ(one.size(), 5U);
    one.done(100);
    EXPECT_EQ(offers(), (pairs{{1, 102}}));
    one.done(101);
    one.done(102);
    EXPECT_EQ(offers(), (pairs{{1, 103}, {1, 104}}));
    one.done(103);
    one.done(104);
    EXPECT_EQ(one.size(), 0U);
    EXPECT_EQ(one.wake_at(), never);
}

TEST_F(Dispatcher, WaitsForASiblingAndExpiresAtFiveMinutes) {
    add(100);
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(one.wake_at(), now + 5min);
    now += 5min - 1ms;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_TRUE(last.expired.empty());
    now += 1ms;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{100}));
    EXPECT_EQ(one.size(), 0U);
    ready(1);
    EXPECT_EQ(offers(), pairs{}) << "too late";
}

TEST_F(Dispatcher, AnEntryBringsItsAge) {
    add(100, 0, 4min);
    add(101, 0, 5min);
    add(102, 0, -1h);  // the wall clock was set back
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{101}));
    now += 1min;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{100}));
    EXPECT_EQ(one.wake_at(), now + 4min);
}

TEST_F(Dispatcher, WhatIsOfferedExpiresAtTheLink) {
    ready(1);
    add(100);
    EXPECT_EQ(offers(), (pairs{{1, 100}}));
    EXPECT_EQ(one.wake_at(), never);
    now += 1h;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_TRUE(last.expired.empty());
}

TEST_F(Dispatcher, ABusySmscIsLeftAloneForLongerAndLonger) {
    ready(1);
    add(100);
    EXPECT_EQ(offers(), (pairs{{1, 100}}));
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        one.returned(100, true, now);
        EXPECT_EQ(offers(), pairs{});
        EXPECT_EQ(one.wake_at(), now + pause);
        now += pause - 1ms;
        EXPECT_EQ(offers(), pairs{});
        now += 1ms;
        EXPECT_EQ(offers(), (pairs{{1, 100}}));
    }
}

TEST_F(Dispatcher, APauseDoesNotOutliveItsEntry) {
    ready(1);
    add(100);
    EXPECT_EQ(offers(), (pairs{{1, 100}}));
    now += 5min - 500ms;
    one.returned(100, true, now);
    EXPECT_EQ(one.wake_at(), now + 500ms);
    now += 500ms;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{100}));
}

TEST_F(Dispatcher, OneThatComesBackUnsentGoesByAnother) {
    ready(1);
    add(100);
    add(101);
    add(102);
    EXPECT_EQ(offers(), (pairs{{1, 100}, {1, 101}}));
    one.link_gone(1);
    EXPECT_EQ(offers(), pairs{}) << "the link still has them";
    one.returned(101, false, now);
    one.returned(100, false, now);
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(one.wake_at(), now + 5min);
    ready(2);
    EXPECT_EQ(offers(), (pairs{{2, 100}, {2, 101}})) << "the oldest first";
    one.returned(100, false, now + 6min);
    now += 6min;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{100, 102}));
}

TEST_F(Dispatcher, TheOthersGoOnWhileOnePauses) {
    ready(1);
    add(100);
    add(101);
    add(102);
    EXPECT_EQ(offers(), (pairs{{1, 100}, {1, 101}}));
    one.returned(100, true, now);
    EXPECT_EQ(offers(), (pairs{{1, 102}}));
}

TEST_F(Dispatcher, UnknownNamesChangeNothing) {
    one.returned(7, false, now);
    one.returned(7, true, now);
    one.done(7);
    one.link_gone(7);
    EXPECT_EQ(offers(), pairs{});
    ready(1);
    add(100);
    one.returned(100, false, now);  // not offered yet
    EXPECT_EQ(offers(), (pairs{{1, 100}}));
    add(100);  // the store said it twice
    EXPECT_EQ(offers(), pairs{});
    one.done(100);
    one.done(100);
    EXPECT_EQ(one.size(), 0U);
    now += 1h;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_TRUE(last.expired.empty());
}

TEST_F(Dispatcher, ReceiptsGoToLinksThatReceive) {
    ready(1);
    add_receipt(100, 1);
    EXPECT_EQ(offers(), pairs{}) << "a transmitter";
    ready_to_receive(2);
    add(101, 2);
    EXPECT_EQ(offers(), (pairs{{2, 100}, {1, 101}}));
    EXPECT_EQ(last.offer[0].expires, now + 72h);
    ready(3);
    ready_to_receive(3);
    add_receipt(102, 3);
    add(103, 3);
    EXPECT_EQ(offers(), (pairs{{3, 102}, {3, 103}})) << "a transceiver takes both";
    one.link_gone(3);
    one.returned(102, false, now);
    one.returned(103, false, now);
    EXPECT_EQ(offers(), (pairs{{2, 102}, {1, 103}}));
    one.link_gone(2);
    one.returned(100, false, now);
    EXPECT_EQ(offers(), pairs{});
}

TEST_F(Dispatcher, ReceiptsTakeNoPlaceOfConfirmations) {
    ready(1);
    ready_to_receive(1);
    for (std::uint64_t id = 100; id < 103; ++id) add(id), add_receipt(id + 100);
    EXPECT_EQ(offers(), (pairs{{1, 200}, {1, 201}, {1, 100}, {1, 101}}));
    one.done(200);
    EXPECT_EQ(offers(), (pairs{{1, 202}}));
    one.done(101);
    EXPECT_EQ(offers(), (pairs{{1, 102}}));
}

TEST_F(Dispatcher, ReceiptsAreWaitedForAWeekend) {
    add_receipt(100);
    add_receipt(101, 0, 71h);
    EXPECT_EQ(offers(), pairs{});
    now += 1h;
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{101}));
    ready_to_receive(1);
    EXPECT_EQ(offers(), (pairs{{1, 100}}));
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 64s, 128s, 256s, 300s, 300s}) {
        one.returned(100, true, now);
        EXPECT_EQ(offers(), pairs{});
        EXPECT_EQ(one.wake_at(), now + pause);
        now += pause;
        EXPECT_EQ(offers(), (pairs{{1, 100}}));
    }
    now += 71h;
    one.returned(100, true, now);
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(expired(), (std::vector<std::uint64_t>{100}));
}

TEST_F(Dispatcher, DoneWhileItWaitsIsDone) {
    add(100);
    one.done(100);
    ready(1);
    EXPECT_EQ(offers(), pairs{});
    EXPECT_EQ(one.wake_at(), never);
}

}  // namespace
}  // namespace proxy::relay
