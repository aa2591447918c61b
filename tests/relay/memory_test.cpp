// What is remembered of the texts that passed: the last ones themselves, and pairs of numbers.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "proxy/relay/known_pairs.hpp"
#include "proxy/relay/sent_texts.hpp"

namespace {

using proxy::relay::known_pairs;
using proxy::relay::sent_texts;

constexpr auto octets_of = protocol::octets_of;

std::string text_of(const std::optional<sent_texts::found>& found) {
    return found ? std::string{protocol::characters(found->pdu)} : "nothing";
}

TEST(SentTexts, GiveWhatWasAddedAtAPlace) {
    sent_texts all(1 << 16);
    const auto one = all.add(1, 100, octets_of("one")), two = all.add(2, 200, octets_of("two, of eight"));
    EXPECT_EQ(text_of(all.at(one, 1)), "nothing") << "not published yet";
    all.publish();
    EXPECT_EQ(text_of(all.at(one, 1)), "one");
    EXPECT_EQ(text_of(all.at(two, 2)), "two, of eight");
    EXPECT_EQ(all.at(two, 2)->unix_ms, 200);
    EXPECT_EQ(text_of(all.at(two, 1)), "nothing") << "of another pair";
    EXPECT_EQ(text_of(all.at(0, 1)), "nothing");
}

TEST(SentTexts, ForgetTheOldestAndNeverGiveHalfOfOne) {
    sent_texts all(4'000);
    const auto text = [](std::uint64_t pair) { return std::string(1 + pair % 300, static_cast<char>('a' + pair % 26)); };
    std::vector<std::uint64_t> places{0};
    std::size_t gone = 0;
    for (std::uint64_t pair = 1; pair <= 500; ++pair) {
        places.push_back(all.add(pair, static_cast<std::int64_t>(pair), octets_of(text(pair))));
        all.publish();
        EXPECT_EQ(text_of(all.at(places[pair], pair)), text(pair));
        for (std::uint64_t before = 1; before < pair; ++before) {
            const auto found = all.at(places[before], before);
            gone += found ? 0 : 1;
            if (found) {
                EXPECT_EQ(text_of(found), text(before));
            }
        }
    }
    EXPECT_GT(gone, 100'000U);
    EXPECT_EQ(text_of(all.at(places[490], 490)), text(490)) << "the last ten or so are there";
}

TEST(SentTexts, KeepTheBeginningOfALongPayload) {
    sent_texts all(1);
    const std::string text(5'000, 'x');
    const auto place = all.add(1, 1, octets_of(text));
    all.publish();
    EXPECT_EQ(text_of(all.at(place, 1)), text.substr(0, sent_texts::longest));
}

// Each text is made of one letter, so that half of another one in it shows.
TEST(SentTexts, MayBeReadWhileTheyAreOverwritten) {
    sent_texts all(20'000);
    std::atomic<std::uint64_t> last{0};
    std::atomic<bool> over{false};
    std::vector<std::thread> readers;
    std::atomic<std::size_t> torn{0}, whole{0};
    for (int one = 0; one < 2; ++one) {
        readers.emplace_back([&] {
            while (!over || whole == 0) {
                const auto place = last.load();
                const auto found = all.at(place, 7);
                if (!found) continue;
                const auto text = text_of(found);
                torn += text.find_first_not_of(text.front()) == std::string::npos ? 0 : 1;
                ++whole;
            }
        });
    }
    for (std::uint64_t n = 0; n < 200'000; ++n) {
        const auto place = all.add(7, 1, octets_of(std::string(100 + n % 200, static_cast<char>('a' + n % 26))));
        all.publish();
        if (n % 8 == 0) last = place;
    }
    over = true;
    for (auto& one : readers) one.join();
    EXPECT_EQ(torn, 0U);
}

TEST(KnownPairs, KnowWhatTheyLearnedLast) {
    known_pairs all(1'000);
    EXPECT_FALSE(all.last_was(77, 1));
    EXPECT_FALSE(all.introduced(77));
    EXPECT_EQ(all.place(77), 0U);
    all.learn_place(77, 5);
    EXPECT_FALSE(all.last_was(77, 0)) << "no list at all is not the list 0";
    all.learn_last(77, 1);
    all.learn_introduced(77);
    EXPECT_TRUE(all.last_was(77, 1));
    EXPECT_FALSE(all.last_was(77, 2));
    all.learn_last(77, 2);
    EXPECT_TRUE(all.last_was(77, 2));
    EXPECT_FALSE(all.last_was(77, 1)) << "another list took its place";
    EXPECT_TRUE(all.introduced(77));
    EXPECT_EQ(all.place(77), 5U);
    EXPECT_FALSE(all.introduced(78));
}

TEST(KnownPairs, ForgetRatherThanGrowAndNeverInvent) {
    known_pairs all(64);
    const auto pair = [](std::uint64_t n) { return n * 0x9E3779B97F4A7C15U; };
    for (std::uint64_t n = 1; n <= 1'000; ++n) {
        all.learn_last(pair(n), 5);
        EXPECT_FALSE(all.introduced(pair(n))) << n;
        all.learn_introduced(pair(n));
        EXPECT_TRUE(all.last_was(pair(n), 5)) << n;
    }
    std::size_t known = 0;
    for (std::uint64_t n = 1; n <= 1'000; ++n) known += all.introduced(pair(n));
    EXPECT_LE(known, 64U);
    for (std::uint64_t n = 1'001; n <= 100'000; ++n) EXPECT_FALSE(all.introduced(pair(n))) << n;
}

TEST(KnownPairs, MayBeLearnedByManyThreads) {
    known_pairs all(1 << 12);
    std::vector<std::thread> threads;
    for (std::uint64_t thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::uint64_t n = 1; n <= 10'000; ++n) all.learn_last(n << 20U | n << 3U | thread, thread);
        });
    }
    for (auto& one : threads) one.join();
    EXPECT_FALSE(all.introduced(std::uint64_t{1} << 60U));
}

}  // namespace
