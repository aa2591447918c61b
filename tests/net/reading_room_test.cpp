#include "proxy/net/reading_room.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

namespace proxy::net {
namespace {

TEST(ReadingRoom, GivesTheSamePlaceInEachTurnAndAnotherInOne) {
    event_loop loop;
    reading_room room(loop);
    auto* const first = room.space(1'000);
    EXPECT_EQ(room.space(1'000), first) << "nothing was taken";
    room.take(1'000);
    auto* const second = room.space(1'000);
    EXPECT_GE(second, first + 1'000);
    room.take(1'000);

    bool heard = false;
    loop.post([&] {
        loop.post([&] {
            heard = true;
            EXPECT_EQ(room.space(1'000), first);
            loop.stop();
        });
    });
    loop.run();
    EXPECT_TRUE(heard);
}

TEST(ReadingRoom, KeepsOctetsUntilTheFirstReadOfTheNextTurn) {
    event_loop loop;
    reading_room room(loop);
    auto* const small = room.space(64);
    room.take(64);
    auto* const large = room.space(reading_room::shelf_octets);
    ASSERT_NE(large, nullptr);
    std::memset(large, 'x', reading_room::shelf_octets);
    room.take(reading_room::shelf_octets);
    room.turn_over();
    EXPECT_EQ(large[reading_room::shelf_octets - 1], 'x');
    EXPECT_EQ(room.space(64), small);
}

TEST(ReadingRoom, EndsAtItsLimitForOneTurn) {
    event_loop loop;
    reading_room room(loop);
    std::set<std::uint8_t*> shelves;
    for (std::size_t at = 0; at < reading_room::most_shelves; ++at) {
        auto* const one = room.space(reading_room::shelf_octets);
        ASSERT_NE(one, nullptr) << at;
        EXPECT_TRUE(shelves.insert(one).second);
        room.take(reading_room::shelf_octets);
    }
    EXPECT_EQ(room.space(1), nullptr);
    EXPECT_EQ(room.space(1), nullptr);
    room.turn_over();
    EXPECT_NE(room.space(1), nullptr);
    EXPECT_EQ(room.space(reading_room::shelf_octets + 1), nullptr);
}

}  // namespace
}  // namespace proxy::net
