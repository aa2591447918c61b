#include "proxy/log/journal.hpp"

#include <gtest/gtest.h>
#include <spdlog/details/log_msg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace {

std::string line(spdlog::level::level_enum level) {
    spdlog::memory_buf_t out;
    proxy::log::journal_formatter()->format({"stopgate", level, "event key=value"}, out);
    return {out.data(), out.size()};
}

TEST(Journal, LevelsBecomePriorities) {
    EXPECT_EQ(line(spdlog::level::err), "<3>event key=value\n");
    EXPECT_EQ(line(spdlog::level::warn), "<4>event key=value\n");
    EXPECT_EQ(line(spdlog::level::info), "<6>event key=value\n");
    EXPECT_EQ(line(spdlog::level::debug), "<7>event key=value\n");
}

TEST(Journal, OnlyAStreamThatIsStillOurs) {
    struct stat own{};
    ASSERT_EQ(fstat(STDERR_FILENO, &own), 0);
    setenv("JOURNAL_STREAM", (std::to_string(own.st_dev) + ":" + std::to_string(own.st_ino)).c_str(), 1);
    EXPECT_TRUE(proxy::log::stderr_is_journal());
    setenv("JOURNAL_STREAM", "1:2", 1);
    EXPECT_FALSE(proxy::log::stderr_is_journal());
    unsetenv("JOURNAL_STREAM");
    EXPECT_FALSE(proxy::log::stderr_is_journal());
}

}  // namespace
