// The first lines of a flood are written, the rest are counted.
#include "proxy/log/repeats.hpp"

#include <gmock/gmock.h>

using proxy::log::repeats;

namespace {

class Repeats : public testing::Test {
protected:
    unsigned written(unsigned times, const char* event = "denied", const char* link = "carrier") {
        unsigned count = 0;
        for (unsigned at = 0; at < times; ++at) count += log_.take(event, link, now_) ? 1 : 0;
        return count;
    }
    repeats log_;
    repeats::moment now_{std::chrono::hours{1}};
};

TEST_F(Repeats, WritesTheFirstOfAPeriod) {
    EXPECT_EQ(written(repeats::most + 5), repeats::most);
    now_ += repeats::period - std::chrono::milliseconds{1};
    EXPECT_EQ(written(2), 0U);
    EXPECT_TRUE(log_.over(now_).empty());
    now_ += std::chrono::milliseconds{1};
    const auto told = log_.over(now_);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].event, "denied");
    EXPECT_EQ(told[0].link, "carrier");
    EXPECT_EQ(told[0].count, 7U);
    EXPECT_EQ(written(1), 1U);
}

TEST_F(Repeats, EachKindHasItsOwn) {
    EXPECT_EQ(written(repeats::most), repeats::most);
    EXPECT_EQ(written(1), 0U);
    EXPECT_EQ(written(1, "denied", "other"), 1U);
    EXPECT_EQ(written(1, "ended"), 1U);
}

TEST_F(Repeats, NothingIsToldOfWhatWasWritten) {
    EXPECT_EQ(written(repeats::most), repeats::most);
    now_ += repeats::period;
    EXPECT_TRUE(log_.over(now_).empty());
    EXPECT_EQ(written(repeats::most), repeats::most);
}

}  // namespace
