#include "proxy/relay/outgoing.hpp"

#include <gtest/gtest.h>

#include <array>

namespace proxy::relay {
namespace {

std::vector<std::uint8_t> all(const outgoing& what) {
    std::vector<std::uint8_t> octets;
    for (const auto& run : what.runs()) octets.insert(octets.end(), what.start_of(run), what.start_of(run) + run.size);
    return octets;
}

void add(outgoing& to, std::vector<std::uint8_t> octets) {
    to.ours([&](protocol::octet_buffer& own) { own.insert(own.end(), octets.begin(), octets.end()); });
}

class Outgoing : public testing::Test {
protected:
    [[nodiscard]] protocol::octets part(std::size_t from, std::size_t size) const {
        return protocol::octets{buffer}.subspan(from, size);
    }
    std::array<std::uint8_t, 8> buffer{1, 2, 3, 4, 5, 6, 7, 8};
    outgoing to;
};

TEST_F(Outgoing, NeighboursLeaveAsOneRun) {
    EXPECT_TRUE(to.empty());
    to.relay(part(0, 2));
    to.relay(part(2, 3));
    ASSERT_EQ(to.runs().size(), 1U);
    EXPECT_EQ(to.runs()[0].borrowed, buffer.data());
    EXPECT_EQ(to.runs()[0].size, 5U);
    to.relay(part(6, 2));  // what stood between was cut out
    EXPECT_EQ(to.runs().size(), 2U);
    EXPECT_EQ(to.octets(), 7U);
    EXPECT_EQ(to.own_octets(), 0U);
    EXPECT_EQ(all(to), (std::vector<std::uint8_t>{1, 2, 3, 4, 5, 7, 8}));
}

TEST_F(Outgoing, OwnOctetsStandBetweenRunsInOrder) {
    to.relay(part(0, 2));
    add(to, {10, 11});
    add(to, {12});
    to.relay(part(2, 2));
    add(to, std::vector<std::uint8_t>(5000, 13));  // moves what came before
    EXPECT_EQ(to.runs().size(), 4U);
    EXPECT_EQ(to.octets(), 2U + 3U + 2U + 5000U);
    EXPECT_EQ(to.own_octets(), 5003U);
    const auto octets = all(to);
    EXPECT_EQ((std::vector<std::uint8_t>{octets.begin(), octets.begin() + 8}),
              (std::vector<std::uint8_t>{1, 2, 10, 11, 12, 3, 4, 13}));
}

TEST_F(Outgoing, NothingAddedIsNoRun) {
    add(to, {});
    EXPECT_TRUE(to.runs().empty());
    to.relay(part(0, 1));
    add(to, {});
    EXPECT_EQ(to.runs().size(), 1U);
    to.relay(part(1, 1));
    EXPECT_EQ(to.runs().size(), 1U);
}

TEST_F(Outgoing, WhatIsKeptNeedsTheReadBufferNoMore) {
    to.relay(part(0, 2));
    add(to, {10});
    to.relay(part(2, 3));
    to.keep();
    buffer.fill(0);
    EXPECT_EQ(all(to), (std::vector<std::uint8_t>{1, 2, 10, 3, 4, 5}));
    EXPECT_EQ(to.own_octets(), 1U);
    EXPECT_EQ(to.relayed_octets(), 5U);

    buffer = {1, 2, 3, 4, 5, 6, 7, 8};
    to.relay(part(5, 1));
    add(to, {11});
    to.keep();
    to.keep();
    buffer.fill(0);
    EXPECT_EQ(all(to), (std::vector<std::uint8_t>{1, 2, 10, 3, 4, 5, 6, 11}));
}

// It may begin where the copy ends, and yet is no part of it.
TEST_F(Outgoing, WhatFollowsWhatIsKeptIsARunOfItsOwn) {
    to.relay(part(0, 2));
    to.keep();
    const auto* const end = to.runs()[0].borrowed + 2;
    to.relay({end, 0});
    EXPECT_EQ(to.runs().size(), 2U);
}

TEST_F(Outgoing, IsEmptyAgainAfterClear) {
    to.relay(part(0, 2));
    to.keep();
    add(to, {9});
    to.clear();
    EXPECT_TRUE(to.empty());
    EXPECT_TRUE(to.runs().empty());
    EXPECT_EQ(to.own_octets(), 0U);
    add(to, {9});
    EXPECT_EQ(all(to), (std::vector<std::uint8_t>{9}));
}

}  // namespace
}  // namespace proxy::relay
