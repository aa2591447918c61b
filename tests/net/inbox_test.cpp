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

std::string unread(inbox& in) { return std::string{protocol::characters(in.unread())}; }

TEST(Inbox, GivesBackWhatWasFilledUntilItIsConsumed) {
    inbox in;
    put(in, "abcdef");
    EXPECT_EQ(unread(in), "abcdef");
    in.consumed(4, false);
    EXPECT_EQ(unread(in), "ef");
    put(in, "gh");
    EXPECT_EQ(unread(in), "efgh");
}

TEST(Inbox, LentOctetsStayWhereTheyAre) {
    inbox in;
    put(in, "lent+rest");
    const auto* const lent = in.unread().data();
    in.consumed(5, true);
    for (std::size_t round = 0; round < 10'000; ++round) {
        const auto space = in.space();
        if (space.empty()) break;
        std::memset(space.data(), 'x', space.size());
        in.filled(space.size());
        in.consumed(in.unread().size(), false);
        ASSERT_EQ(std::string(reinterpret_cast<const char*>(lent), 5), "lent+") << round;
    }
}

TEST(Inbox, HasNoRoomWhileBothBuffersAreLentAndKeepsTheTail) {
    inbox in;
    for (int buffer = 0; buffer < 2; ++buffer) {
        const auto space = in.space();
        ASSERT_FALSE(space.empty());
        std::memset(space.data(), 'a' + buffer, space.size());
        in.filled(space.size());
        in.consumed(in.unread().size() - 3, true);
        if (buffer == 0) in.batch_started();
    }
    EXPECT_TRUE(in.space().empty());
    EXPECT_EQ(unread(in), "bbb");
    in.batch_written();  // the first batch, not the one that waits
    EXPECT_FALSE(in.space().empty());
    EXPECT_EQ(unread(in), "bbb");
}

TEST(Inbox, GrowsForAPduThatIsExpected) {
    inbox in;
    put(in, "head");
    in.expect(100'000);
    const auto space = in.space();
    EXPECT_GE(space.size(), 100'000U - 4U);
    EXPECT_EQ(unread(in), "head");
}

TEST(Inbox, GrowsWithTheTrafficAndShrinksAfterALull) {
    inbox in;
    for (int round = 0; round < 6; ++round) {
        const auto space = in.space();
        in.filled(space.size());
        in.consumed(in.unread().size(), false);
    }
    EXPECT_GE(in.capacity(), inbox::largest);
    for (int round = 0; round < 200; ++round) {
        put(in, "0123456789abcdef");
        in.consumed(16, false);
    }
    static_cast<void>(in.space());
    EXPECT_LE(in.capacity(), inbox::smallest);
}

}  // namespace
}  // namespace proxy::net
