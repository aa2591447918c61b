#include "proxy/app/heartbeat.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

namespace {

using proxy::app::heartbeat;
using testing::ElementsAre;
using testing::IsEmpty;

// A thread that answers when the test says so.
struct thread_stub {
    heartbeat::part part() {
        return {"stub", [this](std::function<void()> answered) {
                    ++asked;
                    if (!takes_questions) return false;
                    answer = std::move(answered);
                    return true;
                }};
    }
    int asked = 0;
    bool takes_questions = true;
    std::function<void()> answer;
};

class Heartbeat : public testing::Test {
protected:
    Heartbeat() {
        spdlog::set_level(spdlog::level::off);
        heart_.start();
    }
    // What was told in the next beat.
    std::vector<std::string> beat() {
        told_.clear();
        control_.run_one();
        return told_;
    }

    boost::asio::io_context control_;
    thread_stub first_, second_;
    std::string status_ = "fine";
    std::vector<std::string> told_;
    heartbeat heart_{control_,
                     std::chrono::milliseconds{4},
                     {first_.part(), second_.part()},
                     [this](const std::string& state) { told_.push_back(state); },
                     [this] { return status_; }};
};

TEST_F(Heartbeat, SaysReadyAtOnce) { EXPECT_THAT(told_, ElementsAre("READY=1\nWATCHDOG=1\nSTATUS=fine")); }

TEST_F(Heartbeat, PingsOncePerRoundOfAnswers) {
    first_.answer();
    EXPECT_THAT(beat(), IsEmpty());  // the second is silent
    EXPECT_THAT(beat(), IsEmpty());
    EXPECT_EQ(first_.asked, 1);  // nothing piles up where nobody answers
    EXPECT_EQ(second_.asked, 1);
    second_.answer();
    EXPECT_THAT(beat(), ElementsAre("WATCHDOG=1"));
    EXPECT_EQ(first_.asked, 2);
    EXPECT_THAT(beat(), IsEmpty());  // the answers of an earlier round count no more
}

TEST_F(Heartbeat, AsksAgainWhereTheQuestionWasTurnedAway) {
    first_.answer();
    second_.answer();
    second_.takes_questions = false;
    EXPECT_THAT(beat(), ElementsAre("WATCHDOG=1"));
    first_.answer();
    EXPECT_THAT(beat(), IsEmpty());
    EXPECT_EQ(second_.asked, 3);
    second_.takes_questions = true;
    EXPECT_THAT(beat(), IsEmpty());
    second_.answer();
    EXPECT_THAT(beat(), ElementsAre("WATCHDOG=1"));
}

TEST_F(Heartbeat, TellsAStatusThatHasChanged) {
    status_ = "a disk is full";
    EXPECT_THAT(beat(), ElementsAre("STATUS=a disk is full"));
    EXPECT_THAT(beat(), IsEmpty());
    first_.answer();
    second_.answer();
    status_ = "fine";
    EXPECT_THAT(beat(), ElementsAre("WATCHDOG=1\nSTATUS=fine"));
}

}  // namespace
