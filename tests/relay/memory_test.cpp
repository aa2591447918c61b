// What is remembered of the texts that passed: the last ones themselves, and pairs of numbers.
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "proxy/relay/known_pairs.hpp"
#include "proxy/relay/sent_texts.hpp"
#include "store/number_hash.hpp"

namespace {

using proxy::relay::known_pairs;
using proxy::relay::sent_texts;

constexpr auto octets_of = protocol::octets_of;

std::string text_of(const std::optional<sent_texts::found>& found) {
    return found ? std::string{protocol::characters(found->pdu)} : "nothing";
}

// What was added is found after the next time, too.
void publish(sent_texts& all) {
    all.publish();
    all.publish();
}

// As long as a PDU's header at least.
std::string numbered(std::uint64_t n) { return "the text number " + std::to_string(n); }

constexpr std::uint64_t spread(std::uint64_t n) noexcept { return store::pair_hash(n, n * 7); }

TEST(SentTexts, GiveTheLastOfAPair) {
    sent_texts all(1 << 20);
    const auto one = spread(1), two = spread(2);
    EXPECT_EQ(text_of(all.last(one)), "nothing");
    all.add(one, 100, octets_of("no longer than 1"));
    all.add(two, 200, octets_of("two, of twenty and 3"));
    EXPECT_EQ(text_of(all.last(one)), "nothing") << "not published yet";
    all.publish();
    EXPECT_EQ(text_of(all.last(one)), "nothing") << "its stores may be under way";
    all.add(two, 250, octets_of("the next read's, not there yet"));
    EXPECT_EQ(text_of(all.last(one)), "no longer than 1");
    EXPECT_EQ(text_of(all.last(two)), "two, of twenty and 3");
    EXPECT_EQ(all.last(two)->unix_ms, 200);
    all.add(one, 300, octets_of("sixteen octets.."));
    all.add(one, 1'796'000'000'000, octets_of("seventeen octets."));
    publish(all);
    EXPECT_EQ(text_of(all.last(one)), "seventeen octets.");
    EXPECT_EQ(all.last(one)->unix_ms, 1'796'000'000'000);
    EXPECT_EQ(text_of(all.last(spread(3))), "nothing");
}

// What lies before the newest groups is not found any more, however much room its octets have.
TEST(SentTexts, ForgetTheOldestAndNeverGiveHalfOfOne) {
    sent_texts all(1 << 20);
    const auto text = [](std::uint64_t n) { return std::string(16 + n % 300, static_cast<char>('a' + n % 26)); };
    std::uint64_t oldest = 1;
    for (std::uint64_t n = 1; n <= 60'000; ++n) {
        all.add(spread(n), static_cast<std::int64_t>(n), octets_of(text(n)));
        if (n % 100 != 0) continue;
        publish(all);
        ASSERT_EQ(text_of(all.last(spread(n))), text(n));
        const auto found = all.last(spread(oldest));
        ASSERT_EQ(text_of(found), found ? text(oldest) : "nothing");
        while (!all.last(spread(oldest))) ++oldest;
        ASSERT_EQ(text_of(all.last(spread(oldest))), text(oldest));
    }
    EXPECT_LT(oldest, 60'000U - 3'500) << "a mebibyte holds some five thousand such texts";
    EXPECT_GT(oldest, 60'000U - 8'000);
    for (auto n = oldest; n <= 60'000; ++n) ASSERT_EQ(text_of(all.last(spread(n))), text(n)) << n;
}

TEST(SentTexts, AreFoundInEveryGroup) {
    sent_texts all(std::size_t{8} << 20U);
    for (std::uint64_t n = 0; n < 20'000; ++n) all.add(spread(n), 1, octets_of(numbered(n)));
    publish(all);
    for (std::uint64_t n = 0; n < 20'000; ++n) ASSERT_EQ(text_of(all.last(spread(n))), numbered(n));
    for (std::uint64_t n = 20'000; n < 40'000; ++n) ASSERT_FALSE(all.last(spread(n)));
}

TEST(SentTexts, KeepTheBeginningOfALongPayload) {
    sent_texts all(1);
    const std::string text(5'000, 'x');
    all.add(1, 1, octets_of(text));
    publish(all);
    EXPECT_EQ(text_of(all.last(1)), text.substr(0, sent_texts::longest));
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
                const auto found = all.last(spread(last.load()));
                if (!found) continue;
                const auto text = text_of(found);
                torn += text.find_first_not_of(text.front()) == std::string::npos ? 0 : 1;
                ++whole;
            }
        });
    }
    for (std::uint64_t n = 0; n < 200'000; ++n) {
        all.add(spread(n % 32), 1, octets_of(std::string(100 + n % 200, static_cast<char>('a' + n % 26))));
        publish(all);
        if (n % 8 == 0) last = n % 32;
    }
    over = true;
    for (auto& one : readers) one.join();
    EXPECT_EQ(torn, 0U);
}

TEST(KnownPairs, KnowWhatTheyLearnedLast) {
    known_pairs all(1'000);
    EXPECT_FALSE(all.last_was(77, 1));
    EXPECT_FALSE(all.introduced(77));
    all.learn_last(77, 1);
    all.learn_introduced(77);
    all.learn_introduced(79);
    EXPECT_FALSE(all.last_was(79, 0)) << "no list at all is not the list 0";
    EXPECT_TRUE(all.last_was(77, 1));
    EXPECT_FALSE(all.last_was(77, 2));
    all.learn_last(77, 2);
    EXPECT_TRUE(all.last_was(77, 2));
    EXPECT_FALSE(all.last_was(77, 1)) << "another list took its place";
    EXPECT_TRUE(all.introduced(77));
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
