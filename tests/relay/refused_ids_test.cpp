#include "proxy/relay/refused_ids.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace proxy::relay {
namespace {

class RefusedIds : public testing::Test {
protected:
    refused_ids source(std::uint64_t key = 42, std::size_t worker = 0, std::size_t workers = 1) {
        return {key, worker, workers, [this] { return now_ms; }};
    }
    std::int64_t now_ms = 1'700'000'000'123;
};

TEST_F(RefusedIds, AreDigitsThatSayWhenTheyWereMade) {
    auto ids = source();
    const auto [id, unix_ms] = ids.make("acme", false);
    EXPECT_EQ(id.size(), 29U);
    EXPECT_TRUE(std::ranges::all_of(id, [](char c) { return c >= '0' && c <= '9'; })) << id;
    EXPECT_EQ(id.substr(0, 13), "1700000000123");
    EXPECT_EQ(unix_ms, now_ms);
    now_ms += 1'000'000;
    EXPECT_EQ(ids.read(id, "acme", false), 1'700'000'000'123);
    EXPECT_EQ(source().read(id, "acme", false), 1'700'000'000'123) << "nothing is remembered";
}

TEST_F(RefusedIds, OfEarlySendersHaveEightCharacters) {
    auto ids = source();
    const auto [id, unix_ms] = ids.make("acme", true);
    EXPECT_EQ(id.size(), 8U);
    EXPECT_EQ(id.front(), 'Z');
    EXPECT_EQ(unix_ms, 1'700'000'000'000);
    for (const auto later : std::initializer_list<std::int64_t>{0, 1'000, 86'400'000, 8'707'000'000}) {
        now_ms = 1'700'000'000'123 + later;
        EXPECT_EQ(source().read(id, "acme", true), 1'700'000'000'000) << later;
    }
    now_ms = 1'699'999'990'000;  // another machine's clock, or one that was set back a little
    EXPECT_EQ(source().read(id, "acme", true), 1'700'000'000'000);
    auto lower = id;
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    EXPECT_EQ(source().read(lower, "acme", true), 1'700'000'000'000) << "some senders change the case";
}

TEST_F(RefusedIds, ThatAreForgedOrOfOthersAreNotKnown) {
    auto ids = source();
    const auto id = ids.make("acme", false).id;
    for (std::size_t at = 0; at < id.size(); ++at) {
        auto forged = id;
        forged[at] = forged[at] == '9' ? '0' : static_cast<char>(forged[at] + 1);
        EXPECT_EQ(ids.read(forged, "acme", false), std::nullopt) << at;
    }
    EXPECT_EQ(ids.read(id, "other", false), std::nullopt) << "of another sender";
    EXPECT_EQ(source(43).read(id, "acme", false), std::nullopt) << "of another store";
    for (const auto* other : {"", "0", "Z", "m1", "12345678901234567890123456789", "00000000000000000000000000000", "1f2e3d4c",
                              "999999999999999999999999999999999999999999999999999999999999", "1700000000123000000000000000x"}) {
        EXPECT_EQ(ids.read(other, "acme", false), std::nullopt) << other;
        EXPECT_EQ(ids.read(other, "acme", true), std::nullopt) << other;
    }
    EXPECT_EQ(ids.read(id + "0", "acme", false), std::nullopt);
    EXPECT_EQ(ids.read(ids.make("acme", true).id, "acme", false), std::nullopt) << "a later sender's id may be any word";
    for (const auto* other : {"ABCDEF01", "Z23456", "Z2345678", "Z1-34567", "ZZZZZZZZ", "Z 234567"}) {
        const bool eight = std::string_view{other} == "Z2345678";
        EXPECT_EQ(ids.read(other, "acme", true).has_value(), eight) << other;
    }
}

TEST_F(RefusedIds, NeverRepeat) {
    std::set<std::string> seen;
    for (std::size_t worker = 0; worker < 3; ++worker) {
        auto ids = source(42, worker, 3);
        for (int turn = 0; turn < 40'000; ++turn) {
            for (const bool brief : {false, true}) {
                const auto [id, unix_ms] = ids.make("acme", brief);
                ASSERT_TRUE(seen.insert(id).second) << id;
                ASSERT_EQ(ids.read(id, "acme", brief), unix_ms) << "ahead of the clock in a burst, all the same";
            }
            if (turn == 20'000) now_ms -= 5'000;
        }
        now_ms += 5'000;
    }
}

TEST_F(RefusedIds, FollowTheClockWhenItMovesOn) {
    auto ids = source();
    static_cast<void>(ids.make("acme", false));
    now_ms += 7;
    EXPECT_EQ(ids.make("acme", false).unix_ms, 1'700'000'000'130);
    now_ms = -5;
    EXPECT_EQ(ids.make("acme", false).unix_ms, 1'700'000'000'130);
}

}  // namespace
}  // namespace proxy::relay
