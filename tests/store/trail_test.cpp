#include "store/trail.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>

#include "store/chain_rocksdb.hpp"
#include "store/database_rocksdb.hpp"
#include "store/event_record.hpp"
#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

using fault = suppression_store::trail_fault;

class Trail : public StoreTest {
protected:
    void live() {
        apply(in(), opt_out("4477", {to_list()}));
        now_ms_ += 1000;
        apply(in(), help("4478"));
        now_ms_ += 1000;
        apply(in(), opt_in("4477", {to_list()}));
        apply(in(), opt_out("4479", {to_sender("200")}));
    }
    // All portions of the check, each of so few places.
    suppression_store::trail_check check(const std::string& noted = {}, std::size_t portion = 2) {
        close();
        std::string error;
        const auto db = database::open(options_, error);
        EXPECT_TRUE(db) << error;
        suppression_store::trail_check found;
        const auto end = chain_end_of(noted);
        do {
            found = check_trail(*db, found.cursor, end, portion);
        } while (!found.cursor.empty());
        return found;
    }
    // Behind the store's back.
    void tamper(const std::function<void(const database&, rocksdb::WriteBatch&)>& how) {
        close();
        std::string error;
        const auto db = database::open(options_, error);
        ASSERT_TRUE(db) << error;
        auto writes = database::new_batch();
        how(*db, writes);
        ASSERT_TRUE(db->write(writes).ok());
    }
    static chain_place place_of(const database& in, std::uint64_t sequence) {
        std::string record;
        EXPECT_TRUE(in.read(in.chain(), chain_key(sequence), record).ok());
        return decode_place(record).value();
    }
    std::vector<std::uint64_t> sequences(const suppression_store::trail_filter& wanted, std::size_t limit) {
        std::vector<std::uint64_t> out;
        suppression_store::trail_page page;
        do {
            page = in().trail(wanted, page.last, limit);
            std::ranges::transform(page.events, std::back_inserter(out), &event::sequence);
        } while (page.more);
        return out;
    }
    using places = std::vector<std::uint64_t>;
};

TEST_F(Trail, HasEveryEventInOrderFromTheStartOfTheStore) {
    live();
    const auto all = in().trail({}, 0, 100);
    ASSERT_EQ(all.events.size(), 5U);
    EXPECT_FALSE(all.more);
    EXPECT_EQ(all.events[0].kind, event_kind::trail_start);
    EXPECT_EQ(all.events[0].recipient, "");
    EXPECT_EQ(all.events[1].recipient, "4477");
    EXPECT_EQ(all.events[3].kind, event_kind::opt_in);
    open();
    EXPECT_EQ(sequences({}, 2), (places{1, 2, 3, 4, 5})) << "a restart adds none";
    EXPECT_EQ(in().trail_end().sequence, 5U);
}

TEST_F(Trail, IsReadFromBothEndsBySizeKindAndTime) {
    live();
    for (const std::size_t limit : {1U, 2U, 3U, 100U}) {
        EXPECT_EQ(sequences({}, limit), (places{1, 2, 3, 4, 5})) << limit;
        EXPECT_EQ(sequences({.kind = {}, .since_ms = {}, .newest_first = true}, limit), (places{5, 4, 3, 2, 1})) << limit;
        EXPECT_EQ(sequences({.kind = event_kind::opt_out, .since_ms = {}}, limit), (places{2, 5})) << limit;
        EXPECT_EQ(sequences({.kind = {}, .since_ms = 1'700'000'001'000}, limit), (places{3, 4, 5})) << limit;
        EXPECT_EQ(sequences({.kind = {}, .since_ms = 1'700'000'001'000, .newest_first = true}, limit), (places{5, 4, 3}))
            << limit;
    }
    EXPECT_EQ(sequences({.kind = {}, .since_ms = -1}, 100).size(), 5U);
    EXPECT_TRUE(sequences({.kind = {}, .since_ms = 1'700'000'009'000}, 100).empty());
    EXPECT_TRUE(in().trail({}, 5, 100).events.empty());
    EXPECT_EQ(in().events("4477", {.kind = event_kind::opt_in, .since_ms = {}}, 10).size(), 1U);
    EXPECT_EQ(in().events("4477", {.kind = {}, .since_ms = 1'700'000'001'000}, 10).size(), 1U);
}

TEST_F(Trail, AFilterThatMatchesLittleEndsAPageEarly) {
    live();
    close();
    std::string error;
    const auto db = database::open(options_, error);
    ASSERT_TRUE(db) << error;
    store_tally tally;
    const auto page = read_trail(*db, {.kind = event_kind::opt_in, .since_ms = {}}, 0, 10, tally, 2);
    EXPECT_TRUE(page.events.empty());
    EXPECT_TRUE(page.more);
    EXPECT_EQ(page.last, 2U);
}

TEST_F(Trail, SaysWhatWasInForceBeforeAndAfter) {
    live();
    apply(in(), opt_out("4479", {to_sender("200"), to_list()}));
    const auto all = in().trail({}, 0, 100).events;
    EXPECT_TRUE(all[1].before.empty());
    EXPECT_EQ(all[1].after, all[1].bindings);
    EXPECT_EQ(all[3].before, all[3].bindings);
    EXPECT_TRUE(all[3].after.empty());
    EXPECT_EQ(all[5].before, (std::vector{to_sender("200")}));
    EXPECT_EQ(all[5].after, all[5].bindings);
}

TEST_F(Trail, ThatNobodyTouchedIsWhole) {
    live();
    const auto noted = text_of(in().trail_end());
    apply(in(), help("1"));
    for (const std::size_t portion : {1U, 2U, 5U, 100U}) {
        const auto found = check(noted, portion);
        EXPECT_EQ(found.wrong, fault::none) << found.why;
        EXPECT_EQ(found.end.sequence, 6U);
    }
}

TEST_F(Trail, ClaimedConfirmationsOfACrashAreInItToo) {
    const auto queued = apply(in(), answered(opt_out("4477", {to_list()}))).queued;
    ASSERT_EQ(queued.size(), 1U);
    ASSERT_TRUE(claim(in(), queued[0].id));
    open();
    const auto all = in().trail({}, 0, 100).events;
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[2].outcome, confirmation_outcome::unknown);
    EXPECT_EQ(check().wrong, fault::none);
}

TEST_F(Trail, WhatIsDoneBehindItsBackIsFoundAndNamed) {
    struct {
        const char* what;
        std::function<void(const database&, rocksdb::WriteBatch&)> how;
        fault expected;
        std::uint64_t sequence;
    } const table[] = {
        {"an event is changed",
         [](const database& in, rocksdb::WriteBatch& writes) {
             const auto key = place_of(in, 3).event_key;
             std::string record;
             ASSERT_TRUE(in.read(in.events(), key, record).ok());
             auto what = decode_event(key, record).value();
             what.actor = "somebody else";
             writes.Put(in.events(), key, encode(what));
         },
         fault::changed, 3},
        {"an event is changed, and its place as well",
         [](const database& in, rocksdb::WriteBatch& writes) {
             std::string record;
             auto place = place_of(in, 3);
             ASSERT_TRUE(in.read(in.events(), place.event_key, record).ok());
             auto what = decode_event(place.event_key, record).value();
             what.actor = "somebody else";
             writes.Put(in.events(), place.event_key, encode(what));
             place.leaf = leaf_of(in.hash_key(), place.event_key, encode(what)).value();
             place.link = link_of(place_of(in, 2).link, place.leaf);
             writes.Put(in.chain(), chain_key(3), encode(place));
         },
         fault::changed, 4},
        {"an event is taken out",
         [](const database& in, rocksdb::WriteBatch& writes) { writes.Delete(in.events(), place_of(in, 4).event_key); },
         fault::missing, 4},
        {"an event is taken out with its place",
         [](const database& in, rocksdb::WriteBatch& writes) {
             writes.Delete(in.events(), place_of(in, 4).event_key);
             writes.Delete(in.chain(), chain_key(4));
         },
         fault::missing, 4},
        {"an event is put in by the side",
         [](const database& in, rocksdb::WriteBatch& writes) {
             event what;
             what.id = {1, 1, 1};
             what.hlc = ~std::uint64_t{0};
             what.recipient = "9";
             writes.Put(in.events(), event_key(what), encode(what));
         },
         fault::added, 0},
        {"an event is there twice",
         [](const database& in, rocksdb::WriteBatch& writes) {
             const auto key = place_of(in, 2).event_key;
             std::string record;
             ASSERT_TRUE(in.read(in.events(), key, record).ok());
             auto what = decode_event(key, record).value();
             what.recipient = "4470";
             writes.Put(in.events(), event_key(what), encode(what));
         },
         fault::added, 2},
        {"a text is removed without an erasure",
         [](const database& in, rocksdb::WriteBatch& writes) {
             const auto key = place_of(in, 2).event_key;
             std::string record;
             ASSERT_TRUE(in.read(in.events(), key, record).ok());
             writes.Put(in.events(), key, without_private_part(key, record).value());
         },
         fault::changed, 2},
        {"an event is said to be too old",
         [](const database& in, rocksdb::WriteBatch& writes) {
             auto place = place_of(in, 2);
             writes.Delete(in.events(), place.event_key);
             place.state = place_state::expired;
             place.by = 3;
             writes.Put(in.chain(), chain_key(2), encode(place));
         },
         fault::missing, 2},
        {"a place is damaged", [](const database& in, rocksdb::WriteBatch& writes) { writes.Put(in.chain(), chain_key(2), "x"); },
         fault::changed, 2},
    };
    live();
    for (const auto& row : table) {
        const temp_directory copy;
        close();
        const auto original = options_.path;
        std::filesystem::copy(original, copy.path("db"), std::filesystem::copy_options::recursive);
        options_.path = copy.path("db");
        tamper(row.how);
        const auto found = check();
        EXPECT_EQ(found.wrong, row.expected) << row.what << ": " << found.why;
        EXPECT_EQ(found.sequence, row.sequence) << row.what << ": " << found.why;
        options_.path = original;
    }
}

TEST_F(Trail, ANotedEndTellsOfATrailThatIsCutOrWrittenAnew) {
    apply(in(), opt_out("4477", {to_list()}));
    close();
    const temp_directory copy;
    std::filesystem::copy(options_.path, copy.path("db"), std::filesystem::copy_options::recursive);
    apply(in(), opt_in("4477", {to_list()}));
    const auto noted = text_of(in().trail_end());
    close();
    options_.path = copy.path("db");
    const auto cut = check(noted);
    EXPECT_EQ(cut.wrong, fault::shortened);
    EXPECT_EQ(cut.sequence, 3U);
    EXPECT_EQ(check().wrong, fault::none) << "by itself it can't be told";
    apply(in(), help("1"));
    const auto anew = check(noted);
    EXPECT_EQ(anew.wrong, fault::rewritten);
    EXPECT_EQ(anew.sequence, 3U);
}

TEST_F(Trail, OfAnOlderStoreBeginsWithAnEventThatSaysSo) {
    live();
    // As it was before there was a chain: events of the version before, and no place.
    tamper([](const database& in, rocksdb::WriteBatch& writes) {
        for (std::uint64_t at = 1; at <= 5; ++at) writes.Delete(in.chain(), chain_key(at));
        const std::unique_ptr<rocksdb::Iterator> each(in.db().NewIterator(in.scan, in.events()));
        for (each->SeekToFirst(); each->Valid(); each->Next()) {
            auto what = decode_event(view(each->key()), view(each->value())).value();
            what.sequence = 0;
            writes.Put(in.events(), each->key(), encode(what));
        }
    });
    const auto all = in().trail({}, 0, 100).events;
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].kind, event_kind::trail_start);
    EXPECT_EQ(all[0].reason, "events before this one have no place in the chain");
    EXPECT_EQ(in().events("4477", 10).size(), 2U);
    EXPECT_EQ(check().wrong, fault::none);
}

TEST_F(Trail, ACursorOfAnotherMakeIsRefused) {
    live();
    for (const auto* cursor : {"x", "1", "events-0", "2-00"}) EXPECT_EQ(in().check_trail(cursor, {}).wrong, fault::unreadable);
    // A portion that goes on from a link that is not the one before finds that out.
    EXPECT_EQ(in().check_trail(text_of(chain_end{2, sha256("no")}), {}).wrong, fault::changed);
}

}  // namespace
}  // namespace store_test
