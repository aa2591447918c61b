// Many entries at once: what comes in, what stays out, and what is left when it breaks off.
#include "store/import.hpp"

#include <gmock/gmock.h>

#include "tests/store/faulty_store.hpp"
#include "tests/store/import_calls.hpp"

namespace store_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(ImportWindow, SortsByRecipientAndKeepsTheOrderOfOne) {
    import_window window;
    const auto to = window.add(import_window::target{to_list(), ""}), other = window.add(import_window::target{to_all(), ""});
    for (const auto* number : {"12", "1234567890123456789", "1", "1234567890123456", "1234567890123456780", "9"})
        window.add(number, to);
    window.add("1", other);
    window.sort();
    std::vector<std::string> sorted;
    for (const auto& row : window.rows()) sorted.emplace_back(window.recipient_of(row));
    EXPECT_THAT(sorted, ElementsAre("1", "1", "12", "1234567890123456", "1234567890123456780", "1234567890123456789", "9"));
    EXPECT_EQ(window.rows()[0].target, to);
    EXPECT_EQ(window.rows()[1].target, other);
}

TEST(ImportState, IsReadAsItWasWritten) {
    import_state of;
    of.id = 7;
    of.event = {1, 2, 7};
    of.event_key = std::string("\0key", 4);
    of.now = import_state::stage::done;
    of.name = "old.csv";
    of.actor = "ann";
    of.as_of_ms = 5;
    of.durable = {1, 2, 3, 4, 5, 6};
    of.digest = "abc";
    of.mark = 9;
    const auto record = encode(of);
    const auto read = decode_import(record);
    ASSERT_TRUE(read);
    EXPECT_EQ(encode(*read), record);
    EXPECT_EQ(read->durable, of.durable);
    EXPECT_EQ(read->event_key, of.event_key);
    EXPECT_FALSE(decode_import(record.substr(1)));
    EXPECT_FALSE(decode_import(record + "x"));
}

filter of_list(std::string list, std::string prefix = {}) {
    filter out;
    out.list = std::move(list);
    out.prefix = std::move(prefix);
    return out;
}
filter of_source(source from) {
    filter out;
    out.from = from;
    return out;
}

class Import : public FaultyStoreTest {
protected:
    [[nodiscard]] std::uint64_t entries() { return in().counts()["default"]; }
};

TEST_F(Import, SetsEntriesThatNameItAsTheirCause) {
    import_order order;
    order.name = "old.csv";
    order.reason = "moved";
    const auto did = import(in(), {{"1"}, {"2", to_sender("200")}}, order);
    EXPECT_EQ(judge(in(), "1", "300"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "2", "300"), ruling::pass);
    const auto found = in().find("1");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].from, source::import);
    EXPECT_EQ(found[0].cause, did.event);
    EXPECT_EQ(found[0].reason, "from the old system");
    EXPECT_EQ(entries(), 2U);
    EXPECT_EQ(did.durable, (import_tally{.lines = 2, .rows = 2, .added = 2}));
    const auto proof = in().evidence_of(found[0]);
    ASSERT_TRUE(proof.cause);
    EXPECT_EQ(proof.cause->actor, "ann");

    const auto trail = in().trail({.kind = event_kind::import, .since_ms = {}}, 0, 10).events;
    ASSERT_EQ(trail.size(), 2U);
    EXPECT_EQ(trail[0].because.text, "import of old.csv begins");
    EXPECT_THAT(trail[1].because.text, HasSubstr("old.csv: 2 lines, 2 added"));
    EXPECT_EQ(in().check_trail({}, {}).wrong, suppression_store::trail_fault::none);
}

TEST_F(Import, CountsWhatIsThereAndWhatIsThereTwice) {
    apply(in(), opt_out("1", {to_list()}));
    const auto before = in().find("1");
    const auto did = import(in(), {{"1"}, {"2"}, {"2"}, {"2", to_sender("200")}, {"3"}, {"3"}, {"3"}});
    EXPECT_EQ(did.durable.unchanged, 1U);
    EXPECT_EQ(did.durable.added, 3U);
    EXPECT_EQ(did.durable.merged(), 3U);
    EXPECT_EQ(in().find("1")[0].cause, before[0].cause);
    EXPECT_EQ(in().find("2").size(), 2U);
    EXPECT_EQ(entries(), 4U);
    const auto again = import(in(), {{"1"}, {"2"}, {"3"}});
    EXPECT_EQ(again.durable.unchanged, 3U);
    EXPECT_EQ(again.durable.added, 0U);
    open();
    EXPECT_EQ(entries(), 4U);
}

TEST_F(Import, KeepsOutWhoSentStartAfterTheFileWasMade) {
    for (const auto* number : {"1", "2", "3"}) apply(in(), opt_out(number, {to_sender("200")}));
    apply(in(), opt_in("1", {to_sender("200")}));
    const auto made = now_ms_.load();
    now_ms_ += 1'000;
    apply(in(), opt_in("2", {to_sender("200")}));
    apply(in(), opt_in("3", {to_sender("200")}));
    now_ms_ += 1'000;
    import_order order;
    order.as_of_ms = made;
    const auto did =
        import(in(), {{"1", to_sender("200")}, {"2", to_sender("200")}, {"2", to_sender("300")}, {"3", to_list()}, {"4"}}, order);
    EXPECT_EQ(did.durable.kept_out, 2U);
    EXPECT_EQ(did.durable.added, 3U);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "2", "300"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "3", "200"), ruling::pass);
}

TEST_F(Import, AStartWhileItRunsHolds) {
    const auto id = begin_import(in()).state.id;
    now_ms_ += 1;
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_in("1", {to_list()}));
    const auto did = import(in(), id, window_of({{"1"}, {"2"}}));
    EXPECT_EQ(did.state.durable.kept_out, 1U);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
}

TEST_F(Import, OfManyPortionsLetsLiveOptOutsThrough) {
    const auto id = begin_import(in()).state.id;
    std::vector<line> lines;
    for (int n = 0; n < 20'000; ++n) lines.push_back({std::to_string(10'000 + n)});
    auto window = window_of(lines);
    std::promise<import_answer> ended;
    std::atomic<bool> over = false;
    in().import(id, window, [&](const import_answer& answer) {
        over = true;
        ended.set_value(answer);
    });
    bool between = false;
    while (!over) {
        const auto did = apply(in(), opt_out("1", {to_list()}));
        between = between || !over;
        EXPECT_TRUE(did.stored);
    }
    EXPECT_TRUE(between);
    const auto answer = ended.get_future().get();
    EXPECT_TRUE(answer.good) << answer.error;
    EXPECT_EQ(answer.state.durable.added, 20'000U);
    EXPECT_EQ(entries(), 20'001U);
}

TEST_F(Import, GoesOnBehindTheLastDurableLine) {
    const auto id = begin_import(in()).state.id;
    import(in(), id, window_of({{"1"}, {"2"}}));
    open();
    std::string error;
    auto left = in().find_import(id, error);
    ASSERT_TRUE(left) << error;
    EXPECT_EQ(left->durable.lines, 2U);
    EXPECT_EQ(left->now, import_state::stage::begun);
    EXPECT_FALSE(left->running);
    EXPECT_FALSE(import(in(), id, window_of({{"3"}}, 2)).good) << "nobody has begun it again";

    const auto resumed = resume_import(in(), id);
    ASSERT_TRUE(resumed.good) << resumed.error;
    EXPECT_TRUE(in().find_import(id, error)->running);
    EXPECT_THAT(resume_import(in(), id).error, HasSubstr("under way"));
    import(in(), id, window_of({{"2"}, {"3"}}, 2));
    const auto ended = end_import(in(), id);
    EXPECT_EQ(ended.state.durable, (import_tally{.lines = 4, .rows = 4, .added = 3}));
    EXPECT_EQ(ended.state.durable.merged(), 1U);
    EXPECT_EQ(in().find("3")[0].cause, ended.state.event);
    EXPECT_THAT(resume_import(in(), id).error, HasSubstr("done"));
    EXPECT_THAT(resume_import(in(), 4'711).error, HasSubstr("no import"));
    EXPECT_EQ(in().imports(0, 10, error).size(), 1U);
}

// What ends in the midst of a window leaves portions of it: its rows are given again.
TEST_F(Import, CountsTheSameWhenAWindowComesTwice) {
    apply(in(), opt_out("100", {to_list()}));
    std::vector<line> lines;
    for (int n = 0; n < 10'000; ++n) lines.push_back({std::to_string(100 + n)});
    const auto id = begin_import(in()).state.id;
    auto held = hold_writer();
    std::promise<import_answer> first;
    auto* const closing = store_.get();
    closing->import(id, window_of(lines), [&](const import_answer& answer) { first.set_value(answer); });
    std::thread closer([this] { close(); });
    auto closed = std::make_shared<std::atomic<bool>>(false);
    while (!*closed) closing->begin_import({}, [closed](const import_answer& answer) { *closed = !answer.good; });
    disk_.let_syncs_go();
    closer.join();
    EXPECT_FALSE(first.get_future().get().good);

    std::string error;
    const auto left = in().find_import(id, error);
    ASSERT_TRUE(left) << error;
    EXPECT_EQ(left->durable.lines, 0U);
    EXPECT_GT(left->durable.added, 0U);
    EXPECT_LT(left->durable.added, 9'999U);
    ASSERT_TRUE(resume_import(in(), id).good);
    const auto did = import(in(), id, window_of(lines));
    EXPECT_EQ(did.state.durable, (import_tally{.lines = 10'000, .rows = 10'000, .added = 9'999, .unchanged = 1}));
    EXPECT_EQ(entries(), 10'000U);
}

TEST_F(Import, IsFlushedAsOneAndComesBackAsOne) {
    apply(in(), opt_out("9", {to_list()}));
    const auto did = import(in(), {{"1"}, {"2"}, {"9"}});
    filter of;
    of.import_id = did.id;
    EXPECT_EQ(preview(in(), of).matched, 2U);
    const auto flushed = flush(in(), of, 2);
    EXPECT_EQ(flushed.how, outcome::done) << flushed.error;
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "9", "200"), ruling::suppressed);
    EXPECT_EQ(undo(in(), flushed.id).how, outcome::done);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed);
}

// The event of the import is older than the flush, its entries are not.
TEST_F(Import, WhatComesInAfterAFlushIsNoneOfIts) {
    const auto id = begin_import(in()).state.id;
    import(in(), id, window_of({{"1"}, {"2"}}));
    const auto flushed = flush(in(), filter{}, 2);
    ASSERT_EQ(flushed.how, outcome::done) << flushed.error;
    import(in(), id, window_of({{"2"}, {"3"}}, 2));
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "3", "200"), ruling::suppressed);
    EXPECT_EQ(entries(), 2U);
    EXPECT_EQ(undo(in(), flushed.id).entries, 1U);
    EXPECT_EQ(entries(), 3U);
    const auto second = flush(in(), filter{}, 3);
    EXPECT_EQ(second.how, outcome::done) << second.error;
    EXPECT_EQ(judge(in(), "3", "200"), ruling::pass);
}

TEST_F(Import, BreaksThePreviewOfAFlushThatWouldTakeMore) {
    const auto id = begin_import(in()).state.id;
    import(in(), id, window_of({{"1"}}));
    const auto prefix = of_list("default", "1"), news = of_list("news", "1");
    const auto counted = preview(in(), prefix), other = preview(in(), news);
    import(in(), id, window_of({{"12"}}, 1));
    EXPECT_EQ(flush(in(), prefix, 1, counted.id).how, outcome::mismatch);
    EXPECT_EQ(flush(in(), news, 0, other.id).how, outcome::done);
    EXPECT_EQ(flush(in(), prefix, 2).how, outcome::done);
}

TEST_F(Import, ThatTheDiskDoesNotTakeCanGoOn) {
    const auto id = begin_import(in()).state.id;
    ASSERT_TRUE(import(in(), id, window_of({{"1"}})).good);
    disk_.be_full(true);
    const auto failed = import(in(), id, window_of({{"2"}}, 1));
    EXPECT_FALSE(failed.good);
    EXPECT_THAT(failed.error, HasSubstr("can't be written"));
    disk_.be_full(false);
    wait_until_well();
    const auto resumed = resume_import(in(), id);
    ASSERT_TRUE(resumed.good) << resumed.error;
    EXPECT_EQ(resumed.state.durable.lines, 1U);
    EXPECT_TRUE(import(in(), id, window_of({{"2"}}, 1)).good);
    EXPECT_EQ(end_import(in(), id).state.durable.added, 2U);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::suppressed);
}

TEST_F(Import, KnowsWhoWasErased) {
    apply(in(), opt_out("1", {to_list()}));
    EXPECT_TRUE(
        answer_of<suppression_store::erasure>([&](auto done) { in().erase({"1", "ann", "unix", "asked"}, done); }).stored);
    const auto did = import(in(), {{"1"}, {"2"}, {"2", to_all()}});
    EXPECT_EQ(did.durable.unchanged, 1U);
    EXPECT_EQ(did.durable.added, 2U);
    EXPECT_EQ(judge_on_disk(in(), "2", "200"), ruling::suppressed);
}

TEST_F(Import, KnowsWhatWasLiftedBeforeAnErasure) {
    import_order older, newer;
    older.as_of_ms = now_ms_;
    now_ms_ += 1'000;
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_in("1", {to_list()}));
    EXPECT_TRUE(
        answer_of<suppression_store::erasure>([&](auto done) { in().erase({"1", "ann", "unix", "asked"}, done); }).stored);
    open();
    EXPECT_EQ(import(in(), {{"1"}, {"2"}}, older).durable.kept_out, 1U);
    EXPECT_EQ(judge_on_disk(in(), "1", "200"), ruling::pass);
    newer.as_of_ms = now_ms_;
    EXPECT_EQ(import(in(), {{"1"}, {"2"}}, newer).durable.added, 1U);
    EXPECT_EQ(judge_on_disk(in(), "1", "200"), ruling::suppressed);
}

TEST_F(Import, TwoAtOnceEachCountTheirOwn) {
    const auto one = begin_import(in()).state.id, two = begin_import(in()).state.id;
    std::vector<line> lines;
    for (int n = 0; n < 10'000; ++n) lines.push_back({std::to_string(100 + n)});
    std::promise<import_answer> first, second;
    in().import(one, window_of(lines), [&](const import_answer& answer) { first.set_value(answer); });
    in().import(two, window_of(lines), [&](const import_answer& answer) { second.set_value(answer); });
    const auto a = first.get_future().get().state.durable, b = second.get_future().get().state.durable;
    EXPECT_EQ(a.added + b.added, 10'000U);
    EXPECT_EQ(a.unchanged + b.unchanged, 10'000U);
    EXPECT_EQ(entries(), 10'000U);
}

using Export = Import;

TEST_F(Export, GivesWhatIsInForceAtOneInstant) {
    import(in(), {{"1"}, {"12", to_sender("200")}, {"2"}});
    apply(in(), opt_out("3", {to_list()}));
    const auto all = [&](const filter& wanted) {
        std::vector<std::string> out;
        EXPECT_EQ(in().each_entry(wanted,
                                  [&](const entry_view& entry, std::string_view reason) {
                                      out.push_back(std::string(entry.recipient) + " " + std::string(reason));
                                      if (out.size() == 1) apply(in(), opt_out("4", {to_list()}));
                                      return true;
                                  }),
                  "");
        return out;
    };
    EXPECT_THAT(all({}), ElementsAre("1 from the old system", "12 from the old system", "2 from the old system", "3 STOP"));
    EXPECT_THAT(all(of_source(source::keyword)), ElementsAre("3 STOP", "4 STOP"));
    EXPECT_THAT(all(of_list({}, "1")), ElementsAre("1 from the old system", "12 from the old system"));
    filter one;
    one.recipient = "1";
    EXPECT_THAT(all(one), ElementsAre("1 from the old system"));
    const auto flushed = flush(in(), of_source(source::import), 3);
    ASSERT_EQ(flushed.how, outcome::done);
    EXPECT_THAT(all({}), ElementsAre("3 STOP", "4 STOP"));
}

}  // namespace
}  // namespace store_test
