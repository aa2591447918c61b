#include "proxy/net/inbox.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace proxy::net {
namespace {

void put(inbox& in, std::string_view text) {
    const auto space = in.space();
    ASSERT_GE(space.size(), text.size());
    std::memcpy(space.data(), text.data(), text.size());
    in.filled(text.size());
}

std::string unread(const inbox& in) { return std::string{protocol::characters(in.unread())}; }

class Inbox : public testing::Test {
protected:
    void next_turn() {
        for (auto* const one : {&in, &other}) one->keep();
        room.turn_over();
    }

    event_loop loop;
    reading_room room{loop};
    inbox in{room}, other{room};
};

TEST_F(Inbox, GivesBackWhatWasFilledUntilItIsConsumed) {
    put(in, "abcdef");
    EXPECT_EQ(unread(in), "abcdef");
    in.consumed(4);
    EXPECT_EQ(unread(in), "ef");
    put(in, "gh");
    EXPECT_EQ(unread(in), "efgh");
    in.consumed(4);
    EXPECT_TRUE(in.unread().empty());
}

TEST_F(Inbox, LendsOctetsUntilTheTurnIsOver) {
    // A cache line, so that what comes next begins where it ends.
    const std::string first(64, '1'), second(64, '2');
    put(in, first);
    const auto* const lent = in.unread().data();
    in.consumed(first.size());
    put(in, second);
    put(other, std::string(1'000, 'x'));
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(lent), first.size()), first);
    EXPECT_EQ(unread(in), second);
}

TEST_F(Inbox, KeepsWhatIsLeftWhenTheTurnIsOver) {
    put(in, "lent+rest");
    in.consumed(5);
    next_turn();
    put(other, std::string(1'000, 'x'));
    EXPECT_EQ(unread(in), "rest");
    put(in, "+more");
    EXPECT_EQ(unread(in), "rest+more");
    in.consumed(2);
    next_turn();
    put(other, std::string(1'000, 'y'));
    EXPECT_EQ(unread(in), "st+more");
    in.consumed(4);
    next_turn();
    EXPECT_EQ(unread(in), "ore") << "what was kept is still there when nothing came";
}

TEST_F(Inbox, LosesNothingWhenNothingComes) {
    put(in, "here");
    static_cast<void>(in.space());  // and the read finds nothing
    EXPECT_EQ(unread(in), "here");
    put(other, "there");
    next_turn();
    static_cast<void>(in.space());
    put(other, "there");
    EXPECT_EQ(unread(in), "here");
    put(in, "+more");
    EXPECT_EQ(unread(in), "here+more");
}

TEST_F(Inbox, GathersALargePduWhereItIs) {
    constexpr std::size_t whole = 100'000;
    std::string sent(inbox::most_moved + 1, 'a');
    put(in, sent);
    in.expect(whole);
    next_turn();
    const auto* const begin = in.unread().data();
    while (sent.size() < whole) {
        const auto space = in.space();
        ASSERT_EQ(space.data(), begin + sent.size());
        ASSERT_EQ(space.size(), whole - sent.size());
        const auto part = std::min<std::size_t>(space.size(), 30'000);
        std::memset(space.data(), 'b', part);
        in.filled(part);
        in.expect(whole);
        sent.append(part, 'b');
        next_turn();
        put(other, std::string(1'000, 'x'));
        ASSERT_EQ(unread(in), sent);
    }
    in.consumed(whole);
    put(in, "next");  // while the PDU is lent
    EXPECT_EQ(unread(in), "next");
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(begin), whole), sent);
}

TEST_F(Inbox, HasNoSpaceWhereTheRoomIsFull) {
    put(in, "here");
    next_turn();
    while (!other.space().empty()) {
        other.filled(inbox::most_read);
        other.consumed(inbox::most_read);
    }
    EXPECT_TRUE(in.space().empty());
    EXPECT_EQ(unread(in), "here");
    next_turn();
    EXPECT_FALSE(in.space().empty());
}

}  // namespace
}  // namespace proxy::net
