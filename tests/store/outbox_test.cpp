// The outbox of confirmations: at most once, across crashes.
#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

class Outbox : public StoreTest {
protected:
    std::uint64_t queue(const std::string& who) {
        const auto result = apply(in(), answered(opt_out(who, {to_sender("200")}), "bye " + who));
        EXPECT_FALSE(result.queued.empty());
        return !result.queued.empty() ? result.queued.front().id : 0;
    }
};

TEST_F(Outbox, WaitingEntriesComeBackInTheOrderOfCreation) {
    const auto third_recipient = queue("9");
    const auto first_recipient = queue("1");
    EXPECT_TRUE(in().take_waiting().empty()) << "only what was there at the start";
    open();
    const auto waiting = in().take_waiting();
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].id, third_recipient);
    EXPECT_EQ(waiting[0].recipient, "9");
    EXPECT_EQ(waiting[0].created_ms, now_ms_);
    const auto& what = std::get<confirmation>(waiting[0].what);
    EXPECT_EQ(what.text, "bye 9");
    EXPECT_EQ(what.from, (party{1, 1, "200"}));
    EXPECT_EQ(waiting[0].link(), "carrier");
    EXPECT_EQ(waiting[1].id, first_recipient);
    EXPECT_TRUE(in().take_waiting().empty());
    EXPECT_EQ(in().unknown_at_start(), 0U);
}

TEST_F(Outbox, IsClaimedOnce) {
    const auto id = queue("1");
    EXPECT_TRUE(claim(in(), id));
    EXPECT_FALSE(claim(in(), id));
    EXPECT_FALSE(claim(in(), id + 1)) << "no such entry";
}

TEST_F(Outbox, OfTwoClaimsInOneGroupOneSucceeds) {
    const auto id = queue("1");
    std::vector<std::future<bool>> both;
    for (int round = 0; round < 2; ++round) {
        auto done = std::make_shared<std::promise<bool>>();
        both.push_back(done->get_future());
        in().claim(id, [done](bool durable) { done->set_value(durable); });
    }
    EXPECT_TRUE(both[0].get());
    EXPECT_FALSE(both[1].get());
}

TEST_F(Outbox, AClaimedEntryIsUnknownAfterACrashAndNotSentAgain) {
    const auto id = queue("1");
    EXPECT_TRUE(claim(in(), id));
    now_ms_ += 5;
    open();
    EXPECT_EQ(in().unknown_at_start(), 1U);
    EXPECT_TRUE(in().take_waiting().empty());
    EXPECT_FALSE(claim(in(), id));
    EXPECT_EQ(in().tally().settled(confirmation_outcome::unknown).value(), 1U);
    const auto last = in().events("1", 1).at(0);
    EXPECT_EQ(last.kind, event_kind::confirmation);
    EXPECT_EQ(last.outcome, confirmation_outcome::unknown);
    EXPECT_EQ(last.outbox_id, id);
    EXPECT_EQ(last.because.from.digits, "1");
    EXPECT_EQ(last.because.to.digits, "200");
    EXPECT_EQ(last.because.text, "bye 1");
    open();
    EXPECT_EQ(in().unknown_at_start(), 0U) << "recorded once";
    EXPECT_EQ(in().events("1", 10).size(), 2U);
}

TEST_F(Outbox, AReleasedEntryWaitsAgain) {
    const auto id = queue("1");
    EXPECT_FALSE(release(in(), id)) << "not claimed";
    EXPECT_TRUE(claim(in(), id));
    EXPECT_TRUE(release(in(), id));
    EXPECT_FALSE(release(in(), id));
    open();
    EXPECT_EQ(in().unknown_at_start(), 0U);
    ASSERT_EQ(in().take_waiting().size(), 1U);
    EXPECT_TRUE(claim(in(), id));
}

TEST_F(Outbox, ASettledEntryBecomesAnEvent) {
    const auto id = queue("1");
    EXPECT_TRUE(claim(in(), id));
    EXPECT_TRUE(settle(in(), id, confirmation_outcome::accepted, 0, "0A1"));
    EXPECT_FALSE(settle(in(), id, confirmation_outcome::accepted)) << "once";
    EXPECT_FALSE(release(in(), id));
    EXPECT_FALSE(claim(in(), id));
    const auto last = in().events("1", 1).at(0);
    EXPECT_EQ(last.outcome, confirmation_outcome::accepted);
    EXPECT_EQ(last.confirmation_message_id, "0A1");
    open();
    EXPECT_TRUE(in().take_waiting().empty());
    EXPECT_EQ(in().unknown_at_start(), 0U);
}

TEST_F(Outbox, AWaitingEntryMayExpireWithoutAClaim) {
    const auto id = queue("1");
    EXPECT_TRUE(settle(in(), id, confirmation_outcome::expired));
    EXPECT_EQ(in().events("1", 1).at(0).outcome, confirmation_outcome::expired);
    EXPECT_EQ(in().tally().settled(confirmation_outcome::expired).value(), 1U);
    EXPECT_EQ(in().tally().confirmations_queued.value(), 1U);
}

TEST_F(Outbox, ARefusalKeepsTheStatus) {
    const auto id = queue("1");
    EXPECT_TRUE(claim(in(), id));
    EXPECT_TRUE(settle(in(), id, confirmation_outcome::refused, 0x0B));
    EXPECT_EQ(in().events("1", 1).at(0).command_status, 0x0BU);
}

TEST_F(Outbox, NumbersAreNotUsedAgainAfterAReopen) {
    const auto first = queue("1");
    EXPECT_TRUE(settle(in(), first, confirmation_outcome::accepted));
    open();
    EXPECT_GT(queue("2"), first);
}

}  // namespace
}  // namespace store_test
