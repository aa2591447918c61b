// The level: configured, by hand, and back.
#include "proxy/log/log.hpp"

#include <gmock/gmock.h>

using namespace proxy::log;

namespace {

class Level : public testing::Test {
protected:
    ~Level() override { adopt({}); }
};

TEST_F(Level, ByHandUntilTheNextReload) {
    adopt({.least = level::warn});
    EXPECT_EQ(levels_now().now, level::warn);
    set_level(level::debug, std::nullopt);
    tick();
    EXPECT_EQ(levels_now().now, level::debug);
    EXPECT_EQ(levels_now().configured, level::warn);
    EXPECT_FALSE(levels_now().until_ms.has_value());
    adopt({.least = level::error});
    EXPECT_EQ(levels_now().now, level::error);
}

TEST_F(Level, ByHandForAWhile) {
    set_level(level::debug, std::chrono::seconds{60});
    tick();
    EXPECT_EQ(levels_now().now, level::debug);
    EXPECT_TRUE(levels_now().until_ms.has_value());
    set_level(level::debug, std::chrono::seconds{0});
    tick();
    EXPECT_EQ(levels_now().now, level::info);
    EXPECT_FALSE(levels_now().until_ms.has_value());
}

}  // namespace
