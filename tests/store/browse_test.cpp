#include "store/browse.hpp"

#include <algorithm>

#include "store/database_rocksdb.hpp"
#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

class Browse : public StoreTest {
protected:
    using filter = suppression_store::filter;

    std::vector<suppression> all(const filter& wanted, std::size_t limit) {
        std::vector<suppression> out;
        std::string cursor;
        do {
            auto page = in().list(wanted, cursor, limit);
            EXPECT_LE(page.entries.size(), limit);
            std::ranges::move(page.entries, std::back_inserter(out));
            cursor = page.cursor;
        } while (!cursor.empty());
        return out;
    }
    static std::vector<std::string> recipients(const std::vector<suppression>& of) {
        std::vector<std::string> out;
        std::ranges::transform(of, std::back_inserter(out), &suppression::recipient);
        return out;
    }
    using names = std::vector<std::string>;
};

TEST_F(Browse, PagesGiveEachEntryOnceInOrderWhateverTheirSize) {
    for (const auto* who : {"30", "1", "200", "3"})
        apply(in(), opt_out(who, {to_sender("b"), to_list(), to_sender("a"), to_all()}));
    const auto whole = all({}, 1000);
    ASSERT_EQ(whole.size(), 16U);
    EXPECT_TRUE(std::ranges::is_sorted(whole, {}, [](const suppression& s) { return std::tie(s.recipient, s.bound); }));
    for (std::size_t limit = 1; limit <= 17; ++limit) {
        const auto paged = all({}, limit);
        EXPECT_EQ(recipients(paged), recipients(whole)) << limit;
        EXPECT_TRUE(std::ranges::equal(paged, whole, {}, &suppression::bound, &suppression::bound)) << limit;
    }
}

TEST_F(Browse, APageThatEndsTheListHasNoCursor) {
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_out("2", {to_list()}));
    EXPECT_NE(in().list({}, {}, 1).cursor, "");
    EXPECT_EQ(in().list({}, {}, 2).cursor, "");
}

TEST_F(Browse, ACursorOutlivesTheEntryThatItNames) {
    for (const auto* who : {"1", "2", "3"}) apply(in(), opt_out(who, {to_list()}));
    const auto first = in().list({}, {}, 2);
    apply(in(), opt_in("2", {to_list()}));
    const auto second = in().list({}, first.cursor, 2);
    EXPECT_EQ(recipients(second.entries), (names{"3"}));
}

TEST_F(Browse, FiltersAreAllOf) {
    apply(in(), opt_out("1", {to_sender("200", "news"), to_list("news")}));
    now_ms_ += 1000;
    auto by_staff = opt_out("2", {to_sender("200", "alerts")});
    by_staff.from = source::staff;
    apply(in(), by_staff);
    apply(in(), opt_out("3", {to_all()}));

    filter wanted;
    wanted.list = "news";
    EXPECT_EQ(recipients(all(wanted, 10)), (names{"1", "1"}));
    wanted.sender = "200";
    EXPECT_EQ(recipients(all(wanted, 10)), (names{"1"}));
    wanted = {};
    wanted.from = source::staff;
    EXPECT_EQ(recipients(all(wanted, 10)), (names{"2"}));
    wanted = {};
    wanted.since_ms = now_ms_.load();
    EXPECT_EQ(recipients(all(wanted, 10)), (names{"2", "3"}));
    wanted = {};
    wanted.before_ms = now_ms_.load();
    EXPECT_EQ(recipients(all(wanted, 1)), (names{"1", "1"}));
    wanted = {};
    wanted.recipient = "1";
    EXPECT_EQ(recipients(all(wanted, 1)), (names{"1", "1"}));
    wanted.recipient = "404";
    EXPECT_TRUE(all(wanted, 10).empty());
}

TEST_F(Browse, ACursorThatIsNotOursGivesAnEmptyPage) {
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_out("2", {to_list()}));
    auto ours = in().list({}, {}, 1).cursor;
    for (const std::string& cursor : {std::string("x"), std::string("0"), std::string("00ff"), std::string("ab cd"), ours + "00",
                                      ours.substr(2), ours.substr(0, ours.size() - 2)}) {
        const auto page = in().list({}, cursor, 10);
        EXPECT_TRUE(page.entries.empty()) << cursor;
        EXPECT_EQ(page.cursor, "") << cursor;
    }
}

TEST_F(Browse, LimitsAreKeptWithinBounds) {
    for (int who = 0; who < 1005; ++who) start(in(), opt_out(std::to_string(who), {to_list()}));
    apply(in(), help("1"));
    EXPECT_EQ(in().list({}, {}, 5000).entries.size(), page_limit);
    EXPECT_EQ(in().list({}, {}, 0).entries.size(), 1U);
}

TEST_F(Browse, ASearchThatFindsLittleEndsItsPageEarlyAndGoesOn) {
    for (int who = 100; who < 110; ++who) apply(in(), opt_out(std::to_string(who), {who == 108 ? to_list("rare") : to_list()}));
    close();
    std::string error;
    const auto db = database::open(options_, error);
    ASSERT_TRUE(db) << error;
    store_tally tally;
    filter wanted;
    wanted.list = "rare";
    std::string cursor;
    std::vector<suppression> found;
    int pages = 0;
    do {
        auto page = list_entries(*db, wanted, cursor, 10, tally, 3);
        std::ranges::move(page.entries, std::back_inserter(found));
        cursor = page.cursor;
        ++pages;
    } while (!cursor.empty() && pages < 100);
    EXPECT_EQ(recipients(found), (names{"108"}));
    EXPECT_EQ(pages, 5);
}

TEST_F(Browse, EventsAreTheNewestWithTheNewestLast) {
    for (int round = 0; round < 5; ++round) {
        auto wanted = opt_out("44", {to_list()});
        wanted.reason = std::to_string(round);
        apply(in(), wanted);
        apply(in(), opt_out("441", {to_list()}));
        apply(in(), opt_out("43", {to_list()}));
    }
    const auto last = in().events("44", 2);
    ASSERT_EQ(last.size(), 2U);
    EXPECT_EQ(last[0].reason, "3");
    EXPECT_EQ(last[1].reason, "4");
    EXPECT_EQ(in().events("44", 100).size(), 5U);
    EXPECT_TRUE(in().events("4", 100).empty());
    EXPECT_TRUE(in().events("", 100).empty());
    EXPECT_TRUE(in().events("44", 0).empty());
}

TEST_F(Browse, ADamagedRecordIsNeitherPassNorSilent) {
    apply(in(), opt_out("1", {to_list()}));
    apply(in(), opt_out("2", {to_list()}));
    close();
    {
        std::string error;
        const auto db = database::open(options_, error);
        ASSERT_TRUE(db) << error;
        ASSERT_TRUE(db->db().Put({}, db->suppressions(), "1", "\x01garbage").ok());
    }
    open();
    EXPECT_EQ(judge(in(), "1", "200", "nowhere"), ruling::failed);
    EXPECT_EQ(judge_on_disk(in(), "1", "200", "nowhere"), ruling::failed);
    EXPECT_EQ(recipients(all({}, 10)), (names{"2"}));
    EXPECT_TRUE(in().find("1").empty());
    EXPECT_GE(in().tally().errors_of(operation::read), 3U);
    const auto again = apply(in(), opt_out("1", {to_list()}));
    EXPECT_FALSE(again.stored);
    EXPECT_NE(again.error.find("damaged"), std::string::npos);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed) << "in memory";
}

}  // namespace
}  // namespace store_test
