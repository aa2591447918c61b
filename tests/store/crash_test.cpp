// What a power cut leaves: everything that was answered. And what a damaged log must not do: open as if nothing were.
#include <algorithm>
#include <fstream>

#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

namespace fs = std::filesystem;

class Crash : public FaultyStoreTest {
protected:
    // The log that was written last, in the copy a power cut leaves.
    fs::path newest_log() {
        disk_.copy_as_after_power_cut(options_.path, directory_.path("copy"));
        std::vector<fs::path> logs;
        for (const auto& each : fs::directory_iterator(directory_.path("copy")))
            if (each.path().extension() == ".log") logs.push_back(each.path());
        EXPECT_FALSE(logs.empty());
        return *std::ranges::max_element(logs);
    }
    std::unique_ptr<suppression_store> open_copy(std::string& error) {
        store_options plain;
        plain.path = directory_.path("copy");
        return suppression_store::open(plain, error);
    }
    void stop_some(int from, int to) {
        for (int who = from; who < to; ++who)
            EXPECT_TRUE(apply(in(), answered(opt_out(std::to_string(who), {to_sender("200")}))).stored);
    }
    static int missing(suppression_store& from, int count) {
        int out = 0;
        for (int who = 0; who < count; ++who) out += judge_on_disk(from, std::to_string(who), "200") != ruling::suppressed;
        return out;
    }
};

TEST_F(Crash, LosesNothingThatWasAnswered) {
    stop_some(0, 40);
    ASSERT_TRUE(in().flush());
    stop_some(40, 100);
    ASSERT_TRUE(apply(in(), opt_in("0", {to_sender("200")})).changed);
    auto copy = open_after_power_cut();
    EXPECT_EQ(judge_on_disk(*copy, "0", "200"), ruling::pass);
    ASSERT_TRUE(apply(*copy, opt_out("0", {to_sender("200")})).stored);
    EXPECT_EQ(missing(*copy, 100), 0);
    EXPECT_EQ(copy->counts().at("default"), 100U);
    EXPECT_EQ(copy->take_waiting().size(), 100U);
}

// The proof that this disk can lose something: without fsync it does.
TEST_F(Crash, WithoutFsyncWhatWasAnsweredIsLost) {
    options_.sync = false;
    stop_some(0, 20);
    EXPECT_EQ(missing(in(), 20), 0);
    auto copy = open_after_power_cut();
    EXPECT_EQ(missing(*copy, 20), 20);
}

TEST_F(Crash, AClaimIsDurableBeforeItIsAnswered) {
    const auto queued = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    ASSERT_FALSE(queued.queued.empty());
    ASSERT_TRUE(claim(in(), queued.queued.front().id));
    auto copy = open_after_power_cut();
    EXPECT_EQ(copy->unknown_at_start(), 1U);
    EXPECT_TRUE(copy->take_waiting().empty());
}

TEST_F(Crash, DuringAWriteLeavesAllOfAChangeOrNothing) {
    hold_syncs();
    auto stop = start(in(), answered(opt_out("4477", {to_sender("200")})));
    disk_.wait_for_held_sync();
    {
        auto copy = open_after_power_cut();
        EXPECT_EQ(judge(*copy, "4477", "200"), ruling::pass) << "it was not answered";
        EXPECT_TRUE(copy->take_waiting().empty());
        EXPECT_TRUE(copy->events("4477", 10).empty());
    }
    disk_.let_syncs_go();
    EXPECT_TRUE(stop.get().stored);
    auto copy = open_after_power_cut("after");
    EXPECT_EQ(judge(*copy, "4477", "200"), ruling::suppressed);
    EXPECT_EQ(copy->take_waiting().size(), 1U);
    EXPECT_EQ(copy->events("4477", 10).size(), 1U);
}

TEST_F(Crash, TheEndOfAClaimedEntryIsDurableBeforeOpenReturns) {
    const auto queued = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    ASSERT_FALSE(queued.queued.empty());
    ASSERT_TRUE(claim(in(), queued.queued.front().id));
    open();
    auto copy = open_after_power_cut();
    EXPECT_EQ(copy->unknown_at_start(), 0U) << "it was recorded at the open before";
    EXPECT_EQ(copy->events("4477", 1).at(0).outcome, confirmation_outcome::unknown);
}

TEST_F(Crash, ATornLastRecordIsForgiven) {
    stop_some(0, 20);
    const auto log = newest_log();
    fs::resize_file(log, fs::file_size(log) - 3);
    std::string error;
    auto copy = open_copy(error);
    ASSERT_TRUE(copy) << error;
    EXPECT_EQ(missing(*copy, 19), 0);
    EXPECT_EQ(judge(*copy, "19", "200"), ruling::pass) << "its record is the torn one";
}

TEST_F(Crash, AFlippedBitInTheLogIsNotSilent) {
    stop_some(0, 20);
    const auto log = newest_log();
    std::fstream file(log, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(log) / 2);
    file.seekg(middle);
    const auto octet = static_cast<char>(file.get() ^ 0x10);
    file.seekp(middle);
    file.put(octet);
    file.close();
    std::string error;
    EXPECT_FALSE(open_copy(error));
    EXPECT_NE(error.find("Corruption"), std::string::npos) << error;
    EXPECT_NE(error.find(directory_.path("copy")), std::string::npos) << error;
}

}  // namespace
}  // namespace store_test
