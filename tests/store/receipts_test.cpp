// Receipts in the outbox: there until they are dropped, across restarts and power cuts.
#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

class Receipts : public FaultyStoreTest {};

TEST_F(Receipts, WaitUntilTheyAreDropped) {
    const auto first = file(in(), a_receipt("1"));
    const auto second = file(in(), a_receipt("2"), "9");
    ASSERT_TRUE(first && second);
    EXPECT_LT(first->id, second->id);
    EXPECT_EQ(first->created_ms, now_ms_);
    open();
    auto waiting = in().take_waiting();
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].id, first->id);
    EXPECT_EQ(waiting[0].recipient, "4477");
    ASSERT_TRUE(waiting[0].is_receipt());
    EXPECT_EQ(std::get<receipt>(waiting[0].what).message_id, "1");
    EXPECT_EQ(std::get<receipt>(waiting[0].what).text, "id:1 stat:REJECTD");
    EXPECT_EQ(waiting[1].recipient, "9");
    EXPECT_TRUE(drop(in(), first->id));
    EXPECT_FALSE(drop(in(), first->id)) << "once";
    open();
    waiting = in().take_waiting();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].id, second->id);
    EXPECT_EQ(in().unknown_at_start(), 0U);
}

TEST_F(Receipts, LeaveNoEventAndAreNoConfirmations) {
    const auto one = file(in());
    ASSERT_TRUE(one);
    EXPECT_FALSE(claim(in(), one->id));
    EXPECT_FALSE(release(in(), one->id));
    EXPECT_FALSE(settle(in(), one->id, confirmation_outcome::accepted));
    EXPECT_TRUE(drop(in(), one->id));
    EXPECT_TRUE(in().events("4477", 10).empty());
    EXPECT_EQ(in().tally().confirmations_queued.value(), 0U);
    const auto confirmed = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    ASSERT_FALSE(confirmed.queued.empty());
    EXPECT_FALSE(drop(in(), confirmed.queued.front().id)) << "a confirmation is settled";
    open();
    EXPECT_FALSE(drop(in(), confirmed.queued.front().id));
    EXPECT_EQ(in().take_waiting().size(), 1U);
}

TEST_F(Receipts, AreNoMoreThanTheLimit) {
    options_.receipt_limit = 2;
    const auto first = file(in());
    ASSERT_TRUE(first);
    ASSERT_TRUE(file(in()));
    EXPECT_FALSE(file(in()));
    open();
    EXPECT_FALSE(file(in())) << "those that were found count";
    EXPECT_TRUE(drop(in(), first->id));
    EXPECT_TRUE(file(in()));
    EXPECT_FALSE(file(in()));
}

TEST_F(Receipts, OneGroupMayFileAndDrop) {
    options_.receipt_limit = 1;
    hold_syncs();
    auto stop = start(in(), opt_out("1", {to_sender("200")}));
    disk_.wait_for_held_sync();
    auto filed = start_filing(in(), a_receipt());
    auto over_the_limit = start_filing(in(), a_receipt());
    auto dropped = std::make_shared<std::promise<bool>>();
    in().drop(1, [dropped](bool durable) { dropped->set_value(durable); });
    auto again = start_filing(in(), a_receipt());
    disk_.let_syncs_go();
    EXPECT_TRUE(stop.get().stored);
    const auto first = filed.get();
    ASSERT_TRUE(first);
    ASSERT_EQ(first->id, 1U);
    EXPECT_FALSE(over_the_limit.get());
    EXPECT_TRUE(dropped->get_future().get());
    EXPECT_TRUE(again.get());
    open();
    EXPECT_EQ(in().take_waiting().size(), 1U);
}

TEST_F(Receipts, AreDurableBeforeTheyAreAnswered) {
    hold_syncs();
    auto filing = start_filing(in(), a_receipt());
    disk_.wait_for_held_sync();
    EXPECT_TRUE(open_after_power_cut()->take_waiting().empty()) << "it was not answered";
    disk_.let_syncs_go();
    const auto filed = filing.get();
    ASSERT_TRUE(filed);
    {
        auto copy = open_after_power_cut("after");
        ASSERT_EQ(copy->take_waiting().size(), 1U);
        EXPECT_FALSE(claim(*copy, filed->id));
        EXPECT_EQ(copy->unknown_at_start(), 0U);
    }
    ASSERT_TRUE(drop(in(), filed->id));
    EXPECT_TRUE(open_after_power_cut("dropped")->take_waiting().empty());
}

TEST_F(Receipts, ThatCanNotBeWrittenAreNotThere) {
    EXPECT_FALSE(file(in(), a_receipt(), "")) << "no key";
    disk_.fail_log_writes(true);
    EXPECT_FALSE(file(in()));
    disk_.fail_log_writes(false);
    open();
    EXPECT_TRUE(in().take_waiting().empty());
    close();
    options_.queue_limit = 0;
    EXPECT_FALSE(file(in()));
}

}  // namespace
}  // namespace store_test
