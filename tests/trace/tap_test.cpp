// The ring between a link and who watches it.
#include "proxy/trace/tap.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "protocol/pdu_builder.hpp"

namespace {

using namespace proxy::trace;
using proxy::relay::side;

protocol::octet_buffer pdu(std::uint32_t sequence, std::size_t body = 0) {
    protocol::octet_buffer made;
    protocol::append_with_body(made, protocol::command_id::submit_sm, protocol::command_status::ok, sequence,
                               protocol::octet_buffer(body, 'x'));
    return made;
}

std::vector<record> all_of(tap& from) {
    std::vector<record> made;
    for (record one; from.next(one);) made.push_back(one);
    return made;
}

constexpr std::size_t limit = 128 * 1024;

TEST(Tap, GivesEachPduAsItCameInOrder) {
    tap ring;
    auto both = pdu(1, 30);
    const auto second = pdu(2);
    both.insert(both.end(), second.begin(), second.end());
    ring.pdus(side::smsc, direction::sent, both, limit, 42);
    const auto got = all_of(ring);
    ASSERT_EQ(got.size(), 2U);
    EXPECT_EQ(got[0].octets, pdu(1, 30));
    EXPECT_EQ(got[1].octets, second);
    for (const auto& each : got) {
        EXPECT_EQ(each.what, record::kind::pdu);
        EXPECT_EQ(each.leg, side::smsc);
        EXPECT_EQ(each.way, direction::sent);
        EXPECT_EQ(each.unix_us, 42);
        EXPECT_EQ(each.before.pdus, 0U);
    }
}

TEST(Tap, WhatIsNoPduComesWhole) {
    tap ring;
    const protocol::octet_buffer broken{0, 0, 0, 5, 1, 2, 3};
    ring.pdus(side::esme, direction::received, broken, limit, 1);
    const auto got = all_of(ring);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].what, record::kind::unframed);
    EXPECT_EQ(got[0].octets, broken);
}

// The reader sleeps: what has no room is counted where it is missing, by leg and direction, and the news still come.
TEST(Tap, WhatASlowReaderMissesIsSaid) {
    tap ring(8 * 1024);
    for (std::uint32_t at = 1; at <= 100; ++at) ring.pdus(side::esme, direction::received, pdu(at, 1000), limit, at);
    ring.pdus(side::smsc, direction::sent, pdu(200, 1000), limit, 1);
    ring.over("unbound", 2);
    const auto lost = ring.lost();
    auto got = all_of(ring);
    ASSERT_GE(got.size(), 3U);
    EXPECT_EQ(got.back().what, record::kind::over);
    EXPECT_EQ(protocol::characters(got.back().octets), "unbound");
    EXPECT_EQ(lost, 101 - (got.size() - 1));

    ring.pdus(side::esme, direction::received, pdu(101), limit, 3);
    ring.pdus(side::esme, direction::received, pdu(102), limit, 3);
    ring.pdus(side::smsc, direction::sent, pdu(201), limit, 3);
    got = all_of(ring);
    ASSERT_EQ(got.size(), 3U);
    EXPECT_EQ(got[0].before.pdus, lost - 1);
    EXPECT_EQ(got[0].before.octets, (lost - 1) * 1016);
    EXPECT_EQ(got[1].before.pdus, 0U);
    EXPECT_EQ(got[2].before.pdus, 1U);
    EXPECT_EQ(ring.lost(), lost);
}

TEST(Tap, TellsWhoseTheLegIs) {
    tap ring;
    ends at;
    at.ours.port = 2775;
    at.theirs.port = 40'112;
    at.theirs.address[0] = 127;
    ring.connected(side::esme, at, 7);
    const auto got = all_of(ring);
    ASSERT_EQ(got.size(), 1U);
    EXPECT_EQ(got[0].what, record::kind::connected);
    EXPECT_EQ(got[0].connected().theirs.port, 40'112);
    EXPECT_EQ(got[0].connected().theirs.address[0], 127);
}

// Two threads, and a ring that wraps many times: nothing is torn, in order, and nothing is missing that is not counted.
TEST(Tap, OneWritesWhileTheOtherReads) {
    constexpr std::uint32_t count = 20'000;
    tap ring(64 * 1024);
    std::thread link([&ring] {
        for (std::uint32_t at = 1; at <= count; ++at) ring.pdus(side::esme, direction::received, pdu(at, at % 700), limit, at);
        while (!ring.closed()) std::this_thread::yield();
        ring.over("", 0);
    });
    record one;
    std::uint32_t last = 0;
    std::uint64_t seen = 0, told = 0;
    while (last < count && seen + ring.lost() < count) {
        if (!ring.next(one)) continue;
        const protocol::pdu_view view{one.octets};
        ASSERT_GT(view.sequence(), last);
        ASSERT_EQ(one.octets, pdu(view.sequence(), view.sequence() % 700));
        told += one.before.pdus;
        ++seen;
        ASSERT_EQ(last + one.before.pdus + 1, view.sequence());
        last = view.sequence();
    }
    ring.close();
    link.join();
    EXPECT_LE(told, ring.lost());
}

}  // namespace
