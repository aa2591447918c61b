// What can be proved about an entry, and how often a machine is answered.
#include <string>

#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

class Evidence : public FaultyStoreTest {
protected:
    proof proof_of_first(const std::string& recipient) {
        const auto found = in().find(recipient);
        return found.empty() ? proof{} : in().evidence_of(found.front());
    }
    static change keyword(action what, std::string text, std::string texted = "200") {
        auto out = what == action::help     ? help("4477")
                   : what == action::opt_in ? opt_in("4477", {to_sender(texted)})
                                            : opt_out("4477", {to_sender(texted)});
        out.because.text = text;
        out.because.to = {1, 1, texted};
        out.answers_per_day = 3;
        return answered(out, "our answer");
    }
    std::string said_to(change wanted) {
        const auto result = apply(in(), std::move(wanted));
        return result.queued.empty() ? std::string(name(result.silenced)) : "answered";
    }
};

TEST_F(Evidence, HoldsTheReplyWhatItAnsweredAndWhatBecameOfIt) {
    auto wanted = answered(opt_out("4477", {to_sender("200")}));
    wanted.because.pdu = std::string("\0\0\0\x2A", 4);
    wanted.because.answered = {now_ms_ - 5000, "Sale!", "submit"};
    const auto result = apply(in(), wanted);
    ASSERT_EQ(result.queued.size(), 1U);
    EXPECT_TRUE(claim(in(), result.queued.front().id));
    EXPECT_TRUE(settle(in(), result.queued.front().id, confirmation_outcome::accepted, 0, "A1"));
    in().note("4477", {"200", "default", 2, now_ms_ + 10, now_ms_ + 20});
    in().note("4477", {"200", "default", 1, now_ms_ + 30, now_ms_ + 30});
    in().note("4477", {"201", "default", 1, now_ms_ + 30, now_ms_ + 30});  // of no concern to this entry
    for (const bool reopened : {false, true}) {
        if (reopened) open();
        const auto found = proof_of_first("4477");
        ASSERT_TRUE(found.cause) << reopened;
        EXPECT_EQ(found.cause->because, wanted.because);
        EXPECT_EQ(found.durable_ms, now_ms_);
        ASSERT_EQ(found.confirmations.size(), 1U);
        EXPECT_EQ(found.confirmations[0].outcome, confirmation_outcome::accepted);
        EXPECT_EQ(found.confirmations[0].confirmation_message_id, "A1");
        ASSERT_EQ(found.refused.size(), 1U);
        EXPECT_EQ(found.refused[0], (attempts{"200", "default", 3, now_ms_ + 10, now_ms_ + 30}));
    }
}

TEST_F(Evidence, OfRefusalsBeginsAnewWithANewOptOut) {
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).changed);
    in().note("4477", {"200", "default", 2, now_ms_, now_ms_});
    open();  // on disk
    in().note("4477", {"200", "default", 2, now_ms_, now_ms_});
    EXPECT_TRUE(apply(in(), opt_in("4477", {to_sender("200")})).changed);
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).changed);
    EXPECT_TRUE(proof_of_first("4477").refused.empty());
    in().note("4477", {"200", "default", 1, now_ms_, now_ms_});
    ASSERT_EQ(proof_of_first("4477").refused.size(), 1U);
    EXPECT_EQ(proof_of_first("4477").refused[0].count, 1U);
}

TEST_F(Evidence, SurvivesMoreRefusalsThanOneWriteTakes) {
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_list()})).changed);
    for (int sender = 0; sender < 3000; ++sender) in().note("4477", {std::to_string(sender), "default", 1, now_ms_, now_ms_});
    open();
    EXPECT_EQ(proof_of_first("4477").refused.size(), 3000U);
}

TEST_F(Evidence, TheSameTextAgainWithinAnHourIsNotAnswered) {
    EXPECT_EQ(said_to(keyword(action::help, "HELP")), "answered");
    EXPECT_EQ(said_to(keyword(action::help, "HELP")), "repeated");
    EXPECT_EQ(in().events("4477", 1).front().silenced, silence::repeated);
    EXPECT_EQ(said_to(keyword(action::help, "help me")), "answered") << "another text";
    EXPECT_EQ(said_to(keyword(action::help, "help me", "201")), "answered") << "to another number";
    now_ms_ += repeat_guard_ms + 1;
    EXPECT_EQ(said_to(keyword(action::help, "help me", "201")), "daily-limit");
    now_ms_ += 24 * repeat_guard_ms;
    EXPECT_EQ(said_to(keyword(action::help, "help me", "201")), "answered");
}

TEST_F(Evidence, OneRecipientIsAnsweredSoOftenADay) {
    EXPECT_EQ(said_to(keyword(action::opt_out, "STOP")), "answered");
    EXPECT_EQ(said_to(keyword(action::opt_in, "START")), "answered");
    EXPECT_EQ(said_to(keyword(action::opt_out, "STOP")), "answered");
    open();  // the limit is no matter of memory
    EXPECT_EQ(said_to(keyword(action::opt_in, "START")), "daily-limit");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::pass) << "the change counts all the same";
    auto unlimited = keyword(action::opt_out, "STOP");
    unlimited.answers_per_day = 0;
    EXPECT_EQ(said_to(unlimited), "answered");
}

TEST_F(Evidence, OneGroupIsNoWayAroundTheLimits) {
    auto held = hold_writer();
    std::vector<std::future<change_result>> all;
    for (int i = 0; i < 3; ++i) all.push_back(start(in(), keyword(action::help, "HELP")));
    disk_.let_syncs_go();
    held.get();
    int answers = 0;
    for (auto& each : all) answers += !each.get().queued.empty();
    EXPECT_EQ(answers, 1);
}

TEST_F(Evidence, AnOrderToCancelGoesOutAlsoWhereNothingIsSaid) {
    auto again = keyword(action::help, "HELP");
    EXPECT_EQ(said_to(again), "answered");
    auto order = a_confirmation(action::help, "4477", "");
    order.what = confirmation::form::cancel;
    order.list.clear();
    again.answers.insert(again.answers.begin(), order);
    const auto result = apply(in(), again);
    EXPECT_EQ(result.silenced, silence::repeated);
    ASSERT_EQ(result.queued.size(), 1U);
    EXPECT_EQ(std::get<confirmation>(result.queued[0].what).what, confirmation::form::cancel);
    EXPECT_EQ(in().tally().confirmations_queued.value(), 1U) << "an order is no text";
}

}  // namespace
}  // namespace store_test
