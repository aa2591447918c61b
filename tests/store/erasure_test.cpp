#include <chrono>
#include <thread>

#include "store/database_rocksdb.hpp"
#include "store/event_record.hpp"
#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

using fault = suppression_store::trail_fault;

class Erasure : public StoreTest {
protected:
    suppression_store::erasure erase(const std::string& recipient) {
        std::promise<suppression_store::erasure> done;
        in().erase({.recipient = recipient, .actor = "boss", .origin = "192.0.2.1", .reason = "asked by letter"},
                   [&](const suppression_store::erasure& all) { done.set_value(all); });
        return done.get_future().get();
    }
    static change by_text(change wanted) {
        wanted.because = {"carrier", "app", {1, 1, wanted.recipient}, {1, 1, "200"}, "stop ulrike", "m", 1, "pdu of ulrike", {}};
        wanted.reason = "stop ulrike";
        return wanted;
    }
    fault check() {
        suppression_store::trail_check found;
        do {
            found = in().check_trail(found.cursor, {});
        } while (!found.cursor.empty());
        EXPECT_EQ(found.wrong, fault::none) << found.sequence << ' ' << found.why;
        return found.wrong;
    }
    // Of all records of the database, those that hold the words.
    std::vector<std::string> records_with(const std::string& words) {
        close();
        std::string error;
        const auto db = database::open(options_, error);
        EXPECT_TRUE(db) << error;
        std::vector<std::string> out;
        for (auto* family :
             {db->meta(), db->suppressions(), db->events(), db->outbox(), db->notes(), db->review(), db->chain(), db->erased()}) {
            const std::unique_ptr<rocksdb::Iterator> at(db->db().NewIterator(db->scan, family));
            for (at->SeekToFirst(); at->Valid(); at->Next())
                if (view(at->key()).find(words) != std::string_view::npos ||
                    view(at->value()).find(words) != std::string_view::npos)
                    out.push_back(family->GetName());
        }
        return out;
    }
};

// Marks are kept on disk: another hash would forget who was erased.
TEST(ErasedMarks, StayWhereTheyAre) {
    erased_marks marks;
    EXPECT_FALSE(marks.any());
    const auto made = marks.add("447700900001");
    EXPECT_EQ(made.place, 10'042U);
    EXPECT_EQ(made.marks, std::uint64_t{1} << 47U);
    EXPECT_TRUE(marks.maybe("447700900001"));
    EXPECT_FALSE(marks.maybe("447700900002"));
}

// What makes the keyed hash of most numbers superfluous must never do so of one that stands there.
TEST_F(Erasure, IsMarkedForWhoIsAskedWithoutAKey) {
    constexpr std::size_t count = 100;
    const auto number = [](std::size_t which) { return std::to_string(447'700'000'000 + which * 7); };
    for (std::size_t which = 0; which < count; ++which) apply(in(), opt_out(number(which), {to_list()}));
    for (std::size_t which = 0; which < count; ++which) ASSERT_TRUE(erase(number(which)).stored);
    for (const bool again : {false, true}) {
        if (again) open();
        for (std::size_t which = 0; which < count; ++which)
            EXPECT_EQ(judge_on_disk(in(), number(which), "200"), ruling::suppressed) << number(which);
    }
    close();
    std::string error;
    auto db = database::open(options_, error);
    std::size_t marked = 0;
    for (std::size_t which = count; which < 100 * count; ++which) marked += db->maybe_erased(number(which));
    EXPECT_LT(marked, 10U) << "a ten-thousandth of them, by chance";
    ASSERT_TRUE(db->db().Delete({}, db->meta(), slice(meta_keys::marks)).ok());  // a store from before there were marks
    db.reset();
    db = database::open(options_, error);
    EXPECT_TRUE(db->maybe_erased(number(count)));
}

TEST_F(Erasure, ThePersonIsGoneAndStaysSuppressed) {
    apply(in(), by_text(answered(opt_out("447700900001", {to_list()}), "bye ulrike")));
    apply(in(), by_text(help("447700900001")));
    apply(in(), opt_out("44770090000", {to_list()}));
    in().note("447700900001", {.sender = "200", .list = "default", .count = 3, .first_ms = 1, .last_ms = 2});
    ASSERT_TRUE(in().note(contact{.recipient = "447700900001", .number = "200", .list = "default", .sender = {}}));
    ASSERT_TRUE(file(in(), a_receipt(), "447700900001"));
    suspicion reply;
    reply.recipient = "447700900001";
    reply.because.text = "no more, ulrike";
    ASSERT_TRUE(wait_for([&](auto done) { in().suspect(reply, done); }));
    const auto noted = text_of(in().trail_end());

    const auto done = erase("447700900001");
    ASSERT_TRUE(done.stored) << done.error;
    EXPECT_EQ(done.events, 2U);
    EXPECT_EQ(done.entries, 1U);
    EXPECT_EQ(judge(in(), "447700900001", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "44770090000", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "447700900002", "200"), ruling::pass);
    EXPECT_EQ(in().counts().at("default"), 2U);
    EXPECT_EQ(in().list({}, {}, 10).entries.size(), 1U) << "nobody knows the number";
    const auto found = in().find("447700900001");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].reason, "");
    EXPECT_EQ(in().suspicions_waiting(), 0U);
    EXPECT_EQ(check(), fault::none);
    EXPECT_EQ(in().check_trail({}, chain_end_of(noted)).wrong, fault::none) << "an end from before still holds";
    const auto all = in().trail({}, 0, 100).events;
    EXPECT_EQ(all.back().kind, event_kind::erasure);
    EXPECT_EQ(all.back().recipient, done.known_as);
    EXPECT_EQ(all.back().actor, "boss");
    EXPECT_TRUE(all[1].erased);
    EXPECT_EQ(all[1].kind, event_kind::opt_out);
    EXPECT_EQ(in().events("447700900001", 10).size(), 3U) << "who knows the number finds them";

    EXPECT_TRUE(records_with("447700900001").empty()) << testing::PrintToString(records_with("447700900001"));
    EXPECT_TRUE(records_with("ulrike").empty()) << testing::PrintToString(records_with("ulrike"));
    open();
    EXPECT_TRUE(in().take_waiting().empty());
    EXPECT_EQ(judge_on_disk(in(), "447700900001", "200"), ruling::suppressed) << "after a restart as well";
    EXPECT_EQ(check(), fault::none);
}

TEST_F(Erasure, ALaterStartLiftsIt) {
    apply(in(), opt_out("1", {to_list("a"), to_list("b")}));
    ASSERT_TRUE(erase("1").stored);
    const auto lifted = apply(in(), opt_in("1", {to_list("a")}));
    EXPECT_TRUE(lifted.changed);
    EXPECT_EQ(judge(in(), "1", "200", "a"), ruling::pass);
    EXPECT_EQ(judge(in(), "1", "200", "b"), ruling::suppressed) << "the other one stands";
    EXPECT_EQ(in().counts().at("b"), 1U);
    EXPECT_TRUE(apply(in(), opt_in("1", {to_list("b")})).changed);
    EXPECT_EQ(judge(in(), "1", "200", "b"), ruling::pass);
    EXPECT_TRUE(in().find("1").empty());
    EXPECT_FALSE(apply(in(), opt_in("1", {to_list("b")})).changed);
    EXPECT_TRUE(records_with("erased:").size() > 0);
    EXPECT_EQ(check(), fault::none);
}

TEST_F(Erasure, ALaterStopIsKnownAgainAndCanBeErasedAgain) {
    apply(in(), opt_out("1", {to_list("a")}));
    ASSERT_TRUE(erase("1").stored);
    EXPECT_FALSE(apply(in(), opt_out("1", {to_list("a")})).changed) << "it is so already";
    EXPECT_TRUE(apply(in(), opt_out("1", {to_list("b")})).changed);
    EXPECT_EQ(in().find("1").size(), 2U);
    EXPECT_EQ(in().list({}, {}, 10).entries.size(), 1U) << "the new one alone has the number";
    const auto again = erase("1");
    EXPECT_EQ(again.events, 2U);
    EXPECT_EQ(again.entries, 2U);
    EXPECT_EQ(in().list({}, {}, 10).entries.size(), 0U);
    for (const auto* list : {"a", "b"}) EXPECT_EQ(judge(in(), "1", "200", list), ruling::suppressed) << list;
    EXPECT_EQ(check(), fault::none);
    EXPECT_TRUE(apply(in(), opt_in("1", {to_list("a"), to_list("b")})).changed);
    for (const auto* list : {"a", "b"}) EXPECT_EQ(judge(in(), "1", "200", list), ruling::pass) << list;
}

TEST_F(Erasure, WhatIsRefusedAfterwardsIsNotNoted) {
    apply(in(), opt_out("447700900001", {to_list()}));
    ASSERT_TRUE(erase("447700900001").stored);
    in().note("447700900001", {.sender = "200", .list = "default", .count = 3, .first_ms = 1, .last_ms = 2});
    EXPECT_TRUE(records_with("447700900001").empty());
}

TEST_F(Erasure, ManyEventsGoInPortions) {
    for (int round = 0; round < 2'500; ++round) start(in(), help("1"));
    apply(in(), opt_out("1", {to_list()}));
    const auto done = erase("1");
    EXPECT_TRUE(done.stored);
    EXPECT_EQ(done.events, 2'501U);
    EXPECT_EQ(in().events("1", 1'000).size(), 1'000U);
    EXPECT_EQ(check(), fault::none);
}

TEST_F(Erasure, OfWhomNothingIsKnownIsAnEventAllTheSame) {
    const auto done = erase("1");
    EXPECT_TRUE(done.stored);
    EXPECT_EQ(done.events, 0U);
    EXPECT_EQ(done.entries, 0U);
    EXPECT_EQ(in().trail({}, 0, 10).events.back().kind, event_kind::erasure);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::pass);
    EXPECT_FALSE(erase("").stored);
    EXPECT_EQ(check(), fault::none);
}

class Retention : public Erasure {
protected:
    static constexpr std::int64_t day_ms = 86'400'000;
};

TEST_F(Retention, OldEventsGoAndWhatIsInForceKeepsItsCause) {
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_out("2", {to_list()}));
    apply(in(), opt_in("2", {to_list()}));
    apply(in(), help("3"));
    apply(in(), help("447700900002"));
    apply(in(), opt_out("4", {to_list()}));
    ASSERT_TRUE(erase("4").stored);
    now_ms_ += 10 * day_ms;
    apply(in(), help("3"));
    const auto noted = text_of(in().trail_end());
    EXPECT_EQ(in().expire({.events_days = 11, .review_days = 0}), 0U);
    EXPECT_EQ(in().expire({.events_days = 0, .review_days = 0}), 0U);
    EXPECT_EQ(in().expire({.events_days = 9, .review_days = 0}), 4U);
    EXPECT_EQ(in().expire({.events_days = 9, .review_days = 0}), 0U) << "once";
    EXPECT_EQ(in().events("1", 10).size(), 1U) << "the cause of an entry";
    EXPECT_TRUE(in().evidence_of(in().find("1").at(0)).cause);
    EXPECT_EQ(in().events("2", 10).size(), 0U);
    EXPECT_EQ(in().events("3", 10).size(), 1U);
    EXPECT_EQ(in().events("4", 10).size(), 2U) << "of an erased person likewise, and the erasure";
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "4", "200"), ruling::suppressed);
    EXPECT_EQ(in().trail({}, 0, 100).events.back().kind, event_kind::retention);
    EXPECT_EQ(in().trail({}, 0, 100).events.back().reason, "4 events up to 6");
    EXPECT_EQ(check(), fault::none);
    EXPECT_EQ(in().check_trail({}, chain_end_of(noted)).wrong, fault::none);
    EXPECT_EQ(in().check_trail({}, {}).expired, 4U);
    EXPECT_TRUE(records_with("447700900002").empty()) << "the number is gone from the chain, too";
    open();
    EXPECT_TRUE(apply(in(), opt_in("1", {to_list()})).changed);
    EXPECT_EQ(in().expire({.events_days = 9, .review_days = 0}), 1U) << "what is lifted needs it no more";
    EXPECT_EQ(check(), fault::none);
}

TEST_F(Retention, OldRepliesLeaveTheReviewQueueByAnEvent) {
    suspicion reply;
    reply.recipient = "1";
    ASSERT_TRUE(wait_for([&](auto done) { in().suspect(reply, done); }));
    now_ms_ += 10 * day_ms;
    ASSERT_TRUE(wait_for([&](auto done) { in().suspect(reply, done); }));
    EXPECT_EQ(in().expire({.events_days = 0, .review_days = 9}), 1U);
    EXPECT_EQ(in().suspicions_waiting(), 1U);
    EXPECT_EQ(in().events("1", 10).at(0).actor, "retention");
}

TEST_F(Retention, IsLookedAfterByItself) {
    apply(in(), help("1"));
    now_ms_ += 10 * day_ms;
    in().retain({.events_days = 1, .review_days = 0});
    for (int tries = 0; tries < 1'000 && in().events("1", 1).size() == 1; ++tries)
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    EXPECT_TRUE(in().events("1", 1).empty());
}

}  // namespace
}  // namespace store_test
