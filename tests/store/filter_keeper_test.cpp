// The filter in front of the database: filled at the start, kept by every write, checked for ever.
#include "store/filter_keeper.hpp"

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <random>

#include "store/configured_lists.hpp"
#include "store/database_rocksdb.hpp"
#include "store/pending.hpp"
#include "store/verdicts.hpp"
#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

class Told {
public:
    std::function<void(const filter_news&)> listener() {
        return [this](const filter_news& news) {
            {
                const std::scoped_lock lock(mutex_);
                last_ = news;
            }
            changed_.notify_all();
        };
    }
    // The next news that is of this state.
    filter_news wait_for(filter_state wanted) {
        std::unique_lock lock(mutex_);
        const auto is = [&] { return last_ && last_->now.state == wanted; };
        EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(30), is)) << name(wanted);
        return std::exchange(last_, std::nullopt).value_or(filter_news{});
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<filter_news> last_;
};

class FilteredStore : public FaultyStoreTest {
protected:
    FilteredStore() { options_.filter_told = told_.listener(); }
    ~FilteredStore() override { close(); }

    suppression_store& ready() {
        auto& store = open();
        told_.wait_for(filter_state::ready);
        return store;
    }

    Told told_;
};

TEST_F(FilteredStore, IsFilledAtTheStartAndAnswersRightBeforeThat) {
    for (int who = 0; who < 1'000; ++who) start(in(), opt_out(std::to_string(who), {to_sender("200")}));
    apply(in(), opt_out("last", {to_all()}));
    EXPECT_EQ(judge(in(), "last", "200"), ruling::suppressed);
    told_.wait_for(filter_state::ready);
    open();
    EXPECT_EQ(judge(in(), "17", "200"), ruling::suppressed);
    const auto news = told_.wait_for(filter_state::ready);
    EXPECT_GE(news.now.keys, 990U);
    EXPECT_TRUE(news.problem.empty());
    for (int who = 0; who < 1'000; ++who) ASSERT_EQ(judge(in(), std::to_string(who), "200"), ruling::suppressed) << who;
    EXPECT_EQ(judge(in(), "x", "200"), ruling::pass);
    EXPECT_EQ(in().memory_filter_status().state, filter_state::ready);
    EXPECT_GT(in().memory_filter_status().octets, 1'000'000U);
}

TEST_F(FilteredStore, CanBeSwitchedOff) {
    options_.use_memory_filter = false;
    apply(in(), opt_out("1", {to_sender("200")}));
    EXPECT_EQ(in().memory_filter_status().state, filter_state::off);
    EXPECT_EQ(in().memory_filter_status().octets, 0U);
    EXPECT_EQ(judge(in(), "1", "200"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "2", "200"), ruling::pass);
}

// Seen by this: with the filter what is not in the database costs no read, even where RocksDB's own filters are in vain.
TEST_F(FilteredStore, WhatItRulesOutIsNotLookedUp) {
    for (int who = 0; who < 1'000; ++who) start(in(), opt_out(std::to_string(who), {to_sender("200")}));
    apply(in(), help("last"));
    ASSERT_TRUE(in().flush());
    told_.wait_for(filter_state::ready);
    ready();
    disk_.fail_reads(true);
    for (int who = 1'000; who < 2'000; ++who) ASSERT_EQ(judge_on_disk(in(), std::to_string(who), "200"), ruling::pass) << who;
    EXPECT_EQ(judge_on_disk(in(), "1", "200"), ruling::failed);
}

// Opt-outs, opt-ins and restarts in random order against a plain map, asked in batches of any size.
TEST_F(FilteredStore, RulesAsThePlainMapDoes) {
    constexpr std::size_t people = 3'000;
    std::mt19937 random(7);
    std::map<std::string, bool> model;
    const auto someone = [&] { return std::to_string(44'770'000'000 + random() % people * 7919); };
    for (int round = 0; round < 6; ++round) {
        auto& db = round % 3 == 0 ? ready() : in();
        for (int change = 0; change < 300; ++change) {
            const auto who = someone();
            const bool out = random() % 4 != 0;
            model[who] = out;
            start(db, out ? opt_out(who, {to_sender("200")}) : opt_in(who, {to_sender("200")}));
        }
        apply(db, help("barrier"));
        if (round % 4 == 1) {
            ASSERT_TRUE(db.flush());
        }
        for (int batch = 0; batch < 40; ++batch) {
            std::vector<std::string> names(1 + random() % 200);
            std::vector<question> asked;
            for (auto& each : names) asked.push_back({each = someone(), "200", "default"});
            std::vector<ruling> rulings(asked.size());
            db.judge(asked, rulings);
            for (std::size_t at = 0; at < asked.size(); ++at) {
                if (rulings[at] == ruling::undecided) rulings[at] = judge_on_disk(db, names[at], "200");
                const auto known = model.find(names[at]);
                const bool out = known != model.end() && known->second;
                ASSERT_EQ(rulings[at], out ? ruling::suppressed : ruling::pass) << names[at];
            }
        }
    }
    EXPECT_EQ(in().tally().filter_mismatches, 0U);
}

// Below the store: a record that the filter was not told of stands for whatever could go wrong with it.
class Keeper : public testing::Test {
protected:
    Keeper() {
        options_.path = directory_.path("db");
        std::string error;
        database_ = database::open(options_, error);
        EXPECT_TRUE(database_) << error;
    }
    void put(const std::string& recipient) {
        auto batch = database::new_batch();
        batch.Put(database_->suppressions(), recipient, "record");
        EXPECT_TRUE(database_->write(batch).ok());
    }
    void put_behind_its_back(const std::string& recipient) {
        EXPECT_TRUE(database_->db().Put({}, database_->suppressions(), recipient, "record").ok());
    }
    void start_keeper() {
        keeper_.emplace(*database_, 0, true, tally_, told_.listener());
        told_.wait_for(filter_state::ready);
    }

    temp_directory directory_;
    store_options options_;
    std::unique_ptr<database> database_;
    store_tally tally_;
    Told told_;
    std::optional<filter_keeper> keeper_;
};

TEST_F(Keeper, ScansMoreThanOneIteratorsKeys) {
    constexpr auto keys = filter_keeper::keys_an_iterator * 2 + 500;
    const auto name = [](std::size_t who) { return std::to_string(1'000'000 + who); };
    for (std::size_t who = 0; who < keys;) {
        auto batch = database::new_batch();
        for (const auto end = std::min(who + 50'000, keys); who < end; ++who)
            batch.Put(database_->suppressions(), name(who), "record");
        ASSERT_TRUE(database_->write(batch).ok());
    }
    start_keeper();
    for (std::size_t who = 0; who < keys; ++who) ASSERT_TRUE(database_->known().maybe(name(who))) << who;
    EXPECT_FALSE(database_->known().maybe("none"));
}

TEST_F(Keeper, AWrongAnswerSwitchesTheFilterOffForGood) {
    start_keeper();
    put("1");
    put_behind_its_back("2");
    keeper_->check("1");
    keeper_->check("3");
    EXPECT_FALSE(database_->known().maybe("2"));
    keeper_->check("2");
    const auto news = told_.wait_for(filter_state::off);
    EXPECT_NE(news.problem.find("did not know"), std::string::npos) << news.problem;
    EXPECT_EQ(tally_.filter_mismatches, 1U);
    EXPECT_TRUE(database_->known().maybe("2"));
    EXPECT_EQ(keeper_->state(), filter_state::off);
}

TEST_F(Keeper, TheVerdictsHaveASampleChecked) {
    start_keeper();
    put_behind_its_back("2");
    const pending_opt_outs pending(10);
    const configured_lists lists;
    const verdicts by(*database_, pending, lists, *keeper_, tally_);
    const std::vector<question> asked(64, {"2", "200", "default"});
    std::vector<ruling> rulings(asked.size());
    for (std::size_t at = 0; at <= memory_filter::check_every; at += asked.size()) by.judge(asked, rulings);
    EXPECT_EQ(rulings.front(), ruling::pass) << "ruled out without a look";
    told_.wait_for(filter_state::off);
    by.judge(asked, rulings);
    EXPECT_EQ(rulings.front(), ruling::failed) << "looked up, and not a record of ours";
}

TEST_F(Keeper, AFullTableIsReplacedByALargerOne) {
    put("1");
    start_keeper();
    auto& known = database_->known();
    const auto before = known.octets();
    {
        const auto held = known.hold();
        for (std::size_t at = 0; !known.full(); ++at) known.add(std::to_string(at));
    }
    told_.wait_for(filter_state::ready);
    EXPECT_GT(known.octets(), before);
    EXPECT_EQ(known.keys(), 1U) << "what is in the database";
    EXPECT_FALSE(known.full());
}

}  // namespace
}  // namespace store_test
