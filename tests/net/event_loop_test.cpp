// One thread turns the loop until what is waited for has come; nothing sleeps.
#include "proxy/net/event_loop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/net/socket_pair.hpp"

namespace proxy::net {
namespace {

using boost::system::error_code;
using std::chrono::milliseconds;
using testing::ElementsAre;

void put(const descriptor& to, std::string_view text) {
    const auto run = run_of(text);
    error_code failed;
    EXPECT_EQ(write_some(to, {&run, 1}, failed), text.size());
}

std::string take(const descriptor& from, std::size_t most, error_code& failed) {
    std::string text(most, '\0');
    text.resize(read_some(from, {reinterpret_cast<std::uint8_t*>(text.data()), text.size()}, failed));
    return text;
}

// Does what it is told to.
struct acting final : event_loop::client {
    std::function<void(event_loop::watch&)> act;
    explicit acting(std::function<void(event_loop::watch&)> what) : act(std::move(what)) {}
    void ready(event_loop::watch& which) override { act(which); }
};

TEST(EventLoop, CallsOfAnotherThreadComeInOrder) {
    event_loop loop;
    std::vector<int> came;
    std::thread other{[&] {
        for (int i = 0; i < 1'000; ++i) loop.post([&came, i] { came.push_back(i); });
        loop.post([&] { loop.stop(); });
    }};
    loop.run();
    other.join();
    ASSERT_EQ(came.size(), 1'000U);
    EXPECT_TRUE(std::ranges::is_sorted(came));
}

TEST(EventLoop, ACallMayPostAnother) {
    event_loop loop;
    int calls = 0;
    std::function<void()> more = [&] { ++calls == 100 ? loop.stop() : loop.post(more); };
    loop.post(more);
    loop.run();
    EXPECT_EQ(calls, 100);
}

TEST(EventLoop, WhatIsLeftIsDroppedWithWhatItHolds) {
    event_loop loop;
    const auto held = std::make_shared<int>(1);
    struct poster {
        event_loop* loop;
        std::shared_ptr<int> holds;
        ~poster() {
            loop->post([kept = holds] {});
        }
    };
    loop.post([one = std::make_shared<poster>(poster{&loop, held})] {});
    loop.drop_posted();
    EXPECT_EQ(held.use_count(), 1);
}

TEST(EventLoop, DeadlinesComeInTheirOrder) {
    event_loop loop;
    std::vector<std::string> came;
    event_loop::timer first{loop}, second{loop}, replaced{loop}, cancelled{loop};
    const auto now = event_loop::clock::now();
    second.set(now + milliseconds{3}, [&] {
        came.push_back("second");
        loop.stop();
    });
    replaced.set(now + milliseconds{1}, [&] { came.push_back("never"); });
    replaced.set(now + milliseconds{2}, [&] { came.push_back("replaced"); });
    first.set(now - milliseconds{1}, [&] { came.push_back("first"); });
    cancelled.set(now, [&] { came.push_back("cancelled"); });
    cancelled.cancel();
    {
        event_loop::timer gone{loop};
        gone.set(now, [&] { came.push_back("gone"); });
    }
    loop.run();
    EXPECT_THAT(came, ElementsAre("first", "replaced", "second"));
}

// As after a pause of the whole machine.
TEST(EventLoop, WhatCameInTimeIsToldBeforeTheDeadline) {
    event_loop loop;
    auto both = connected();
    put(both.theirs, "answer");
    std::vector<std::string> came;
    acting reader{[&](event_loop::watch&) { came.push_back("answer"); }};
    event_loop::watch watch{loop};
    watch.begin(both.ours, reader);
    event_loop::timer timer{loop};
    timer.set(loop.now() - milliseconds{1}, [&] {
        came.push_back("deadline");
        loop.stop();
    });
    loop.run();
    EXPECT_THAT(came, ElementsAre("answer", "deadline"));
}

TEST(EventLoop, ADeadlineThatHasPassedDoesNotKeepOthersWaiting) {
    event_loop loop;
    event_loop::timer eager{loop};
    std::function<void()> again = [&] { eager.set(loop.now() - milliseconds{1}, again); };
    again();
    loop.post([&] { loop.stop(); });
    loop.run();
}

TEST(EventLoop, TellsWhatIsThereAlreadyAndEachTimeMoreHasCome) {
    event_loop loop;
    auto both = connected();
    put(both.theirs, "one");
    std::vector<std::string> came;
    acting reader{[&](event_loop::watch& which) {
        if (!which.readable()) return;
        error_code failed;
        came.push_back(take(both.ours, 100, failed));
        which.read_short();
        EXPECT_FALSE(which.readable());
        if (came.size() == 3) return loop.stop();
        // From within, and by another call: between a read and the next wait, and after it.
        came.size() == 1 ? put(both.theirs, "two") : loop.post([&] { put(both.theirs, "three"); });
    }};
    event_loop::watch watch{loop};
    watch.begin(both.ours, reader);
    loop.run();
    EXPECT_THAT(came, ElementsAre("one", "two", "three"));
}

// The end may come with the octets, and then no other event comes for it.
TEST(EventLoop, AShortReadDoesNotHideTheEnd) {
    event_loop loop;
    auto both = connected();
    put(both.theirs, "last");
    both.theirs.close();
    std::string came;
    error_code failed;
    acting reader{[&](event_loop::watch& which) {
        if (!which.readable()) return;
        came += take(both.ours, 100, failed);
        if (failed) return loop.stop();
        which.read_short();
        ASSERT_TRUE(which.readable());
        which.again();
    }};
    event_loop::watch watch{loop};
    watch.begin(both.ours, reader);
    loop.run();
    EXPECT_EQ(came, "last");
    EXPECT_EQ(failed, boost::asio::error::eof);
}

TEST(EventLoop, ABlockedWriterHearsOfRoom) {
    event_loop loop;
    auto both = connected();
    const std::string much(1U << 20U, 'x');
    const auto run = run_of(much);
    error_code blocked;
    event_loop::watch watch{loop};
    bool waits = false;
    acting writer{[&](event_loop::watch& which) {
        if (!which.writable()) return;
        if (waits) return loop.stop();
        while (!blocked) write_some(both.ours, {&run, 1}, blocked);
        which.not_writable();
        waits = true;
        loop.post([&] {
            error_code empty;
            while (!empty) take(both.theirs, much.size(), empty);
        });
    }};
    watch.begin(both.ours, writer);
    loop.run();
    EXPECT_TRUE(waits);
    EXPECT_EQ(blocked, boost::asio::error::would_block);
}

TEST(EventLoop, WhoIsEndedMeanwhileHearsNoMore) {
    event_loop loop;
    auto one = connected(), other = connected();
    put(one.theirs, "1");
    put(other.theirs, "2");
    auto first = std::make_unique<event_loop::watch>(loop), second = std::make_unique<event_loop::watch>(loop);
    int calls = 0;
    // Both are ready in one turn; whoever is called ends both, and himself by destroying his watch.
    acting ending{[&](event_loop::watch& which) {
        ++calls;
        first->again();
        second->again();
        (&which == first.get() ? first : second).reset();
        (first ? first : second)->end();
        loop.post([&] { loop.post([&] { loop.stop(); }); });
    }};
    first->begin(one.ours, ending);
    second->begin(other.ours, ending);
    loop.run();
    EXPECT_EQ(calls, 1);
}

TEST(EventLoop, ABusySocketDoesNotKeepOthersWaiting) {
    event_loop loop;
    auto busy = connected(), other = connected();
    put(busy.theirs, "x");
    acting always{[](event_loop::watch& which) { which.again(); }};
    acting once{[&](event_loop::watch& which) {
        if (which.readable()) loop.stop();
    }};
    event_loop::watch first{loop}, second{loop};
    first.begin(busy.ours, always);
    second.begin(other.ours, once);
    loop.post([&] { put(other.theirs, "y"); });
    loop.run();
}

TEST(EventLoop, ACallOnceMoreComesOnceAndInTheNextTurn) {
    event_loop loop;
    auto both = connected();
    int calls = 0;
    bool within = false;
    acting asking{[&](event_loop::watch& which) {
        EXPECT_FALSE(std::exchange(within, true));
        if (++calls == 1) {
            which.again();
            which.again();
        }
        within = false;
        loop.post([&] { loop.post([&] { loop.stop(); }); });
    }};
    event_loop::watch watch{loop};
    watch.begin(both.ours, asking);  // it can be written to
    loop.run();
    EXPECT_EQ(calls, 2);
}

TEST(EventLoop, ATurnIsOverWhenAllThatIsReadyHasBeenTold) {
    event_loop loop;
    auto one = connected(), other = connected();
    std::vector<std::string> came;
    struct client final : event_loop::client {
        event_loop& loop;
        std::vector<std::string>& came;
        client(event_loop& in, std::vector<std::string>& to) : loop(in), came(to) {}
        void ready(event_loop::watch&) override {
            came.push_back("ready");
            loop.at_end_of_turn(*this);
        }
        void turn_over() override {
            came.push_back("over");
            if (came.size() == 4) loop.at_end_of_turn(*this);
            if (came.size() == 5) loop.stop();
        }
    } both{loop, came};
    event_loop::watch first{loop}, second{loop};
    first.begin(one.ours, both);
    second.begin(other.ours, both);
    loop.run();
    EXPECT_THAT(came, ElementsAre("ready", "ready", "over", "over", "over"));
}

}  // namespace
}  // namespace proxy::net
