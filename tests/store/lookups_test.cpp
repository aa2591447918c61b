// What needs the disk: cold data, reads that fail, damaged records.
#include "store/lookups.hpp"

#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

class Lookups : public FaultyStoreTest {
protected:
    // Entries in table files and nothing in the cache.
    void make_cold(int count) {
        for (int who = 0; who < count; ++who) start(in(), opt_out(std::to_string(who), {to_sender("200")}));
        apply(in(), help("last"));
        EXPECT_TRUE(in().flush());
        open();
    }
};

TEST_F(Lookups, AColdEntryIsUndecidedAndAnUnknownNumberIsNot) {
    make_cold(100);
    int undecided = 0;
    for (int who = 0; who < 100; ++who) {
        undecided += judge(in(), std::to_string(who), "200") == ruling::undecided;
        EXPECT_EQ(judge(in(), "x" + std::to_string(who), "200"), ruling::pass) << "the filter says so, without the disk";
    }
    EXPECT_EQ(undecided, 100);
    EXPECT_EQ(judge_on_disk(in(), "17", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "17", "201"), ruling::pass);
    EXPECT_EQ(judge_on_disk(in(), "none", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "17", "200"), ruling::suppressed) << "cached now";
}

TEST_F(Lookups, ManyQuestionsWithRepeatsAreAllAnswered) {
    make_cold(1000);
    std::vector<std::future<ruling>> all;
    for (int round = 0; round < 2; ++round)
        for (int who = 999; who >= -10; --who) all.push_back(start_on_disk(in(), std::to_string(who), "200"));
    for (std::size_t at = 0; at < all.size(); ++at)
        EXPECT_EQ(all[at].get(), at % 1010 < 1000 ? ruling::suppressed : ruling::pass) << at;
}

TEST_F(Lookups, AStopThatComesBeforeTheAnswerCounts) {
    make_cold(1);
    // 0 is known, so that its record must be read; its other sender is what gets suppressed meanwhile.
    EXPECT_EQ(judge(in(), "0", "201"), ruling::undecided);
    hold_syncs();
    auto stop = start(in(), opt_out("0", {to_sender("201")}));
    EXPECT_EQ(judge(in(), "0", "201"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "0", "201"), ruling::suppressed);
    disk_.let_syncs_go();
    stop.get();
    EXPECT_EQ(judge_on_disk(in(), "0", "201"), ruling::suppressed);
}

TEST_F(Lookups, AReadThatFailsIsNoPass) {
    make_cold(10);
    disk_.fail_reads(true);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::undecided);
    EXPECT_EQ(judge_on_disk(in(), "1", "201"), ruling::failed);
    EXPECT_GE(in().tally().errors_of(operation::lookup), 1U);
    const auto stop = apply(in(), opt_out("1", {to_sender("201")}));
    EXPECT_FALSE(stop.stored) << "what isn't known can't be added to";
    EXPECT_EQ(judge(in(), "1", "201"), ruling::suppressed);
    EXPECT_TRUE(apply(in(), opt_out("new", {to_sender("200")})).stored) << "others are not held up";
    EXPECT_GE(in().tally().errors_of(operation::read), 1U);
    disk_.fail_reads(false);
    EXPECT_EQ(judge_on_disk(in(), "1", "200"), ruling::suppressed);
    EXPECT_TRUE(apply(in(), opt_in("1", {to_sender("201")})).changed) << "a START lifts what only memory knows";
    EXPECT_EQ(judge_on_disk(in(), "1", "201"), ruling::pass);
}

TEST_F(Lookups, AnEmptyRecipientPasses) {
    make_cold(1);
    EXPECT_EQ(judge_on_disk(in(), "", "200"), ruling::pass);
}

}  // namespace
}  // namespace store_test
