#include "proxy/relay/sequence_ring.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace proxy::relay {
namespace {

using protocol::command_id;

constexpr auto submit = command_id::submit_sm;

std::uint32_t take(sequence_ring& ring, std::uint32_t original = 0, std::uint64_t now_ms = 0) {
    const auto number = ring.take(submit, original, origin::peer, now_ms);
    EXPECT_TRUE(number);
    return number.value_or(0);
}

TEST(SequenceRing, GivesBackWhatARequestCameWith) {
    sequence_ring ring{1, 64};
    EXPECT_EQ(ring.take(command_id::query_sm, 0, origin::peer, 5), 1U);
    EXPECT_EQ(ring.take(submit, 0xFFFFFFFF, origin::confirmation, 6), 2U);
    EXPECT_EQ(ring.take(submit, 0xFFFFFFFF, origin::peer, 7), 3U);
    EXPECT_EQ(ring.outstanding(), 3U);

    const auto second = ring.answer(2);
    ASSERT_TRUE(second);
    EXPECT_EQ(second->number, 2U);
    EXPECT_EQ(second->original, 0xFFFFFFFF);
    EXPECT_EQ(second->command, submit);
    EXPECT_EQ(second->from, origin::confirmation);
    EXPECT_EQ(second->sent_ms, 6U);
    EXPECT_FALSE(second->expired);
    const auto first = ring.answer(1);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->original, 0U);
    EXPECT_EQ(first->command, command_id::query_sm);
    EXPECT_EQ(ring.outstanding(), 1U);
}

TEST(SequenceRing, AnswersOnceAndOnlyWhatItGave) {
    sequence_ring ring{10, 64};
    EXPECT_FALSE(ring.answer(10)) << "nothing was given yet";
    EXPECT_EQ(take(ring), 10U);
    EXPECT_FALSE(ring.answer(0));
    EXPECT_FALSE(ring.answer(11));
    EXPECT_FALSE(ring.answer(10 + 64)) << "the same slot, another number";
    EXPECT_FALSE(ring.answer(0x80000000 + 10));
    EXPECT_TRUE(ring.answer(10));
    EXPECT_FALSE(ring.answer(10));
    EXPECT_EQ(ring.outstanding(), 0U);
}

TEST(SequenceRing, AnswersAtOnceOnlyThePeersOfThatKindInTheWindow) {
    sequence_ring ring{1, 64};
    take(ring, 42, 5);
    ring.take(submit, 0, origin::confirmation, 5);
    take(ring, 44, 6);
    EXPECT_EQ(ring.expire(5)->number, 1U);
    for (const std::uint32_t number : {0U, 1U, 2U, 4U, 3U + 64U})
        EXPECT_EQ(ring.answer_to_peer(number, submit), nullptr) << number;
    EXPECT_EQ(ring.answer_to_peer(3, command_id::query_sm), nullptr);
    EXPECT_EQ(ring.outstanding(), 2U) << "nothing has changed";
    const auto* const found = ring.answer_to_peer(3, submit);
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(found->original, 44U);
    EXPECT_EQ(found->sent_ms, 6U);
    EXPECT_EQ(ring.answer_to_peer(3, submit), nullptr) << "once";
    EXPECT_EQ(ring.outstanding(), 1U);
    EXPECT_EQ(ring.oldest_ms(), 5U) << "ours";
    EXPECT_EQ(ring.answer(1)->original, 42U) << "late";
    EXPECT_TRUE(ring.answer(2));
}

TEST(SequenceRing, GoesOnWithOneAfterTheHighest) {
    sequence_ring ring{0x7FFFFFFE, 64};
    EXPECT_EQ(take(ring, 1), 0x7FFFFFFEU);
    EXPECT_EQ(take(ring, 2), 0x7FFFFFFFU);
    EXPECT_EQ(take(ring, 3), 1U);
    EXPECT_EQ(ring.answer(1)->original, 3U);
    EXPECT_EQ(ring.answer(0x7FFFFFFF)->original, 2U);
    EXPECT_EQ(ring.answer(0x7FFFFFFE)->original, 1U);
}

TEST(SequenceRing, BeginsWithAValidNumber) {
    EXPECT_EQ(take(*std::make_unique<sequence_ring>(0, 4)), 1U);
    EXPECT_EQ(take(*std::make_unique<sequence_ring>(0x80000000, 4)), 1U);
}

TEST(SequenceRing, WhatHasNoAnswerTakesANumberAndNoSlot) {
    sequence_ring ring{0x7FFFFFFF, 1};
    EXPECT_EQ(ring.pass(), 0x7FFFFFFFU);
    EXPECT_EQ(ring.pass(), 1U);
    EXPECT_EQ(ring.outstanding(), 0U);
    EXPECT_EQ(take(ring), 2U);
    EXPECT_EQ(ring.pass(), 3U);
    EXPECT_TRUE(ring.answer(2));
    EXPECT_EQ(take(ring), 4U);
}

TEST(SequenceRing, IsFullAtItsLimit) {
    sequence_ring ring{1, 100};  // rounded up to 128
    for (int many = 0; many < 128; ++many) take(ring);
    EXPECT_TRUE(ring.full());
    EXPECT_FALSE(ring.take(submit, 0, origin::peer, 0));
    EXPECT_TRUE(ring.answer(77));
    EXPECT_FALSE(ring.full());
    // The only free slot is the one of 77: the numbers between are skipped.
    EXPECT_EQ(take(ring), 77U + 128U);
    EXPECT_TRUE(ring.answer(78)) << "a skipped slot keeps its request";
}

TEST(SequenceRing, GrowsAndForgetsNothing) {
    sequence_ring ring{0x7FFFFF00, 4096};
    std::map<std::uint32_t, std::uint32_t> given;
    for (std::uint32_t original = 0; original < 4096; ++original) given.emplace(take(ring, original), original);
    EXPECT_EQ(given.size(), 4096U);
    EXPECT_TRUE(ring.full());
    for (const auto& [number, original] : given) {
        ASSERT_GE(number, 1U);
        ASSERT_LE(number, 0x7FFFFFFFU);
        ASSERT_EQ(ring.answer(number)->original, original);
    }
    EXPECT_EQ(ring.outstanding(), 0U);
}

TEST(SequenceRing, ARequestThatWaitsLongIsNotOverwritten) {
    sequence_ring ring{1, 64};
    EXPECT_EQ(take(ring, 42), 1U);
    for (int round = 0; round < 1000; ++round) {
        const auto number = take(ring, 7);
        ASSERT_NE(number % 64, 1U) << "the slot of the request that waits";
        ASSERT_EQ(ring.answer(number)->original, 7U);
    }
    EXPECT_EQ(ring.answer(1)->original, 42U);
}

TEST(SequenceRing, ExpiresInTheOrderOfSendingAndKeepsTheMapping) {
    sequence_ring ring{1, 64};
    take(ring, 11, 1000);
    take(ring, 12, 2000);
    take(ring, 13, 3000);
    EXPECT_TRUE(ring.answer(1));
    EXPECT_EQ(ring.oldest_ms(), 2000U);
    EXPECT_FALSE(ring.expire(1999));
    EXPECT_EQ(ring.expire(2000)->original, 12U);
    EXPECT_EQ(ring.outstanding(), 1U);
    EXPECT_EQ(ring.oldest_ms(), 3000U);
    EXPECT_FALSE(ring.expire(2999));

    const auto late = ring.answer(2);
    ASSERT_TRUE(late);
    EXPECT_TRUE(late->expired);
    EXPECT_EQ(late->original, 12U);
    EXPECT_EQ(ring.outstanding(), 1U) << "it left the window when it expired";
    EXPECT_EQ(ring.expire(3000)->number, 3U);
    EXPECT_FALSE(ring.expire(UINT64_MAX));
    EXPECT_FALSE(ring.oldest_ms());
}

TEST(SequenceRing, AnExpiredRequestYieldsItsSlotWhenItIsNeeded) {
    sequence_ring ring{1, 4};
    for (int many = 0; many < 4; ++many) take(ring, 1, 0);
    while (ring.expire(0)) {
    }
    EXPECT_EQ(ring.outstanding(), 0U);
    EXPECT_EQ(take(ring, 2, 5), 5U);
    EXPECT_FALSE(ring.answer(1)) << "overwritten";
    EXPECT_TRUE(ring.answer(2)->expired);
    EXPECT_EQ(ring.oldest_ms(), 5U);
}

TEST(SequenceRing, TimesMayBeFarApart) {
    sequence_ring ring{1, 4};
    take(ring, 1, 0xFFFFFFFF);
    take(ring, 2, 0x1'0000'0001);
    EXPECT_EQ(ring.expire(0x1'0000'0000)->number, 1U);
    EXPECT_FALSE(ring.expire(0x1'0000'0000));
}

// Against a map, with everything in random order and the numbers wrapping.
TEST(SequenceRing, BehavesLikeAMap) {
    std::mt19937 random{42};
    sequence_ring ring{0x7FFFFFFF - 500, 64};
    std::map<std::uint32_t, request> open;
    std::uint64_t now = 0;
    for (int step = 0; step < 20'000; ++step) {
        now += random() % 3;
        const auto dice = random() % 10;
        if (dice < 5) {
            const auto original = static_cast<std::uint32_t>(random());
            const auto number = ring.take(submit, original, origin::peer, now);
            ASSERT_EQ(number.has_value(), open.size() < 64);
            if (!number) continue;
            ASSERT_TRUE(*number >= 1 && *number <= sequence_ring::last_number);
            ASSERT_TRUE(open.emplace(*number, request{.sent_ms = now, .number = *number, .original = original}).second);
        } else if (dice < 9 && !open.empty()) {
            const auto at = std::next(open.begin(), static_cast<std::ptrdiff_t>(random() % open.size()));
            const auto answered = ring.answer(at->first);
            ASSERT_TRUE(answered);
            ASSERT_EQ(answered->original, at->second.original);
            ASSERT_EQ(answered->sent_ms, at->second.sent_ms);
            open.erase(at);
        } else if (now > 40) {
            while (const auto late = ring.expire(now - 40)) {
                ASSERT_LE(open.at(late->number).sent_ms, now - 40);
                open.erase(late->number);
            }
            for (const auto& [number, one] : open) ASSERT_GT(one.sent_ms, now - 40);
        } else {
            ring.pass();
        }
        ASSERT_EQ(ring.outstanding(), open.size());
    }
}

}  // namespace
}  // namespace proxy::relay
