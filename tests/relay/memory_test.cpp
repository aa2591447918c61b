// What is remembered of the texts that passed: the last ones themselves, and pairs of numbers.
#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "proxy/relay/known_pairs.hpp"
#include "proxy/relay/sent_texts.hpp"

namespace {

using proxy::relay::known_pairs;
using proxy::relay::sent_texts;

std::string text_of(const std::optional<sent_texts::found>& found) {
    return found ? std::string{protocol::characters(found->pdu)} : "nothing";
}

TEST(SentTexts, GiveTheLastOfEachPair) {
    sent_texts all(1 << 16);
    EXPECT_FALSE(all.last(1));
    all.add(1, 100, protocol::octets_of("one"));
    all.add(2, 200, protocol::octets_of("two"));
    all.add(1, 300, protocol::octets_of("three"));
    EXPECT_EQ(text_of(all.last(1)), "three");
    EXPECT_EQ(all.last(1)->unix_ms, 300);
    EXPECT_EQ(text_of(all.last(2)), "two");
    EXPECT_EQ(text_of(all.last(0)), "nothing");
}

TEST(SentTexts, ForgetTheOldestAndNeverGiveHalfOfOne) {
    sent_texts all(4'000);
    for (std::uint64_t pair = 1; pair <= 500; ++pair) {
        const std::string text(1 + pair % 300, static_cast<char>('a' + pair % 26));
        all.add(pair, static_cast<std::int64_t>(pair), protocol::octets_of(text));
        EXPECT_EQ(text_of(all.last(pair)), text) << pair;
        // Whoever is still there is whole.
        for (std::uint64_t before = 1; before < pair; ++before) {
            const auto found = all.last(before);
            if (found) {
                EXPECT_EQ(text_of(found), std::string(1 + before % 300, static_cast<char>('a' + before % 26)));
            }
        }
    }
    EXPECT_FALSE(all.last(1));
}

TEST(SentTexts, KeepTheBeginningOfALongPayload) {
    sent_texts all(1);  // room for one
    const std::string text(5'000, 'x');
    all.add(1, 1, protocol::octets_of(text));
    EXPECT_EQ(text_of(all.last(1)), text.substr(0, sent_texts::longest));
    all.add(2, 2, protocol::octets_of("two"));
    EXPECT_EQ(text_of(all.last(2)), "two");
}

TEST(KnownPairs, KnowWhatTheyLearnedLast) {
    known_pairs all(1'000);
    EXPECT_FALSE(all.knows(77, 1));
    all.learn(77, 1);
    EXPECT_TRUE(all.knows(77, 1));
    EXPECT_FALSE(all.knows(77, 2));
    all.learn(77, 2);
    EXPECT_TRUE(all.knows(77, 2));
    EXPECT_FALSE(all.knows(77, 1)) << "another fact took its place";
}

TEST(KnownPairs, ForgetRatherThanGrowAndNeverInvent) {
    known_pairs all(64);
    const auto pair = [](std::uint64_t n) { return n * 0x9E3779B97F4A7C15U; };
    for (std::uint64_t n = 1; n <= 1'000; ++n) {
        all.learn(pair(n), 5);
        EXPECT_TRUE(all.knows(pair(n), 5)) << n;
    }
    std::size_t known = 0;
    for (std::uint64_t n = 1; n <= 1'000; ++n) known += all.knows(pair(n), 5);
    EXPECT_LE(known, 64U);
    for (std::uint64_t n = 1'001; n <= 100'000; ++n) EXPECT_FALSE(all.knows(pair(n), 5)) << n;
}

TEST(KnownPairs, MayBeLearnedByManyThreads) {
    known_pairs all(1 << 12);
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::uint64_t n = 1; n <= 10'000; ++n)
                all.learn(n << 20U | n << 3U | thread, static_cast<std::uint32_t>(thread));
        });
    }
    for (auto& one : threads) one.join();
    EXPECT_FALSE(all.knows(std::uint64_t{1} << 60U, 0));
}

}  // namespace
