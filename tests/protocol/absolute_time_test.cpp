#include "protocol/absolute_time.hpp"

#include <gtest/gtest.h>

namespace {

TEST(AbsoluteTime, IsTheDateInUtcWithTenths) {
    const struct {
        std::int64_t unix_ms;
        std::string expected;
    } table[] = {
        {0, "700101000000000+"},
        {1'700'000'000'999, "231114221320900+"},
        {1'709'164'799'099, "240228235959000+"},  // the next day is a leap day
        {1'709'164'800'000, "240229000000000+"},
        {4'102'444'799'950, "991231235959900+"},
    };
    for (const auto& row : table) EXPECT_EQ(protocol::absolute_time(row.unix_ms), row.expected) << row.unix_ms;
}

}  // namespace
