// The filter alone: it may say "maybe" to anything, and "certainly not" to nothing that was added. The last test is made for
// ThreadSanitizer as well.
#include "store/memory_filter.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <random>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "store/number_hash.hpp"

namespace store_test {
namespace {

using store::memory_filter;

std::string number(std::size_t which) { return std::to_string(44'770'000'000 + which); }

memory_filter::answer ask(memory_filter& in, const std::vector<std::string>& keys) {
    std::vector<store::question> asked;
    for (const auto& each : keys) asked.push_back({each, "200", "default"});
    return in.ask(asked);
}

void fill(memory_filter& in, const std::vector<std::string>& keys) {
    std::vector<std::uint64_t> hashes;
    for (const auto& each : keys) hashes.push_back(store::number_hash(each));
    in.fill(hashes);
}

void make_ready(memory_filter& in, const std::vector<std::string>& keys = {}) {
    ASSERT_TRUE(in.begin(keys.size()));
    fill(in, keys);
    in.publish();
}

TEST(MemoryFilter, SaysMaybeUntilItIsBuiltAndWhenItIsOff) {
    memory_filter filter;
    EXPECT_EQ(ask(filter, {"1"}).maybe & 1, 1U);
    ASSERT_TRUE(filter.begin(10));
    EXPECT_EQ(ask(filter, {"1"}).maybe & 1, 1U);
    filter.publish();
    EXPECT_EQ(ask(filter, {"1"}).maybe & 1, 0U);
    EXPECT_FALSE(filter.maybe("1"));
    filter.switch_off();
    EXPECT_EQ(ask(filter, {"1"}).maybe & 1, 1U);
    EXPECT_TRUE(filter.maybe("1"));
    EXPECT_EQ(filter.octets(), 0U);
}

TEST(MemoryFilter, TellsWhereTheTableThatIsAskedHasANumbersLine) {
    memory_filter filter;
    const auto hash = store::number_hash("447700900123");
    filter.lines().fetch(hash);  // nothing is there
    ASSERT_TRUE(filter.begin(10));
    EXPECT_EQ(filter.lines().count, 0U);
    filter.fill({&hash, 1});
    filter.publish();
    const auto lines = filter.lines();
    EXPECT_EQ(lines.count * store::hashed_lines::line_octets, filter.octets());
    const auto* const line =
        reinterpret_cast<const std::uint64_t*>(static_cast<const char*>(lines.first) + lines.offset_of(hash));
    for (const auto word : std::span(line, store::hashed_lines::line_octets / sizeof *line)) EXPECT_NE(word, 0U);
    filter.switch_off();
    EXPECT_EQ(filter.lines().count, 0U);
    lines.fetch(hash);  // nothing is there any more
}

TEST(MemoryFilter, AnswersEachQuestionOfABatchByItself) {
    memory_filter filter;
    make_ready(filter);
    std::vector<std::string> keys;
    for (std::size_t at = 0; at < memory_filter::most_asked; ++at) {
        keys.push_back(number(at));
        if (at % 3 == 0) filter.add(keys.back());
    }
    for (const std::size_t count : {1U, 2U, 63U, 64U}) {
        const auto answer = ask(filter, {keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(count)});
        for (std::size_t at = 0; at < count; ++at) EXPECT_EQ(answer.maybe >> at & 1, at % 3 == 0) << at << " of " << count;
        EXPECT_TRUE(count == 64 || answer.maybe >> count == 0);
    }
    EXPECT_EQ(ask(filter, std::vector<std::string>(65, "1")).maybe, ~0ULL) << "more than it can answer";
}

TEST(MemoryFilter, WhatIsAddedWhileATableIsBuiltIsInBoth) {
    memory_filter filter;
    make_ready(filter, {"1"});
    filter.add("2");
    ASSERT_TRUE(filter.begin(10));
    filter.add("3");
    EXPECT_TRUE(filter.maybe("3"));
    fill(filter, {"1", "2"});
    filter.publish();
    for (const auto* each : {"1", "2", "3"}) EXPECT_TRUE(filter.maybe(each)) << each;
    EXPECT_EQ(filter.keys(), 3U);
    ASSERT_TRUE(filter.begin(10));
    filter.abandon();
    filter.add("4");
    for (const auto* each : {"1", "2", "3", "4"}) EXPECT_TRUE(filter.maybe(each)) << each;
}

// Keys of all lengths that differ in one octet, so that no octet can be left out of the hash.
TEST(MemoryFilter, EachOctetOfAKeyCounts) {
    memory_filter filter;
    make_ready(filter);
    std::size_t wrong = 0;
    for (std::size_t size = 1; size <= 40; ++size) {
        const std::string key(size, '5');
        filter.add(key);
        ASSERT_TRUE(filter.maybe(key));
        for (std::size_t at = 0; at < size; ++at) {
            auto other = key;
            other[at] = '6';
            wrong += filter.maybe(other);
        }
        wrong += filter.maybe(key + "5");
    }
    EXPECT_EQ(wrong, 0U) << "the table is all but empty";
}

TEST(MemoryFilter, AFullTableIsRightAndRarelyAsksForNothing) {
    memory_filter filter;
    ASSERT_TRUE(filter.begin(memory_filter::least_keys));
    constexpr std::size_t keys = memory_filter::least_keys * 3 / 2, others = 200'000;
    std::vector<std::uint64_t> hashes(1'000);
    for (std::size_t at = 0; at < keys; at += hashes.size()) {
        for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = store::number_hash(number(at + i));
        filter.fill(hashes);
    }
    filter.publish();
    EXPECT_FALSE(filter.full());
    EXPECT_GT(filter.keys(), keys * 99 / 100);
    std::size_t missed = 0, wrong = 0;
    for (std::size_t at = 0; at < keys; at += 7) missed += !filter.maybe(number(at));
    EXPECT_EQ(missed, 0U);
    for (std::size_t at = 0; at < others; ++at) wrong += filter.maybe(number(keys + at));
    EXPECT_LT(wrong, others * 12 / 1'000);
    // One by one and many at once, which may be done four words at a time, are the same.
    std::vector<std::string> mixed(memory_filter::most_asked);
    for (std::size_t at = 0; at < others; at += mixed.size()) {
        for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = number(keys - others / 2 + at + i);
        const auto answer = ask(filter, mixed);
        for (std::size_t i = 0; i < mixed.size(); ++i)
            ASSERT_EQ((answer.maybe >> i & 1) != 0, filter.maybe(mixed[i])) << mixed[i];
    }
    EXPECT_LE(filter.octets(), keys * memory_filter::least_bits_a_key / 8 + 64);
    for (std::size_t at = keys; !filter.full() && at < keys + 2 * others; ++at) filter.add(number(at));
    EXPECT_TRUE(filter.full());
}

TEST(MemoryFilter, NamesOneCertainlyNotOfSoManyToBeChecked) {
    memory_filter filter;
    make_ready(filter, {"1"});
    std::size_t named = 0;
    for (std::size_t round = 0; round < memory_filter::check_every; ++round) {
        const auto answer = ask(filter, {"1", "2", "1", "3"});
        if (answer.check == memory_filter::most_asked) continue;
        ++named;
        EXPECT_EQ(answer.maybe >> answer.check & 1, 0U);
        EXPECT_LT(answer.check, 4U);
    }
    EXPECT_EQ(named, 2U);
    for (std::size_t round = 0; round < 2 * memory_filter::check_every; ++round)
        ASSERT_EQ(ask(filter, {"1"}).check, memory_filter::most_asked) << "no such answer among them";
}

// Stands for RocksDB: what is in it can be seen by all.
class truth {
public:
    void put(const std::string& key) {
        const std::scoped_lock lock(mutex_);
        keys_.insert(key);
    }
    [[nodiscard]] bool has(const std::string& key) {
        const std::scoped_lock lock(mutex_);
        return keys_.contains(key);
    }
    // The next few keys from behind `after`, as an iterator meets them.
    std::vector<std::string> next(const std::string& after) {
        const std::scoped_lock lock(mutex_);
        std::vector<std::string> out;
        for (auto at = keys_.upper_bound(after); at != keys_.end() && out.size() < 64; ++at) out.push_back(*at);
        return out;
    }

private:
    std::mutex mutex_;
    std::set<std::string> keys_;
};

class Races : public testing::Test {
protected:
    static constexpr std::size_t most = 4'000;  // keys of each who adds

    void put(std::size_t by, std::size_t which) {
        const auto key = name(by, which);
        {
            const auto held = filter_.hold();
            filter_.add(key);
            if (which % 8 == 0) std::this_thread::yield();  // a write takes its time
            truth_.put(key);
        }
        written_[by].store(which + 1);
    }
    // Whole scans and given up ones, in turns.
    void build(unsigned seed) {
        if (!filter_.begin(1)) return;
        std::string after;
        for (auto some = truth_.next(after); !some.empty(); some = truth_.next(after)) {
            fill(filter_, some);
            after = some.back();
            if (seed % 4 == 0 && after > "1") break;
        }
        if (seed % 4 == 0)
            filter_.abandon();
        else
            filter_.publish();
        if (seed % 16 == 1) filter_.switch_off();
    }
    // What was written before the question must not be ruled out, and what a look into the database finds afterwards must be
    // known.
    void question(std::mt19937& random) {
        const auto by = random() % 2, count = written_[by].load();
        if (count == 0) return;
        std::vector<std::string> keys;
        for (std::size_t at = 0, size = 1 + random() % 8; at < size; ++at) keys.push_back(name(by, random() % count));
        keys.push_back(name(by, random() % (2 * most)));
        const auto answer = ask(filter_, keys);
        for (std::size_t at = 0; at + 1 < keys.size(); ++at) forgotten_ += (answer.maybe >> at & 1) == 0;
        if (!filter_.ready()) return;
        certain_ += (answer.maybe >> (keys.size() - 1) & 1) == 0;
        forgotten_ += truth_.has(keys.back()) && !filter_.maybe(keys.back());
    }
    static std::string name(std::size_t by, std::size_t which) {
        return std::to_string(by) + "-" + std::to_string(which < most ? which * 7919 % most : which);
    }

    memory_filter filter_;
    truth truth_;
    std::atomic<std::size_t> written_[2] = {};
    std::atomic<std::size_t> forgotten_ = 0, certain_ = 0;
};

TEST_F(Races, NothingIsForgottenWhileTablesComeAndGo) {
    std::atomic<bool> over = false;
    std::vector<std::thread> adders, others;
    for (std::size_t by = 0; by < 2; ++by)
        adders.emplace_back([this, by] {
            for (std::size_t which = 0; which < most; ++which) put(by, which);
        });
    for (unsigned seed = 0; seed < 2; ++seed)
        others.emplace_back([&, seed] {
            std::mt19937 random(seed);
            while (!over.load()) question(random);
        });
    others.emplace_back([&] {
        for (unsigned seed = 0; !over.load(); ++seed) build(seed);
    });
    for (auto& each : adders) each.join();
    while (certain_ == 0) std::this_thread::yield();  // else nothing was shown
    over = true;
    for (auto& each : others) each.join();
    EXPECT_EQ(forgotten_, 0U);
}

}  // namespace
}  // namespace store_test
