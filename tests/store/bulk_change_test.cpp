#include "store/bulk_change.hpp"

#include <gtest/gtest.h>

namespace {

using namespace store;
using kind = bulk_change::kind;

bulk_change a_flush() {
    bulk_change out;
    out.id = 7;
    out.wanted = {"4477", "200", "news", "44", source::import, scope::list, -5, 1'700'000'000'000, 12};
    out.high_water = 99;
    out.counts = {{{"news", source::import}, 3}, {{"", source::keyword}, 1}};
    out.actor = "ann";
    out.origin = "10.0.0.1";
    out.reason = "asked";
    out.at_ms = 1'700'000'000'123;
    out.event = {1, 2, 3};
    return out;
}

TEST(BulkChange, ComesBackAsItWas) {
    bulk_change undo;
    undo.id = 9;
    undo.what = kind::undo;
    undo.undoes = 7;
    auto by_file = a_flush();
    by_file.by_mark = true;
    by_file.wanted = {};
    for (const auto& was : {a_flush(), undo, by_file}) EXPECT_EQ(decode_bulk_change(encode(was)), was);
    EXPECT_EQ(decode_counts(encode(a_flush().counts)), a_flush().counts);
}

TEST(BulkChange, IsDamagedWhenCutAtAnyOctetOrWithATail) {
    const auto record = encode(a_flush());
    for (std::size_t cut = 0; cut < record.size(); ++cut) EXPECT_FALSE(decode_bulk_change(record.substr(0, cut))) << cut;
    EXPECT_FALSE(decode_bulk_change(record + "x"));
    const auto counts = encode(a_flush().counts);
    for (std::size_t cut = 0; cut < counts.size(); ++cut) EXPECT_FALSE(decode_counts(counts.substr(0, cut))) << cut;
    EXPECT_FALSE(decode_counts(counts + "x"));
}

// Changes in their order; each flush of everything that is in `list`, or in any.
class Taken : public testing::Test {
protected:
    void flush(std::uint64_t id, std::uint64_t high_water, const std::string& list = {}) {
        bulk_change did;
        did.id = id;
        did.high_water = high_water;
        did.wanted.list = list;
        all_.append(did);
    }
    void flush_file(std::uint64_t id) {
        bulk_change did;
        did.id = id;
        did.high_water = 1'000;
        did.by_mark = true;
        all_.append(did);
    }
    void undo(std::uint64_t id, std::uint64_t of) {
        bulk_change did;
        did.id = id;
        did.what = kind::undo;
        did.undoes = of;
        all_.append(did);
    }
    [[nodiscard]] std::uint64_t by(std::uint64_t number, const std::string& list = "news", std::uint64_t mark = 0,
                                   std::uint64_t until = last_bulk_id) const {
        return taken_by(all_.first(), {"4477", {scope::list, list, ""}, source::keyword, 0, number, mark}, until);
    }
    bulk_changes all_;
};

TEST_F(Taken, NothingByNobody) { EXPECT_EQ(by(1), 0U); }

TEST_F(Taken, WhatMatchesAndIsOldEnough) {
    flush(1, 10, "news");
    EXPECT_EQ(by(10), 1U);
    EXPECT_EQ(by(11), 0U);
    EXPECT_EQ(by(1, "other"), 0U);
}

TEST_F(Taken, ByTheFirstThatMetItAndGivenBackByItsUndoAlone) {
    flush(1, 10);
    flush(2, 20);
    EXPECT_EQ(by(5), 1U);
    EXPECT_EQ(by(15), 2U);
    undo(3, 2);
    EXPECT_EQ(by(5), 1U);
    EXPECT_EQ(by(15), 0U);
    undo(4, 1);
    EXPECT_EQ(by(5), 0U) << "the second did not take it, so that nothing has it now";
    flush(5, 20);
    EXPECT_EQ(by(5), 5U);
    EXPECT_EQ(by(5, "news", 0, 4), 0U) << "as it was before";
}

TEST_F(Taken, ByAFileWhenItNamesIt) {
    flush(1, 10);
    undo(2, 1);
    flush_file(4);
    EXPECT_EQ(by(5), 0U);
    EXPECT_EQ(by(5, "news", 4), 4U);
    EXPECT_EQ(by(5, "news", 3), 0U) << "of one that was given up";
}

// It was in force when it got its mark: what was done before does not take it now that its older mark is gone.
TEST_F(Taken, ByNothingFromBeforeItsMark) {
    flush_file(1);
    flush(2, 10);
    undo(3, 1);
    EXPECT_EQ(by(5, "news", 1), 0U);
    flush_file(4);
    EXPECT_EQ(by(5, "news", 4), 4U);
    undo(5, 4);
    EXPECT_EQ(by(5, "news", 4), 0U);
}

TEST_F(Taken, NotByWhatIsForgottenUnlessSomebodyStillReadsIt) {
    flush(1, 10);
    const auto* const before = all_.first();
    flush(2, 20);
    EXPECT_EQ(all_.size(), 2U);
    all_.forget_until(1);
    EXPECT_EQ(all_.size(), 1U);
    EXPECT_EQ(by(5), 2U);
    EXPECT_EQ(taken_by(before, {"1", {}, source::keyword, 0, 5, 0}), 1U);
    all_.forget_until(2);
    EXPECT_EQ(by(5), 0U);
    flush(3, 30);
    EXPECT_EQ(by(5), 3U);
    EXPECT_EQ(all_.size(), 1U);
}

TEST(Filter, MatchesWhatItAsksFor) {
    const entry_view entry{"4477", {scope::sender, "news", "200"}, source::import, 1'000, 12, 0};
    const auto match = [&](auto&& set) {
        filter wanted;
        set(wanted);
        return matches(wanted, entry);
    };
    EXPECT_TRUE(match([](filter&) {}));
    EXPECT_TRUE(match([](filter& of) { of.recipient = "4477"; }));
    EXPECT_FALSE(match([](filter& of) { of.recipient = "447"; }));
    EXPECT_TRUE(match([](filter& of) { of.prefix = "447"; }));
    EXPECT_FALSE(match([](filter& of) { of.prefix = "448"; }));
    EXPECT_FALSE(match([](filter& of) { of.prefix = "44770"; }));
    EXPECT_TRUE(match([](filter& of) { of.sender = "200"; }));
    EXPECT_FALSE(match([](filter& of) { of.sender = "20"; }));
    EXPECT_FALSE(match([](filter& of) { of.list = "new"; }));
    EXPECT_TRUE(match([](filter& of) { of.reach = scope::sender; }));
    EXPECT_FALSE(match([](filter& of) { of.reach = scope::list; }));
    EXPECT_TRUE(match([](filter& of) { of.from = source::import; }));
    EXPECT_FALSE(match([](filter& of) { of.from = source::staff; }));
    EXPECT_TRUE(match([](filter& of) { of.since_ms = 1'000; }));
    EXPECT_FALSE(match([](filter& of) { of.since_ms = 1'001; }));
    EXPECT_TRUE(match([](filter& of) { of.before_ms = 1'001; }));
    EXPECT_FALSE(match([](filter& of) { of.before_ms = 1'000; }));
    EXPECT_TRUE(match([](filter& of) { of.import_id = 12; }));
    EXPECT_FALSE(match([](filter& of) { of.import_id = 13; }));
}

TEST(Filter, SaysInWordsWhatItAsksFor) {
    EXPECT_EQ(text_of(filter{}), "all entries");
    EXPECT_EQ(text_of(a_flush().wanted),
              "recipient=4477, prefix=44, sender=200, list=news, source=import, scope=list, since_ms=-5, "
              "before_ms=1700000000000, import=12");
}

TEST(Filter, IsCountedByListAndSourceAlone) {
    filter wanted;
    EXPECT_TRUE(is_counted(wanted));
    wanted.list = "news";
    wanted.from = source::import;
    EXPECT_TRUE(is_counted(wanted));
    wanted.prefix = "44";
    EXPECT_FALSE(is_counted(wanted));
}

}  // namespace
