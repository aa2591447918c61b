// Openings that differ from the usual one: a bind that the SMSC wants to have again, and an SMSC that connects itself.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::end_reason;
using proxy::relay::phase;
using proxy::relay::stall;

constexpr auto bind_answer = command_id::bind_transceiver_resp;
constexpr auto already = command_status::already_bound;

conversation patient(std::chrono::seconds limit = 20s) {
    conversation made;
    made.with([limit](auto& its) { its.already_bound = limit; });
    return made;
}

TEST(OpeningConversation, AlreadyBoundPassesWhenNothingElseIsConfigured) {
    conversation{}
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .esme_sees(header(bind_answer, 5, already))
        .is(phase::open)
        .plays();
}

TEST(OpeningConversation, AlreadyBoundIsTriedAgainOnTheSameConnection) {
    patient()
        .esme_sends(bind(5) + submit(6))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .esme_sees({})
        .later(999ms)
        .smsc_sees({})
        .later(1ms)
        .smsc_sees(bind(2))
        .smsc_sends(header(bind_answer, 2, already))
        .later(1999ms)
        .smsc_sees({})
        .later(1ms)
        .smsc_sees(bind(3))
        .smsc_sends(bind_resp(3))
        .esme_sees(bind_resp(5))
        .smsc_sees(submit(4))
        .is(phase::bound)
        .checks([](stage& on) { EXPECT_EQ(on.connections, 1U); })
        .plays();
}

TEST(OpeningConversation, AlreadyBoundIsTriedAgainOnANewConnectionWhenTheSmscClosed) {
    patient()
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .smsc_ends()
        .is(phase::binding)
        .closes(side::esme, false)
        .later(1s)
        .is(phase::connecting)
        .checks([](stage& on) { EXPECT_EQ(on.connections, 2U); })
        .connects()
        .smsc_sees(bind(2))
        .smsc_sends(bind_resp(2))
        .esme_sees(bind_resp(5))
        .esme_sends(submit(6))
        .smsc_sees(submit(3))
        .plays();
}

// 1 + 2 + 4 seconds; another 8 would be too late.
TEST(OpeningConversation, AfterItsTimeTheSenderHearsOfIt) {
    patient(10s)
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .later(1s)
        .smsc_sees(bind(2))
        .smsc_sends(header(bind_answer, 2, already))
        .later(2s)
        .smsc_sees(bind(3))
        .smsc_sends(header(bind_answer, 3, already))
        .later(4s)
        .smsc_sees(bind(4))
        .esme_sees({})
        .smsc_sends(header(bind_answer, 4, already))
        .esme_sees(header(bind_answer, 5, already))
        .is(phase::open)
        .esme_sends(bind(6))
        .smsc_sees(bind(5))
        .smsc_sends(header(bind_answer, 5, already))
        .esme_sees({})
        .later(1s)
        .smsc_sees(bind(6))
        .plays();
}

TEST(OpeningConversation, AnotherErrorIsNoReasonToTryAgain) {
    patient()
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .later(1s)
        .smsc_sees(bind(2))
        .smsc_sends(header(bind_answer, 2, command_status::invalid_password))
        .esme_sees(header(bind_answer, 5, command_status::invalid_password))
        .is(phase::open)
        .plays();
}

TEST(OpeningConversation, ASenderThatGoesMeanwhileEndsIt) {
    patient()
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .esme_ends()
        .over(end_reason::sender_closed, side::esme)
        .plays();
    patient()
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already))
        .drains()
        .esme_sees(header(bind_answer, 5, command_status::bind_failed))
        .over(end_reason::drained, side::esme)
        .plays();
}

TEST(OpeningConversation, WhileItWaitsTheSmscIsAnswered) {
    patient()
        .esme_sends(bind(5))
        .connects()
        .smsc_sees(bind(1))
        .smsc_sends(header(bind_answer, 1, already) + enquire_link(70) + unbind(71))
        .smsc_sees(enquire_link_resp(70) + header(command_id::unbind_resp, 71, command_status::incorrect_bind_status))
        .esme_sees({})
        .plays();
}

// --- the SMSC connects ---

bytes outbind(std::uint32_t sequence) { return pdu(command_id::outbind, sequence, {'s', 'm', 's', 'c', 0, 'p', 'w', 0}); }

TEST(OpeningConversation, AnOutbindDialsTheSenderWhoBindsThen) {
    conversation{}
        .smsc_connects()
        .smsc_sends(outbind(70))
        .is(phase::connecting)
        .checks([](stage& on) { EXPECT_EQ(on.connections, 1U); })
        .connects()
        .esme_sees(outbind(1))
        .is(phase::open)
        .esme_sends(bind(9, {.command = command_id::bind_receiver}))
        .smsc_sees(bind(1, {.command = command_id::bind_receiver}))
        .smsc_sends(bind_resp(1, command_id::bind_receiver))
        .esme_sees(bind_resp(9, command_id::bind_receiver))
        .is(phase::bound)
        .smsc_sends(deliver(71) + deliver(72, {.text = "STOP"}))
        .esme_sees(deliver(2))
        .smsc_sees(deliver_resp(72))
        .esme_sends(deliver_resp(2))
        .smsc_sees(deliver_resp(71))
        .checks([](stage& on) {
            EXPECT_EQ(on.connections, 1U);
            EXPECT_EQ(on.changes.size(), 1U);
        })
        .plays();
}

TEST(OpeningConversation, BeforeTheOutbindNothingElsePasses) {
    conversation{}
        .smsc_connects()
        .smsc_sends(enquire_link(70) + deliver(71) + header(command_id::alert_notification, 72))
        .smsc_sees(enquire_link_resp(70) + header(command_id::deliver_sm_resp, 71, command_status::incorrect_bind_status))
        .checks([](stage& on) { EXPECT_EQ(on.connections, 0U); })
        .later(10s)
        .over(end_reason::session_init, side::smsc)
        .plays();
}

TEST(OpeningConversation, WhatFollowsTheOutbindWaitsForTheSender) {
    conversation{}
        .smsc_connects()
        .smsc_sends(outbind(70) + deliver(71))
        .stalls(side::smsc, stall::binding)
        .connects()
        .esme_sees(outbind(1) + deliver(2))
        .stalls(side::smsc, stall::none)
        .plays();
}

TEST(OpeningConversation, ASenderThatCantBeReachedEndsIt) {
    conversation{}
        .smsc_connects()
        .smsc_sends(outbind(70))
        .connect_fails()
        .over(end_reason::connect_failed, side::esme)
        .smsc_sees({})
        .plays();
    conversation{}.smsc_connects().smsc_sends(outbind(70)).smsc_ends().over(end_reason::smsc_closed, side::smsc).plays();
}

TEST(OpeningConversation, ASenderThatDoesNotBindIsLeft) {
    conversation{}
        .smsc_connects()
        .smsc_sends(outbind(70))
        .connects()
        .esme_sees(outbind(1))
        .later(10s)
        .over(end_reason::session_init, side::esme)
        .plays();
}

}  // namespace
}  // namespace tests::relay
