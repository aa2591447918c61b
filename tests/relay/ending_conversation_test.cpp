// Time, and how links end.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::end_reason;
using proxy::relay::phase;
using proxy::relay::stall;

constexpr auto too_late = command_status::incorrect_bind_status;

bytes first_octets(const bytes& of, std::size_t many) { return {of.begin(), of.begin() + static_cast<std::ptrdiff_t>(many)}; }
bytes nack() { return header(command_id::generic_nack, 0, command_status::invalid_command_length); }

TEST(EndingConversation, TheSenderUnbinds) {
    conversation{}
        .bound()
        .esme_sends(unbind(9))
        .smsc_sees(unbind(2))
        .smsc_sends(unbind_resp(2))
        .esme_sees(unbind_resp(9))
        .is(phase::bound)
        .esme_ends()
        .closes(side::smsc)
        .smsc_ends()
        .over(end_reason::unbound, side::esme)
        .plays();
}

TEST(EndingConversation, TheSmscUnbindsAndCloses) {
    conversation{}
        .bound()
        .smsc_sends(unbind(9))
        .esme_sees(unbind(1))
        .esme_sends(unbind_resp(1))
        .smsc_sees(unbind_resp(9))
        .smsc_ends()
        .closes(side::esme)
        .esme_ends()
        .over(end_reason::unbound, side::smsc)
        .plays();
}

TEST(EndingConversation, AfterAnUnbindAPeerThatStaysHasALimit) {
    conversation{}
        .bound()
        .esme_sends(unbind(9))
        .smsc_sends(unbind_resp(2))
        .esme_sees(unbind_resp(9))
        .later(10s)
        .over(end_reason::unbound, side::esme)
        .plays();
}

TEST(EndingConversation, TheSenderClosesAndStillGetsItsAnswers) {
    conversation{}
        .bound()
        .esme_sends(submit(1) + submit(2))
        .esme_ends()
        .smsc_sees(submit(2) + submit(3))
        .closes(side::smsc)
        .closes(side::esme, false)
        .smsc_sends(submit_resp(2) + submit_resp(3))
        .esme_sees(submit_resp(1) + submit_resp(2))
        .smsc_ends()
        .over(end_reason::sender_closed, side::esme)
        .plays();
}

TEST(EndingConversation, TheSenderClosesAndTheSmscStays) {
    conversation{}.bound().esme_ends().later(10s).over(end_reason::sender_closed, side::esme).plays();
}

TEST(EndingConversation, TheSenderClosesInTheMiddleOfAPdu) {
    conversation{}
        .never_split()
        .bound()
        .esme_sends(submit(1) + first_octets(submit(2), 20))
        .esme_ends()
        .smsc_sees(submit(2))
        .closes(side::smsc)
        .smsc_ends()
        .over(end_reason::sender_closed, side::esme)
        .plays();
}

TEST(EndingConversation, WhatTheSenderWroteBeforeItClosedGoesUpFirst) {
    conversation{}
        .with([](auto& its) { its.bounds.outstanding = 1; })
        .bound()
        .esme_sends(submit(1) + submit(2))
        .stalls(side::esme, stall::window)
        .esme_ends()
        .closes(side::smsc, false)
        .smsc_sends(submit_resp(2))
        .smsc_sees(submit(2) + submit(3))
        .closes(side::smsc)
        .smsc_sends(submit_resp(3))
        .esme_sees(submit_resp(1) + submit_resp(2))
        .plays();
}

TEST(EndingConversation, TheSmscClosesAndTheSenderIsUnbound) {
    conversation{}
        .bound()
        .esme_sends(submit(1))
        .smsc_sees(submit(2))
        .smsc_sends(deliver(50))
        .smsc_ends()
        .esme_sees(deliver(1) + unbind(2))
        .is(phase::leaving)
        .checks([](stage& on) { EXPECT_EQ(on.counts.bound[2].value(), 0); })
        .esme_sends(submit(2) + unbind(3) + enquire_link(4))
        .esme_sees(refused(2, too_late) + unbind_resp(3) + enquire_link_resp(4))
        .closes(side::esme, false)
        .esme_sends(unbind_resp(2))
        .closes(side::esme)
        .smsc_sees({})
        .esme_sends(submit(5) + enquire_link(6))
        .esme_sees({})
        .esme_ends()
        .over(end_reason::smsc_closed, side::smsc)
        .plays();
}

TEST(EndingConversation, TheSmscClosesAndTheSenderSaysNothing) {
    conversation{}
        .bound()
        .smsc_ends()
        .esme_sees(unbind(1))
        .later(1999ms)
        .closes(side::esme, false)
        .later(1ms)
        .closes(side::esme)
        .is(phase::leaving)
        .later(4s)
        .over(end_reason::smsc_closed, side::smsc)
        .plays();
}

TEST(EndingConversation, AnEndOfFileIsAsGoodAsAnUnbindResp) {
    conversation{}.bound().smsc_ends().esme_sees(unbind(1)).esme_ends().over(end_reason::smsc_closed, side::smsc).plays();
}

TEST(EndingConversation, WhatTheSmscWroteBeforeItClosedReachesTheSender) {
    conversation{}
        .with([](auto& its) { its.bounds.held_replies = 1; })
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}) + deliver(51, {.text = "STOP", .from = other_person}) + deliver(52))
        .stalls(side::smsc, stall::store)
        .smsc_ends()
        .esme_sees({})
        .stored()
        .smsc_sees(deliver_resp(50))
        .esme_sees(deliver(1) + unbind(2))
        .stored()
        .smsc_sees(deliver_resp(51))
        .plays();
}

TEST(EndingConversation, ADrainLetsEverythingBeAnsweredAndUnbindsBoth) {
    conversation{}
        .bound()
        .esme_sends(submit(1))
        .smsc_sends(deliver(50))
        .smsc_sees(submit(2))
        .esme_sees(deliver(1))
        .drains()
        .checks([](stage& on) { EXPECT_FALSE(on.link().may_transmit()); })
        .esme_sends(submit(2))
        .stalls(side::esme, stall::drain)
        .smsc_sees({})
        .is(phase::bound)
        .smsc_sends(submit_resp(2))
        .esme_sees(submit_resp(1) + unbind(2) + refused(2, too_late))
        .is(phase::leaving)
        .esme_sends(deliver_resp(1))
        .smsc_sees(deliver_resp(50))
        .smsc_sends(deliver(51))
        .smsc_sees(header(command_id::deliver_sm_resp, 51, command_status::receiver_temporary_error))
        .esme_sends(unbind_resp(2))
        .closes(side::esme)
        .smsc_sees(unbind(3))
        .closes(side::smsc, false)
        .smsc_sends(unbind_resp(3))
        .closes(side::smsc)
        .smsc_ends()
        .esme_ends()
        .over(end_reason::drained, side::esme)
        .plays();
}

TEST(EndingConversation, ADrainWaitsForTheSendersAnswers) {
    conversation{}
        .bound()
        .smsc_sends(deliver(50))
        .esme_sees(deliver(1))
        .drains()
        .is(phase::bound)
        .esme_sees({})
        .esme_sends(deliver_resp(1))
        .smsc_sees(deliver_resp(50))
        .esme_sees(unbind(2))
        .plays();
}

TEST(EndingConversation, ADrainGoesOnBehindASendersRequestThatHidesItsAnswers) {
    conversation{}
        .bound()
        .smsc_sends(deliver(50))
        .esme_sees(deliver(1))
        .drains()
        .esme_sends(submit(7) + deliver_resp(1))
        .esme_sees(unbind(2) + refused(7, too_late))
        .smsc_sees(deliver_resp(50))
        .plays();
}

TEST(EndingConversation, ADrainWaitsForTheStore) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .drains()
        .is(phase::bound)
        .stored()
        .smsc_sees(deliver_resp(50))
        .esme_sees(unbind(1))
        .plays();
}

TEST(EndingConversation, ADrainHasALimit) {
    conversation{}
        .bound()
        .esme_sends(submit(1))
        .drains()
        .later(9999ms)
        .is(phase::bound)
        .later(1ms)
        .esme_sees(unbind(1))
        .smsc_sees(submit(2))
        .later(2s)
        .closes(side::esme)
        .smsc_sees(unbind(3))
        .smsc_sends(submit_resp(2))  // too late: the sender's leg is closed
        .esme_sees({})
        .later(2s)
        .closes(side::smsc)
        .later(2s)
        .over(end_reason::drained, side::esme)
        .plays();
}

TEST(EndingConversation, AnUnbindRespOfTheSenderDoesNotEndTheSmscsTime) {
    conversation{}
        .bound()
        .drains()
        .esme_sees(unbind(1))
        .later(2s)
        .smsc_sees(unbind(2))
        .esme_sends(unbind_resp(1))
        .closes(side::smsc, false)
        .smsc_sends(unbind_resp(2))
        .closes(side::smsc)
        .plays();
}

TEST(EndingConversation, BothLegsAreProbedWhenNothingIsHeard) {
    conversation{}
        .bound()
        .later(29'999ms)
        .esme_sees({})
        .later(1ms)
        .esme_sees(enquire_link(1))
        .smsc_sees(enquire_link(2))
        .esme_sends(enquire_link_resp(1))
        .smsc_sends(enquire_link_resp(2))
        .esme_sees({})
        .smsc_sees({})
        .later(30s)
        .esme_sees(enquire_link(2))
        .smsc_sees(enquire_link(3))
        .is(phase::bound)
        .plays();
}

TEST(EndingConversation, TrafficOnOneLegDoesNotSpeakForTheOther) {
    conversation{}
        .bound()
        .later(20s)
        .smsc_sends(enquire_link(1))
        .later(10s)
        .esme_sees(enquire_link(1))
        .smsc_sees(enquire_link_resp(1))
        .later(20s)
        .smsc_sees(enquire_link(2))
        .smsc_sends(enquire_link_resp(2))
        .later(10s)
        .over(end_reason::silent_sender, side::esme)
        .plays();
}

TEST(EndingConversation, ASilentSmscIsLeftAndTheSenderUnbound) {
    conversation{}
        .bound()
        .later(30s)
        .esme_sees(enquire_link(1))
        .esme_sends(enquire_link_resp(1))
        .later(30s)
        .esme_sees(enquire_link(2) + unbind(3))
        .is(phase::leaving)
        .esme_sends(enquire_link_resp(2) + unbind_resp(3))
        .closes(side::esme)
        .closes(side::smsc)
        .smsc_sees(enquire_link(2))
        .esme_ends()
        .over(end_reason::silent_smsc, side::smsc)
        .plays();
}

TEST(EndingConversation, HalfAPduAndThenSilence) {
    conversation{}
        .never_split()
        .bound()
        .esme_sends(first_octets(submit(1), 8))
        .later(9s)
        .smsc_sends(deliver(50))  // another leg's traffic is no sign of life
        .later(999ms)
        .is(phase::bound)
        .later(1ms)
        .over(end_reason::partial_pdu, side::esme)
        .plays();
}

TEST(EndingConversation, HalfAPduThatGrowsHasTime) {
    conversation{}
        .never_split()
        .bound()
        .smsc_sends(first_octets(deliver(1), 3))
        .later(9s)
        .smsc_sends({deliver(1)[3]})
        .later(9s)
        .is(phase::bound)
        .later(1s)
        .over(end_reason::partial_pdu, side::smsc)
        .plays();
}

TEST(EndingConversation, HalfAPduOfALegThatWeDoNotReadIsOurs) {
    conversation{}
        .never_split()
        .bound()
        .esme_sends(first_octets(submit(1), 8))
        .does([](stage& on) { on.link().backpressure(side::esme, true, on.now); })
        .later(20s)
        .is(phase::bound)
        .does([](stage& on) { on.link().backpressure(side::esme, false, on.now); })
        .later(9s)
        .is(phase::bound)
        .later(1s)
        .over(end_reason::partial_pdu, side::esme)
        .plays();
}

TEST(EndingConversation, HalfAPduBehindOneThatWaitsGetsItsTimeLater) {
    conversation{}
        .never_split()
        .with([](auto& its) { its.bounds.outstanding = 1; })
        .bound()
        .esme_sends(submit(1) + submit(2) + first_octets(submit(3), 8))
        .stalls(side::esme, stall::window)
        .later(20s)
        .is(phase::bound)
        .smsc_sends(submit_resp(2))
        .later(9s)
        .is(phase::bound)
        .later(1s)
        .over(end_reason::partial_pdu, side::esme)
        .plays();
}

TEST(EndingConversation, ALegThatWeDoNotReadIsNotSilent) {
    conversation{}
        .with([](auto& its) { its.bounds.response = 24h; })
        .bound()
        .does([](stage& on) { on.link().backpressure(side::smsc, true, on.now); })
        .does([](stage& on) {
            for (int minute = 0; minute < 10; ++minute) {
                on.later(29s);
                on.sends(side::esme, enquire_link(5));
            }
        })
        .is(phase::bound)
        .checks([](stage& on) {
            EXPECT_EQ(on.counts.paused_ms[static_cast<std::size_t>(stall::slow_reader)].value(), 290'000U)
                << "told before it ends";
        })
        .does([](stage& on) { on.link().backpressure(side::smsc, false, on.now); })
        .later(30s)
        .smsc_sees(enquire_link(2))
        .plays();
}

TEST(EndingConversation, NothingButEnquireLinksIsInactivity) {
    conversation{}
        .with([](auto& its) { its.bounds.inactivity = 60s; })
        .bound()
        .later(29s)
        .esme_sends(enquire_link(1))
        .smsc_sends(enquire_link(1))
        .later(29s)
        .esme_sends(enquire_link(2))
        .smsc_sends(enquire_link(2))
        .esme_sees(enquire_link_resp(1) + enquire_link_resp(2))
        .later(1999ms)
        .is(phase::bound)
        .later(1ms)
        .esme_sees(unbind(1))
        .esme_sends(unbind_resp(1))
        .smsc_sees(enquire_link_resp(1) + enquire_link_resp(2) + unbind(2))
        .smsc_sends(unbind_resp(2))
        .smsc_ends()
        .esme_ends()
        .over(end_reason::inactivity, side::esme)
        .plays();
}

TEST(EndingConversation, TrafficIsActivity) {
    conversation{}
        .with([](auto& its) { its.bounds.inactivity = 60s, its.bounds.enquire_link = 24h; })
        .bound()
        .later(59s)
        .smsc_sends(deliver(1))
        .later(59s)
        .is(phase::bound)
        .later(1s)
        .is(phase::leaving)
        .plays();
}

TEST(EndingConversation, APeerThatTakesNothing) {
    conversation{}
        .with([](auto& its) { its.bounds.enquire_link = 24h; })
        .bound()
        .does([](stage& on) { on.writing(side::smsc, true); })
        .later(29s)
        .does([](stage& on) { on.writing(side::smsc, true); })  // it took some
        .later(29s)
        .is(phase::bound)
        .later(1s)
        .over(end_reason::write_stall, side::smsc)
        .plays();
    conversation{}
        .with([](auto& its) { its.bounds.enquire_link = 24h; })
        .bound()
        .does([](stage& on) { on.writing(side::esme, true); })
        .later(29s)
        .does([](stage& on) { on.writing(side::esme, false); })
        .later(1h)
        .is(phase::bound)
        .plays();
}

TEST(EndingConversation, ABrokenLengthEndsTheLink) {
    conversation{}
        .never_split()
        .bound()
        .esme_sends(submit(1) + bytes{0, 0, 0, 15, 0, 0, 0, 4, 9, 9})
        .smsc_sees(submit(2))
        .esme_sees(nack())
        .over(end_reason::bad_length, side::esme)
        .checks([](stage& on) {
            EXPECT_EQ(on.end->first_octets, (std::string{0, 0, 0, 15, 0, 0, 0, 4, 9, 9}));
            EXPECT_EQ(on.counts.malformed[static_cast<std::size_t>(protocol::flaw::bad_length)].value(), 1U);
            ASSERT_EQ(on.malformed.size(), 1U);
            EXPECT_EQ(on.malformed[0].at, submit(1).size());
            EXPECT_EQ(on.malformed[0].octets, (bytes{0, 0, 0, 15, 0, 0, 0, 4, 9, 9}));
        })
        .plays();
    conversation{}
        .bound()
        .smsc_sends(deliver(50) + bytes{0, 2, 0, 1})
        .esme_sees(deliver(1))
        .smsc_sees(nack())
        .over(end_reason::bad_length, side::smsc)
        .plays();
    conversation{}
        .with([](auto& its) { its.bounds.pdu_octets = 100; })
        .bound()
        .esme_sends(bytes{0, 0, 0, 101})
        .esme_sees(nack())
        .over(end_reason::bad_length, side::esme)
        .plays();
}

TEST(EndingConversation, AWebBrowserIsSentAwayAndItsFirstWordsKept) {
    const std::string_view greeting = "GET / HTTP/1.1\r\nHost: stopgate.example\r\n\r\n";
    conversation{}
        .never_split()
        .esme_sends({greeting.begin(), greeting.end()})
        .esme_sees(nack())
        .over(end_reason::bad_length, side::esme)
        .checks([&](stage& on) { EXPECT_EQ(on.end->first_octets, greeting.substr(0, 32)); })
        .plays();
}

TEST(EndingConversation, ABrokenLengthBehindAPduThatWaitsIsFoundLater) {
    conversation{}
        .with([](auto& its) { its.bounds.outstanding = 1; })
        .bound()
        .esme_sends(submit(1) + submit(2) + bytes(4, 0))
        .is(phase::bound)
        .smsc_sends(submit_resp(2))
        .smsc_sees(submit(2) + submit(3))
        .esme_sees(submit_resp(1) + nack())
        .over(end_reason::bad_length, side::esme)
        .plays();
}

TEST(EndingConversation, WhatHappensToALinkThatIsOverChangesNothing) {
    conversation{}
        .bound()
        .esme_ends()
        .smsc_ends()
        .is(phase::over)
        .esme_sends(submit(1))
        .smsc_sends(deliver(1, {.text = "STOP"}))
        .connects()
        .connect_fails()
        .drains()
        .later(1h)
        .esme_sees({})
        .smsc_sees({})
        .checks([](stage& on) { EXPECT_TRUE(on.changes.empty()); })
        .plays();
}

TEST(EndingConversation, ADestroyedLinkTakesItsGaugesWithIt) {
    proxy::relay::settings its;
    its.lists = std::make_shared<const proxy::consent::lists>(std::vector<proxy::consent::list>{});
    proxy::relay::tally counts{1};
    proxy::relay::receipt_book receipts;
    proxy::relay::refused_ids ids{1, 0, 1, [] { return std::int64_t{0}; }};
    table_store table;
    proxy::relay::outgoing to[2];
    proxy::relay::effects out;
    out.to[0] = &to[0];
    out.to[1] = &to[1];
    const auto now = proxy::relay::time_point{} + 1h;
    {
        proxy::relay::link link{std::make_shared<const proxy::relay::settings>(its), table, table, receipts, ids, counts, now};
        const auto tell = [&](side from, bytes octets) { EXPECT_EQ(link.received(from, octets, now, out), octets.size()); };
        tell(side::esme, bind(1));
        link.connected(now, out);
        tell(side::smsc, bind_resp(1));
        table.on_disk.insert(std::string{person});
        tell(side::esme, submit(1) + submit(2, {.to = other_person}));
        EXPECT_EQ(counts.bound[2].value(), 1);
        EXPECT_EQ(counts.in_flight[1].value(), 1);
        EXPECT_EQ(counts.held.value(), 1);
    }
    EXPECT_EQ(counts.bound[2].value(), 0);
    EXPECT_EQ(counts.in_flight[1].value(), 0);
    EXPECT_EQ(counts.held.value(), 0);
}

}  // namespace
}  // namespace tests::relay
