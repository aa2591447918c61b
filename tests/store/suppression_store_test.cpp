#include "store/suppression_store.hpp"

#include <fstream>

#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

class SuppressionStore : public StoreTest {};

TEST_F(SuppressionStore, AStopSuppressesThatSenderOfThatListOnly) {
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::pass);
    const auto result = apply(in(), opt_out("4477", {to_sender("200")}));
    EXPECT_TRUE(result.stored);
    EXPECT_TRUE(result.changed);
    EXPECT_EQ(result.error, "");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "4477", "201"), ruling::pass);
    EXPECT_EQ(judge(in(), "4477", "200", "other"), ruling::pass);
    EXPECT_EQ(judge(in(), "447", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "44777", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "", "200"), ruling::pass);
}

TEST_F(SuppressionStore, ScopesReachAsFarAsTheySay) {
    EXPECT_TRUE(apply(in(), opt_out("1", {to_list()})).stored);
    EXPECT_TRUE(apply(in(), opt_out("2", {to_all()})).stored);
    EXPECT_EQ(judge(in(), "1", "any"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "1", "any", "other"), ruling::pass);
    EXPECT_EQ(judge(in(), "2", "any", "other"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "2", "any", ""), ruling::suppressed);
}

TEST_F(SuppressionStore, EntriesOfAListThatIsGoneBindSubmitsOfAllLists) {
    EXPECT_TRUE(apply(in(), opt_out("1", {to_sender("200", "gone")})).stored);
    EXPECT_TRUE(apply(in(), opt_out("2", {to_list("gone")})).stored);
    in().configure({"gone", "default"});
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::pass);
    in().configure({"default"});
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "1", "201"), ruling::pass) << "that sender alone";
    EXPECT_EQ(judge(in(), "2", "any", ""), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "1", "200"), ruling::suppressed);
    // A START of another list lifts that list's entry alone, and no text says that all is well.
    EXPECT_TRUE(apply(in(), opt_out("1", {to_sender("200")})).stored);
    const auto started = apply(in(), answered(opt_in("1", {to_sender("200")})));
    EXPECT_TRUE(started.changed);
    EXPECT_TRUE(started.still_suppressed);
    EXPECT_TRUE(started.queued.empty());
    in().configure({"default", "gone"});
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
}

TEST_F(SuppressionStore, ManyQuestionsAreAnsweredInOrder) {
    EXPECT_TRUE(apply(in(), opt_out("2", {to_sender("200")})).stored);
    const std::vector<question> asked{
        {"1", "200", "default"}, {"2", "200", "default"}, {"2", "201", "default"}, {"2", "200", "default"}};
    std::vector<ruling> out(asked.size(), ruling::failed);
    in().judge(asked, out);
    EXPECT_EQ(out, (std::vector{ruling::pass, ruling::suppressed, ruling::pass, ruling::suppressed}));
}

TEST_F(SuppressionStore, ARepeatKeepsTheFirstEntryAndGetsNoSecondConfirmation) {
    const auto first = apply(in(), answered(opt_out("4477", {to_sender("200")})));
    ASSERT_FALSE(first.queued.empty());
    now_ms_ += 1000;
    auto again = answered(opt_out("4477", {to_sender("200")}));
    again.reason = "stop stop";
    const auto second = apply(in(), again);
    EXPECT_TRUE(second.stored);
    EXPECT_FALSE(second.changed);
    EXPECT_TRUE(second.queued.empty());

    const auto found = in().find("4477");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].reason, "STOP");
    EXPECT_EQ(found[0].since_ms, now_ms_ - 1000);
    EXPECT_EQ(found[0].cause, first.event);

    const auto events = in().events("4477", 10);
    ASSERT_EQ(events.size(), 2U);
    EXPECT_TRUE(events[0].changed);
    EXPECT_EQ(events[0].outbox_id, first.queued.front().id);
    EXPECT_FALSE(events[1].changed);
    EXPECT_EQ(events[1].id, second.event);
    EXPECT_EQ(events[1].reason, "stop stop");
    EXPECT_EQ(events[1].outbox_id, 0U);
}

TEST_F(SuppressionStore, AWiderStopIsAChangeOfItsOwn) {
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200")})).changed);
    EXPECT_TRUE(apply(in(), opt_out("4477", {to_sender("200"), to_list()})).changed);
    EXPECT_EQ(in().find("4477").size(), 2U);
}

TEST_F(SuppressionStore, AStartLiftsAndIsAnswered) {
    apply(in(), opt_out("4477", {to_sender("200")}));
    const auto result = apply(in(), answered(opt_in("4477", {to_sender("200")}), "welcome back"));
    EXPECT_TRUE(result.stored);
    EXPECT_TRUE(result.changed);
    EXPECT_FALSE(result.still_suppressed);
    ASSERT_FALSE(result.queued.empty());
    EXPECT_EQ(std::get<confirmation>(result.queued.front().what).text, "welcome back");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::pass);
    EXPECT_TRUE(in().find("4477").empty());
    EXPECT_EQ(in().events("4477", 10).back().kind, event_kind::opt_in);
}

TEST_F(SuppressionStore, AStartThatLiftsNothingWritesNothing) {
    const auto result = apply(in(), answered(opt_in("4477", {to_sender("200")})));
    EXPECT_TRUE(result.stored);
    EXPECT_FALSE(result.changed);
    EXPECT_FALSE(result.still_suppressed);
    EXPECT_TRUE(result.queued.empty());
    EXPECT_TRUE(in().events("4477", 10).empty());
}

TEST_F(SuppressionStore, AStartThatLeavesAnotherEntryInForceIsNotConfirmed) {
    const struct {
        binding other;
        bool still;
    } table[] = {{to_list(), true}, {to_all(), true}, {to_sender("201"), false}, {to_list("other"), false}};
    int number = 0;
    for (const auto& row : table) {
        const auto who = std::to_string(++number);
        apply(in(), opt_out(who, {to_sender("200"), row.other}));
        const auto result = apply(in(), answered(opt_in(who, {to_sender("200")})));
        EXPECT_TRUE(result.changed);
        EXPECT_EQ(result.still_suppressed, row.still) << number;
        EXPECT_EQ(!result.queued.empty(), !row.still) << number;
        EXPECT_EQ(judge(in(), who, "200"), row.still ? ruling::suppressed : ruling::pass);
        EXPECT_EQ(in().events(who, 1).at(0).still_suppressed, row.still);
    }
}

TEST_F(SuppressionStore, HelpIsAnsweredEachTimeAndChangesNothing) {
    for (int round = 0; round < 2; ++round) {
        const auto result = apply(in(), answered(help("4477"), "write STOP to leave"));
        EXPECT_TRUE(result.stored);
        EXPECT_FALSE(result.changed);
        ASSERT_FALSE(result.queued.empty());
        EXPECT_EQ(std::get<confirmation>(result.queued.front().what).answers, action::help);
    }
    EXPECT_EQ(in().events("4477", 10).size(), 2U);
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::pass);
}

TEST_F(SuppressionStore, ARecipientThatCannotBeAKeyIsTurnedAway) {
    for (const auto& who : {std::string(), std::string("44\0", 3)}) {
        const auto result = apply(in(), opt_out(who, {to_all()}));
        EXPECT_FALSE(result.stored);
        EXPECT_NE(result.error, "");
    }
}

TEST_F(SuppressionStore, EverythingIsThereAfterAReopen) {
    auto wanted = answered(opt_out("4477", {to_sender("200")}));
    wanted.because = {"carrier", "app", {1, 1, "+4477"}, {0, 0, "200"}, "STOP", "m-1", 12, {}, {}};
    wanted.actor = "ann";
    apply(in(), wanted);
    open();
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    const auto found = in().find("4477");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].from, source::keyword);
    EXPECT_EQ(found[0].since_ms, now_ms_);
    const auto events = in().events("4477", 10);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].because.from, (party{1, 1, "+4477"}));
    EXPECT_EQ(events[0].because.message_id, "m-1");
    EXPECT_EQ(events[0].because.sequence, 12U);
    EXPECT_EQ(events[0].actor, "ann");
    EXPECT_EQ(events[0].bindings, wanted.bindings);
}

TEST_F(SuppressionStore, NamesAndTimesOfEventsGrowAcrossReopensAndAClockThatGoesBack) {
    std::vector<event> all;
    for (int round = 0; round < 3; ++round) {
        open();
        apply(in(), opt_out("4477", {to_sender("200")}));
        apply(in(), opt_out("4477", {to_sender("200")}));
        now_ms_ -= 60'000;
    }
    all = in().events("4477", 100);
    ASSERT_EQ(all.size(), 6U);
    for (std::size_t at = 1; at < all.size(); ++at) {
        EXPECT_GT(all[at].hlc, all[at - 1].hlc);
        EXPECT_GT(all[at].id.number, all[at - 1].id.number);
        EXPECT_EQ(all[at].id.node, all[0].id.node);
    }
    EXPECT_NE(all[0].id.node, 0U);
    EXPECT_EQ(all[0].id.epoch, 1U);
    EXPECT_EQ(all[5].id.epoch, 3U);
}

TEST_F(SuppressionStore, CountsAreExactAndSurvive) {
    apply(in(), opt_out("1", {to_sender("200"), to_sender("201", "news")}));
    apply(in(), opt_out("1", {to_sender("200")}));
    apply(in(), opt_out("2", {to_list()}));
    apply(in(), opt_out("3", {to_list()}));
    apply(in(), opt_in("3", {to_list()}));
    const std::map<std::string, std::uint64_t> expected{{"default", 2}, {"news", 1}};
    EXPECT_EQ(in().counts(), expected);
    open();
    EXPECT_EQ(in().counts(), expected);
    apply(in(), opt_in("2", {to_list()}));
    EXPECT_EQ(in().counts().at("default"), 1U);
}

TEST_F(SuppressionStore, ADatabaseThatIsNoneIsRefusedWithAReason) {
    close();
    std::filesystem::create_directories(options_.path);
    std::ofstream(options_.path + "/CURRENT") << "MANIFEST-000404\n";
    std::string error;
    EXPECT_FALSE(suppression_store::open(options_, error));
    EXPECT_NE(error.find(options_.path), std::string::npos) << error;
}

TEST_F(SuppressionStore, TwoCannotHaveItOpen) {
    in();
    std::string error;
    EXPECT_FALSE(suppression_store::open(options_, error));
    EXPECT_NE(error, "");
}

TEST_F(SuppressionStore, TheDurableTimeOfEachOptOutIsCounted) {
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_in("1", {to_list()}));
    std::uint64_t seen = 0;
    for (std::size_t at = 0; at < metrics::duration_histogram::size(); ++at)
        seen += in().tally().opt_out_durable_seconds.bucket(at);
    EXPECT_EQ(seen, 1U);
}

}  // namespace
}  // namespace store_test
