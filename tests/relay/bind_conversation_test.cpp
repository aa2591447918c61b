// From connection to bind.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::end_reason;
using proxy::relay::phase;
using proxy::relay::stall;

constexpr auto bind_answer = command_id::bind_transceiver_resp;

TEST(BindConversation, GoesUpAsItCameAndTheAnswerComesBackAsItCame) {
    conversation{}
        .esme_sends(bind(0xFFFFFFFF))
        .is(phase::connecting)
        .checks([](stage& on) { EXPECT_EQ(on.connections, 1U); })
        .smsc_sees({})
        .connects()
        .is(phase::binding)
        .smsc_sees(bind(1))
        .smsc_sends(bind_resp(1))
        .esme_sees(bind_resp(0xFFFFFFFF))
        .is(phase::bound)
        .checks([](stage& on) {
            EXPECT_EQ(on.bound, proxy::relay::bind_type::transceiver);
            EXPECT_EQ(on.link().system_id(), "acme");
            EXPECT_TRUE(on.link().may_transmit());
            EXPECT_EQ(on.counts.bound[2].value(), 1);
            EXPECT_EQ(on.connections, 1U);
        })
        .plays();
}

TEST(BindConversation, AReceiverMayNotTransmit) {
    conversation{}
        .bound({.command = command_id::bind_receiver})
        .checks([](stage& on) {
            EXPECT_EQ(on.bound, proxy::relay::bind_type::receiver);
            EXPECT_FALSE(on.link().may_transmit());
            EXPECT_EQ(on.counts.bound[1].value(), 1);
        })
        .plays();
    conversation{}
        .bound({.command = command_id::bind_transmitter})
        .checks([](stage& on) { EXPECT_TRUE(on.link().may_transmit()); })
        .plays();
}

TEST(BindConversation, ARefusedBindMayBeTriedAgainOnTheSameConnections) {
    conversation{}
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, command_status::invalid_password))
        .esme_sees(header(bind_answer, 5, command_status::invalid_password))
        .is(phase::open)
        .later(9s)
        .esme_sends(bind(6, {.command = command_id::bind_receiver, .system_id = "other"}))
        .smsc_sees(bind(2, {.command = command_id::bind_receiver, .system_id = "other"}))
        .smsc_sends(bind_resp(2, command_id::bind_receiver))
        .esme_sees(bind_resp(6, command_id::bind_receiver))
        .is(phase::bound)
        .checks([](stage& on) {
            EXPECT_EQ(on.connections, 1U);
            EXPECT_EQ(on.link().system_id(), "other");
            EXPECT_EQ(on.link().bound_as(), proxy::relay::bind_type::receiver);
        })
        .plays();
}

TEST(BindConversation, ARefusedSenderHasTheSessionInitTimeAgain) {
    conversation{}
        .esme_sends(bind(5))
        .connects()
        .smsc_sends(header(bind_answer, 1, command_status::bind_failed))
        .later(9999ms)
        .is(phase::open)
        .later(1ms)
        .over(end_reason::session_init, side::esme)
        .plays();
}

TEST(BindConversation, WhatFollowsTheBindWaitsAndGoesOnInOrder) {
    conversation{}
        .esme_sends(bind(1) + submit(2) + submit(3, {.text = "second"}) + enquire_link(4))
        .stalls(side::esme, stall::binding)
        .connects()
        .smsc_sees(bind(1))
        .esme_sees({})
        .smsc_sends(bind_resp(1))
        .esme_sees(bind_resp(1) + enquire_link_resp(4))
        .smsc_sees(submit(2) + submit(3, {.text = "second"}))
        .stalls(side::esme, stall::none)
        .plays();
}

TEST(BindConversation, NothingGoesUpBeforeABind) {
    conversation{}
        .esme_sends(submit(9))
        .esme_sees(refused(9, command_status::incorrect_bind_status))
        .esme_sends(pdu(static_cast<command_id>(0x00010299), 0, {1, 2, 3}))
        .esme_sees(header(static_cast<command_id>(0x80010299), 0, command_status::incorrect_bind_status))
        .esme_sends(unbind(11))
        .esme_sees(header(command_id::unbind_resp, 11, command_status::incorrect_bind_status))
        .esme_sends(header(command_id::alert_notification, 12) + submit_resp(13) + header(command_id::generic_nack, 14))
        .esme_sees({})
        .checks([](stage& on) { EXPECT_EQ(on.connections, 0U); })
        .is(phase::open)
        .plays();
}

TEST(BindConversation, WhoDoesNotBindInTimeIsSentAway) {
    conversation{}
        .later(9999ms)
        .is(phase::open)
        .esme_sends(enquire_link(1))
        .esme_sees(enquire_link_resp(1))
        .later(1ms)
        .over(end_reason::session_init, side::esme)
        .plays();
}

TEST(BindConversation, ASecondBindIsTurnedDownHere) {
    conversation{}
        .bound()
        .esme_sends(bind(8, {.command = command_id::bind_receiver}))
        .esme_sees(header(command_id::bind_receiver_resp, 8, command_status::already_bound))
        .smsc_sees({})
        .is(phase::bound)
        .plays();
}

TEST(BindConversation, EnquireLinkIsAnsweredInEveryState) {
    conversation{}
        .esme_sends(enquire_link(0))
        .esme_sees(enquire_link_resp(0))
        .esme_sends(bind(1) + enquire_link(2))
        .is(phase::connecting)
        .esme_sees(enquire_link_resp(2))
        .connects()
        .esme_sends(enquire_link(0x80000000))
        .is(phase::binding)
        .esme_sees(enquire_link_resp(0x80000000))
        .smsc_sees(bind(1))
        .smsc_sends(enquire_link(7))
        .smsc_sees(enquire_link_resp(7))
        .smsc_sends(bind_resp(1))
        .esme_sees(bind_resp(1))
        .esme_sends(enquire_link(4) + enquire_link(4))
        .esme_sees(enquire_link_resp(4) + enquire_link_resp(4))
        .smsc_sends(enquire_link(8))
        .smsc_sees(enquire_link_resp(8))
        .smsc_ends()
        .is(phase::leaving)
        .esme_sees(unbind(1))
        .esme_sends(enquire_link(5))
        .esme_sees(enquire_link_resp(5))
        .plays();
}

TEST(BindConversation, BytesBehindAnEnquireLinkAreTolerated) {
    conversation{}.bound().esme_sends(pdu(command_id::enquire_link, 3, {0, 0, 0, 0})).esme_sees(enquire_link_resp(3)).plays();
}

TEST(BindConversation, WithoutAConnectionTheBindFails) {
    conversation{}
        .esme_sends(bind(3))
        .connect_fails()
        .esme_sees(header(bind_answer, 3, command_status::bind_failed))
        .over(end_reason::connect_failed, side::smsc)
        .plays();
}

TEST(BindConversation, AConnectionThatNeverComesHasALimit) {
    conversation{}
        .esme_sends(bind(3))
        .later(59s)
        .is(phase::connecting)
        .later(1s)
        .esme_sees(header(bind_answer, 3, command_status::bind_failed))
        .over(end_reason::connect_failed, side::smsc)
        .connects()
        .smsc_sees({})
        .plays();
}

TEST(BindConversation, AnUnansweredBindEndsTheLinkAndNoAnswerIsInvented) {
    conversation{}
        .esme_sends(bind(3))
        .connects()
        .smsc_sees(bind(1))
        .later(59s)
        .is(phase::binding)
        .later(1s)
        .esme_sees({})
        .over(end_reason::no_bind_answer, side::smsc)
        .plays();
}

TEST(BindConversation, TheSmscClosesInsteadOfAnswering) {
    conversation{}
        .esme_sends(bind(3) + submit(4))
        .connects()
        .smsc_ends()
        .esme_sees({})
        .closes(side::esme)
        .esme_sends(submit(5) + enquire_link(6))
        .esme_sees({})
        .esme_ends()
        .over(end_reason::smsc_closed, side::smsc)
        .plays();
}

TEST(BindConversation, TheSmscRefusesAndCloses) {
    conversation{}
        .esme_sends(bind(3))
        .connects()
        .smsc_sends(header(bind_answer, 1, command_status::invalid_system_id))
        .smsc_ends()
        .esme_sees(header(bind_answer, 3, command_status::invalid_system_id))
        .closes(side::esme)
        .esme_ends()
        .over(end_reason::smsc_closed, side::smsc)
        .plays();
}

TEST(BindConversation, AGenericNackIsAnAnswerToABind) {
    conversation{}
        .esme_sends(bind(0))
        .connects()
        .smsc_sends(header(command_id::generic_nack, 1, command_status::invalid_command_id))
        .esme_sees(header(command_id::generic_nack, 0, command_status::invalid_command_id))
        .is(phase::open)
        .checks([](stage& on) { EXPECT_EQ(on.counts.unmatched.value(), 1U); })
        .plays();
}

TEST(BindConversation, AnAnswerUnderAnotherBindsNameStands) {
    conversation{}
        .esme_sends(bind(4))
        .connects()
        .smsc_sends(bind_resp(1, command_id::bind_transmitter))
        .esme_sees(bind_resp(4, command_id::bind_transmitter))
        .is(phase::bound)
        .checks([](stage& on) { EXPECT_EQ(on.counts.unmatched.value(), 1U); })
        .plays();
}

TEST(BindConversation, ABindThatDoesNotParseGoesUpAndIsCounted) {
    const auto odd = pdu(command_id::bind_transmitter, 4, {'a', 'b', 'c'});
    conversation{}
        .esme_sends(odd)
        .connects()
        .smsc_sees(renumbered(odd, 1))
        .checks(
            [](stage& on) { EXPECT_EQ(on.counts.malformed[static_cast<std::size_t>(protocol::flaw::unterminated)].value(), 1U); })
        .plays();
}

TEST(BindConversation, WhatTheSmscAsksBeforeItAnswersTheBindIsRelayed) {
    conversation{}
        .esme_sends(bind(3))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(deliver(40))
        .esme_sees(deliver(1))
        .esme_sends(deliver_resp(1))
        .smsc_sees(deliver_resp(40))
        .smsc_sends(bind_resp(1))
        .esme_sees(bind_resp(3))
        .plays();
}

TEST(BindConversation, ADrainTurnsAwayWhoIsNotBound) {
    conversation{}.drains().over(end_reason::drained, side::esme).plays();
    conversation{}
        .esme_sends(bind(3))
        .drains()
        .esme_sees(header(bind_answer, 3, command_status::bind_failed))
        .over(end_reason::drained, side::esme)
        .plays();
}

TEST(BindConversation, ADrainLetsABindBeAnsweredFirst) {
    conversation{}
        .esme_sends(bind(3))
        .connects()
        .smsc_sees(bind(1))
        .drains()
        .is(phase::binding)
        .smsc_sends(bind_resp(1))
        .esme_sees(bind_resp(3) + unbind(1))
        .is(phase::leaving)
        .plays();
    conversation{}
        .esme_sends(bind(3))
        .connects()
        .drains()
        .smsc_sends(header(bind_answer, 1, command_status::bind_failed))
        .esme_sees(header(bind_answer, 3, command_status::bind_failed))
        .over(end_reason::drained, side::esme)
        .plays();
}

TEST(BindConversation, NumbersGoOnBehindTheHighest) {
    conversation{}
        .starting_at(0x7FFFFFFF)
        .bound()
        .esme_sends(submit(9) + submit(10))
        .smsc_sees(submit(1) + submit(2))
        .smsc_sends(submit_resp(2, "b") + submit_resp(1, "a"))
        .esme_sees(submit_resp(10, "b") + submit_resp(9, "a"))
        .smsc_sends(deliver(5) + deliver(6))
        .esme_sees(deliver(0x7FFFFFFF) + deliver(1))
        .plays();
}

}  // namespace
}  // namespace tests::relay
