#include "store/bulk_changes_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "tests/store/flush_calls.hpp"

namespace store_test {
namespace {

const filter everything;

class FlushPurge : public StoreTest {
protected:
    static constexpr std::int64_t window_ms = 1'000;
    FlushPurge() { options_.undo_ms = window_ms; }

    void opt_out_all() {
        for (const auto* const who : {"441", "442", "443"}) ASSERT_TRUE(apply(in(), opt_out(who, {to_list()})).stored);
    }
    suppression_store::erasure erase(const std::string& recipient) {
        return answer_of<suppression_store::erasure>(
            [&](auto done) { in().erase({.recipient = recipient, .actor = "boss", .origin = "unix", .reason = ""}, done); });
    }
    // Records of the families that a purge empties.
    std::size_t records() {
        close();
        std::string error;
        const auto db = database::open(options_, error);
        EXPECT_TRUE(db) << error;
        std::size_t count = 0;
        for (auto* family : {db->suppressions(), db->erased(), db->operations()}) {
            const std::unique_ptr<rocksdb::Iterator> at(db->db().NewIterator(db->scan, family));
            for (at->SeekToFirst(); at->Valid(); at->Next()) count += view(at->key()) == purged_key ? 0 : 1;
        }
        return count;
    }
};

TEST_F(FlushPurge, DeletesWhatCanNotBeUndoneAndForgetsTheFlush) {
    opt_out_all();
    const auto done = store_test::flush(in(), everything, 3);
    ASSERT_EQ(done.how, outcome::done);
    now_ms_ += window_ms;
    EXPECT_EQ(in().purge_flushes(), 0U) << "it can still be undone";
    ASSERT_TRUE(apply(in(), opt_out("441", {to_list()})).stored);
    now_ms_ += 1;
    EXPECT_EQ(in().purge_flushes(), 2U);
    EXPECT_TRUE(in().flushes().empty());
    EXPECT_EQ(undo(in(), done.id).how, outcome::not_found);
    EXPECT_EQ(judge(in(), "441", "200"), ruling::suppressed) << "that is another opt-out";
    EXPECT_EQ(judge(in(), "442", "200"), ruling::pass);
    EXPECT_EQ(records(), 1U);
    open();
    EXPECT_EQ(judge_on_disk(in(), "441", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "442", "200"), ruling::pass);
    EXPECT_EQ(in().purge_flushes(), 0U);
}

TEST_F(FlushPurge, LeavesWhatWasGivenBack) {
    opt_out_all();
    const auto done = store_test::flush(in(), everything, 3);
    ASSERT_EQ(undo(in(), done.id).how, outcome::done);
    now_ms_ += window_ms + 1;
    EXPECT_EQ(in().purge_flushes(), 0U);
    EXPECT_TRUE(in().flushes().empty());
    EXPECT_EQ(judge_on_disk(in(), "441", "200"), ruling::suppressed);
    EXPECT_EQ(records(), 3U);
}

// The undo of an old flush is younger than another flush, which would take what the old one had.
TEST_F(FlushPurge, WaitsForTheUndoOfAnOldFlush) {
    opt_out_all();
    const auto old = store_test::flush(in(), everything, 3);
    now_ms_ += window_ms - 1;
    ASSERT_TRUE(apply(in(), opt_out("449", {to_list()})).stored);
    ASSERT_EQ(store_test::flush(in(), everything, 1).how, outcome::done);
    ASSERT_EQ(undo(in(), old.id).how, outcome::done);
    now_ms_ += 2;
    EXPECT_EQ(in().purge_flushes(), 0U);
    EXPECT_EQ(in().flushes().size(), 2U);
    for (const auto* const who : {"441", "442", "443"}) EXPECT_EQ(judge(in(), who, "200"), ruling::suppressed);
    now_ms_ += window_ms;
    EXPECT_EQ(in().purge_flushes(), 1U);
    EXPECT_TRUE(in().flushes().empty());
    for (const auto* const who : {"441", "442", "443"}) EXPECT_EQ(judge(in(), who, "200"), ruling::suppressed);
}

TEST_F(FlushPurge, WhatWasErasedAndFlushedNeitherStaysNorComesBack) {
    opt_out_all();
    ASSERT_TRUE(erase("441").stored);  // before the flush
    EXPECT_EQ(preview(in(), everything).sample.size(), 3U);
    filter by_sender;
    by_sender.reach = scope::list;
    EXPECT_EQ(preview(in(), by_sender).matched, 3U) << "counted one by one";
    EXPECT_EQ(preview(in(), std::vector<flush_row>{{"441", "", ""}}).matched, 1U);
    ASSERT_EQ(store_test::flush(in(), by_sender, 3).how, outcome::done);
    ASSERT_TRUE(erase("442").stored);  // and after it
    for (const auto* const who : {"441", "442", "443"}) EXPECT_EQ(judge_on_disk(in(), who, "200"), ruling::pass) << who;
    now_ms_ += window_ms + 1;
    EXPECT_EQ(in().purge_flushes(), 3U);
    for (const auto* const who : {"441", "442", "443"}) EXPECT_EQ(judge_on_disk(in(), who, "200"), ruling::pass) << who;
    EXPECT_EQ(records(), 0U);
}

TEST_F(FlushPurge, APrefixHoldsForWhoIsErasedLaterAndForNobodyErasedBefore) {
    opt_out_all();
    ASSERT_TRUE(erase("441").stored);
    filter wanted;
    wanted.prefix = "44";
    EXPECT_EQ(preview(in(), wanted).matched, 2U);
    ASSERT_EQ(store_test::flush(in(), wanted, 2).how, outcome::done);
    ASSERT_TRUE(erase("442").stored);
    EXPECT_EQ(judge_on_disk(in(), "441", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "442", "200"), ruling::pass);
    now_ms_ += window_ms + 1;
    EXPECT_EQ(in().purge_flushes(), 2U);
    EXPECT_EQ(judge_on_disk(in(), "441", "200"), ruling::suppressed);
    EXPECT_EQ(judge_on_disk(in(), "442", "200"), ruling::pass);
}

TEST_F(FlushPurge, AFlushOfOnePersonNamesNobody) {
    opt_out_all();
    filter wanted;
    wanted.recipient = "442";
    ASSERT_EQ(store_test::flush(in(), wanted, 1).how, outcome::done);
    EXPECT_EQ(judge_on_disk(in(), "442", "200"), ruling::pass);
    const auto kept = in().flushes().front().what;
    EXPECT_TRUE(kept.by_mark);
    EXPECT_FALSE(is_by_file(kept));
    EXPECT_EQ(kept.wanted.recipient.find("442"), std::string::npos);
    for (const auto& each : in().trail({}, 0, 100).events)
        if (each.kind == event_kind::flush) {
            EXPECT_EQ(each.because.text.find("=442"), std::string::npos) << each.because.text;
        }
    EXPECT_EQ(undo(in(), kept.id).entries, 1U);
    EXPECT_EQ(judge_on_disk(in(), "442", "200"), ruling::suppressed);
}

// Broken off by a crash: some of it is deleted, so that an undo would not give back all.
TEST_F(FlushPurge, WhatHasBegunCanNotBeUndone) {
    opt_out_all();
    const auto done = store_test::flush(in(), everything, 3);
    close();
    {
        std::string error;
        const auto db = database::open(options_, error);
        ASSERT_TRUE(db) << error;
        std::string until;
        record_writer(until).u64(done.id);
        auto work = database::new_batch();
        work.Put(db->operations(), slice(purged_key), until);
        ASSERT_TRUE(db->write(work).ok());
    }
    open();
    ASSERT_EQ(in().flushes().size(), 1U);
    EXPECT_FALSE(in().can_be_undone(in().flushes().front()));
    EXPECT_EQ(undo(in(), done.id).how, outcome::refused);
    EXPECT_EQ(in().purge_flushes(), 3U);
}

}  // namespace
}  // namespace store_test
