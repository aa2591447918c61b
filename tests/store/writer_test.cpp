// What holds while a write is under way, and when it fails.
#include "store/writer.hpp"

#include <thread>

#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

using namespace std::chrono_literals;

class Writer : public FaultyStoreTest {
protected:
    static bool ready(const std::future<change_result>& of) { return of.wait_for(0s) == std::future_status::ready; }
};

TEST_F(Writer, AStopCountsBeforeItIsWritten) {
    hold_syncs();
    auto stop = start(in(), opt_out("4477", {to_sender("200")}));
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    std::thread([this] { EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed) << "on another thread"; }).join();
    EXPECT_EQ(judge(in(), "4477", "201"), ruling::pass);
    EXPECT_EQ(in().find("4477").size(), 1U);
    disk_.wait_for_held_sync();
    EXPECT_FALSE(ready(stop)) << "not answered before the fsync";
    disk_.let_syncs_go();
    EXPECT_TRUE(stop.get().stored);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
}

TEST_F(Writer, TwoStopsInOneGroupAreOneChangeAndOneConfirmation) {
    auto first = hold_writer();
    auto one = start(in(), answered(opt_out("4477", {to_sender("200")})));
    auto two = start(in(), answered(opt_out("4477", {to_sender("200")})));
    disk_.let_syncs_go();
    const auto a = one.get(), b = two.get();
    EXPECT_TRUE(a.changed);
    EXPECT_FALSE(a.queued.empty());
    EXPECT_TRUE(b.stored);
    EXPECT_FALSE(b.changed);
    EXPECT_TRUE(b.queued.empty());
    EXPECT_EQ(in().counts().at("default"), 1U);
    open();
    EXPECT_EQ(in().take_waiting().size(), 1U);
    EXPECT_EQ(in().events("4477", 10).size(), 2U);
}

TEST_F(Writer, AGroupIsDecidedInTheOrderOfArrival) {
    auto first = hold_writer();
    auto stop = start(in(), opt_out("1", {to_sender("200")}));
    auto go = start(in(), opt_in("1", {to_sender("200")}));
    auto go_first = start(in(), opt_in("2", {to_sender("200")}));
    auto stop_then = start(in(), opt_out("2", {to_sender("200")}));
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed) << "an opt-in counts when it is durable";
    disk_.let_syncs_go();
    EXPECT_TRUE(stop.get().changed);
    EXPECT_TRUE(go.get().changed);
    EXPECT_FALSE(go_first.get().changed);
    EXPECT_TRUE(stop_then.get().changed);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::suppressed);
}

TEST_F(Writer, AnOlderCompletionDoesNotClearANewerStop) {
    hold_syncs();
    auto older = start(in(), opt_out("4477", {to_sender("200")}));
    disk_.wait_for_held_sync();
    auto lifted = start(in(), opt_in("4477", {to_sender("200")}));
    auto newer = start(in(), opt_out("4477", {to_sender("200")}));
    // The callback of the opt-in runs when its group is durable; the newer STOP is in the same group, so judge from there.
    disk_.let_syncs_go();
    EXPECT_TRUE(older.get().changed);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_TRUE(lifted.get().changed);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_TRUE(newer.get().changed);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
}

TEST_F(Writer, AStartDoesNotClearAStopThatCameAfterItAndIsStillWaiting) {
    apply(in(), opt_out("4477", {to_sender("200")}));
    hold_syncs();
    auto go = start(in(), opt_in("4477", {to_sender("200")}));
    disk_.wait_for_held_sync();  // the opt-in is being written, alone
    auto stop = start(in(), opt_out("4477", {to_sender("200")}));
    disk_.let_syncs_go();
    EXPECT_TRUE(go.get().changed);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_TRUE(stop.get().changed);
}

TEST_F(Writer, CallbacksRunInOrderAndMayApplyAgain) {
    std::promise<std::vector<int>> all;
    std::vector<int> order;
    auto first = hold_writer();
    in().apply(help("1"), [&](const change_result&) {
        order.push_back(1);
        in().apply(help("1"), [&](const change_result& again) {
            EXPECT_TRUE(again.stored);
            order.push_back(3);
            all.set_value(order);
        });
    });
    in().apply(help("1"), [&](const change_result&) { order.push_back(2); });
    disk_.let_syncs_go();
    EXPECT_EQ(all.get_future().get(), (std::vector{1, 2, 3}));
}

TEST_F(Writer, WhoAsksForAStepIsToldAfterWhoStops) {
    std::promise<std::vector<int>> all;
    std::vector<int> order;
    auto first = hold_writer();
    in().drop(0, [&](bool) {
        order.push_back(2);
        all.set_value(order);
    });
    in().apply(opt_out("4477", {to_list()}), [&](const change_result&) { order.push_back(1); });
    disk_.let_syncs_go();
    EXPECT_EQ(all.get_future().get(), (std::vector{1, 2}));
}

TEST_F(Writer, WhatIsQueuedIsWrittenBeforeTheStoreCloses) {
    auto first = hold_writer();
    std::vector<std::future<change_result>> all;
    for (std::size_t at = 0; at < 3 * writer::group_limit; ++at)
        all.push_back(start(in(), opt_out(std::to_string(at), {to_list()})));
    disk_.let_syncs_go();
    close();
    for (auto& each : all) EXPECT_TRUE(each.get().stored);
    EXPECT_EQ(in().counts().at("default"), all.size());
}

TEST_F(Writer, AFullQueueFailsAtOnceAndTheStopHoldsInMemory) {
    options_.queue_limit = 2;
    auto first = hold_writer();
    auto one = start(in(), help("1")), two = start(in(), help("1"));
    EXPECT_EQ(in().trouble(), "too many changes wait for the store");
    auto stop = start(in(), opt_out("4477", {to_sender("200")}));
    ASSERT_TRUE(ready(stop)) << "while the disk hangs";
    const auto result = stop.get();
    EXPECT_FALSE(result.stored);
    EXPECT_NE(result.error, "");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_FALSE(claim(in(), 1));
    EXPECT_FALSE(release(in(), 1));
    EXPECT_FALSE(settle(in(), 1, confirmation_outcome::expired));
    disk_.let_syncs_go();
    EXPECT_TRUE(one.get().stored);
    EXPECT_TRUE(two.get().stored);
    EXPECT_EQ(in().trouble(), "");

    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed) << "still in memory";
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).changed) << "the SMSC delivers again";
    open();
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
}

TEST_F(Writer, AStopThatCannotBeWrittenHoldsInMemoryAndTroubleSaysWhy) {
    in();
    disk_.be_full(true);
    const auto result = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    EXPECT_FALSE(result.stored);
    EXPECT_FALSE(result.changed);
    EXPECT_TRUE(result.queued.empty());
    EXPECT_NE(result.error.find("full"), std::string::npos) << result.error;
    EXPECT_NE(in().trouble().find("full"), std::string::npos) << in().trouble();
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "4478", "200"), ruling::pass) << "nothing else is touched";
    EXPECT_EQ(judge_on_disk(in(), "4477", "200"), ruling::suppressed);
    EXPECT_EQ(in().find("4477").size(), 1U);
    EXPECT_TRUE(in().counts().empty());
    EXPECT_GE(in().tally().errors_of(operation::write), 1U);
}

TEST_F(Writer, RecoversByItselfWhenTheDiskHasRoomAgain) {
    in();
    for (int round = 0; round < 3; ++round) {
        disk_.be_full(true);
        EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored) << round;
        EXPECT_FALSE(apply(in(), help("4477")).stored) << round;
        disk_.be_full(false);
        wait_until_well();
        EXPECT_EQ(in().trouble(), "");
        EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed) << "in memory until the SMSC delivers it again";
    }
    const auto again = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    EXPECT_TRUE(again.stored);
    EXPECT_TRUE(again.changed) << "to the database it is new, so it is confirmed";
    EXPECT_FALSE(again.queued.empty());
    EXPECT_EQ(in().counts().at("default"), 1U);
    auto copy = open_after_power_cut();
    EXPECT_EQ(judge(*copy, "4477", "200"), ruling::suppressed);
    EXPECT_EQ(copy->events("4477", 10).size(), 1U);
}

TEST_F(Writer, RecoversAlsoWhenMemtablesAreEmpty) {
    in();
    for (int round = 0; round < 3; ++round) {
        ASSERT_TRUE(in().flush());
        disk_.be_full(true);
        EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
        disk_.be_full(false);
        wait_until_well();
    }
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    auto copy = open_after_power_cut();
    EXPECT_EQ(judge_on_disk(*copy, "4477", "200"), ruling::suppressed);
}

// RocksDB 7.8 then waits for that flush for ever.
TEST_F(Writer, SaysSoWhenAFlushWasLostWithTheLogAndClosesAllTheSame) {
    EXPECT_TRUE(apply(in(), opt_out("4478", {to_sender("200")})).stored);
    auto release = hold_flushes();
    auto flushing = std::async(std::launch::async, [this] { return in().flush(); });
    wait_for_scheduled_flush();
    disk_.be_full(true);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    disk_.be_full(false);
    release.set_value();
    wait_for_trouble("only a restart mends this");
    EXPECT_FALSE(flushing.get());
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "4478", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "4479", "200"), ruling::pass);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    open();
    EXPECT_EQ(judge_on_disk(in(), "4478", "200"), ruling::suppressed);
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
}

// To try while there is no room would be fatal to RocksDB.
TEST_F(Writer, DoesNotTryToWriteAgainBeforeThereIsRoom) {
    in();
    disk_.be_full(true);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    disk_.wait_for_questions_of_room(3);
    EXPECT_NE(in().trouble(), "");
    disk_.be_full(false);
    wait_until_well();
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
}

TEST_F(Writer, RecoversAlsoWhenTryingAgainFailsAgain) {
    in();
    disk_.fail_log_writes(true);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    disk_.wait_for_failed_log_writes(4);
    EXPECT_NE(in().trouble(), "");
    disk_.fail_log_writes(false);
    wait_until_well();
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    auto copy = open_after_power_cut();
    EXPECT_EQ(judge_on_disk(*copy, "4477", "200"), ruling::suppressed);
}

TEST_F(Writer, AStartLiftsAStopThatOnlyMemoryKnows) {
    in();
    disk_.be_full(true);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    EXPECT_FALSE(apply(in(), opt_in("4477", {to_sender("200")})).stored);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed) << "a START that failed changes nothing";
    disk_.be_full(false);
    wait_until_well();
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    const auto go = apply(in(), answered(opt_in("4477", {to_sender("200")})));
    EXPECT_TRUE(go.stored);
    EXPECT_TRUE(go.changed);
    EXPECT_FALSE(go.queued.empty());
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::pass);
    EXPECT_EQ(in().events("4477", 10).size(), 1U);
}

TEST_F(Writer, AStartSeesThatAnotherStopHoldsInMemory) {
    apply(in(), opt_out("4477", {to_sender("200")}));
    disk_.be_full(true);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_list()})).stored);
    disk_.be_full(false);
    wait_until_well();
    const auto go = apply(in(), answered(opt_in("4477", {to_sender("200")})));
    EXPECT_TRUE(go.changed);
    EXPECT_TRUE(go.still_suppressed);
    EXPECT_TRUE(go.queued.empty());
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
}

TEST_F(Writer, MoreStopsThanMemoryMayHoldMakeNothingPass) {
    options_.pending_limit = 2;
    in();
    disk_.be_full(true);
    for (const auto* who : {"1", "2"}) EXPECT_FALSE(apply(in(), opt_out(who, {to_sender("200")})).stored);
    EXPECT_EQ(judge(in(), "9", "200"), ruling::pass);
    EXPECT_FALSE(apply(in(), opt_out("3", {to_sender("200")})).stored);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "3", "200"), ruling::failed);
    EXPECT_EQ(judge(in(), "9", "200"), ruling::failed);
    EXPECT_EQ(judge_on_disk(in(), "9", "200"), ruling::failed);
    EXPECT_NE(in().trouble().find("nothing passes"), std::string::npos) << in().trouble();
    disk_.be_full(false);
    wait_until_well();
    EXPECT_EQ(judge(in(), "9", "200"), ruling::pass);
    EXPECT_EQ(in().trouble(), "");
}

TEST_F(Writer, AnOutboxStepThatCannotBeWrittenDidNotHappen) {
    const auto queued = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    ASSERT_FALSE(queued.queued.empty());
    const auto id = queued.queued.front().id;
    disk_.be_full(true);
    EXPECT_FALSE(claim(in(), id));
    disk_.be_full(false);
    wait_until_well();
    EXPECT_TRUE(claim(in(), id)) << "still waiting";
    disk_.be_full(true);
    EXPECT_FALSE(settle(in(), id, confirmation_outcome::accepted));
    disk_.be_full(false);
    wait_until_well();
    EXPECT_TRUE(settle(in(), id, confirmation_outcome::accepted));
    EXPECT_EQ(in().tally().settled(confirmation_outcome::accepted).value(), 1U);
}

TEST_F(Writer, AnFsyncThatFailsIsNoSuccessAndNeedsARestart) {
    in();
    disk_.fail_syncs(true);
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    EXPECT_NE(in().trouble(), "");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    disk_.fail_syncs(false);
    // The kernel may have dropped the pages, and says so only once: a later fsync that succeeds would mean nothing.
    EXPECT_FALSE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
    EXPECT_NE(in().trouble().find("only a restart"), std::string::npos) << in().trouble();
    open();
    EXPECT_EQ(in().trouble(), "");
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).stored);
}

}  // namespace
}  // namespace store_test
