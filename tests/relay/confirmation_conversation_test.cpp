// Texts of ours: claimed before they leave, within the window, at most once.
#include <gtest/gtest.h>

#include "protocol/short_message.hpp"
#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::phase;
using store::confirmation_outcome;
using kind = confirmation_step::kind;

constexpr std::uint64_t one = 101, two = 102;

// Ours, as the SMSC sees it.
bytes confirmed(std::uint32_t sequence) {
    return submit(sequence, {.text = "You are out.", .from_ton = 3, .service_type = our_service_type}) + bytes{};
}
bytes confirmed_npi(std::uint32_t sequence) {
    auto wire = confirmed(sequence);
    // destination: NPI 9 where the DSL writes 1
    const auto text = std::string{wire.begin(), wire.end()};
    const auto at = text.find(person);
    wire[at - 1] = 9;
    return wire;
}

void window_of_one(proxy::relay::settings& its) { its.window = 1; }
void patient(proxy::relay::settings& its) {
    its.bounds.enquire_link = 24h;
    its.bounds.response = 1h;
}

TEST(ConfirmationConversation, IsClaimedBeforeItsFirstOctetLeavesAndMirrorsTheReply) {
    conversation{}
        .by_hand()
        .bound()
        .offers(one)
        .claims_wait(1)
        .smsc_sees({})
        .claim_written()
        .smsc_sees(confirmed_npi(2))
        .checks([](stage& on) {
            const auto& all = on.seen[1];
            const protocol::pdu_view view{protocol::octets{all}.last(confirmed_npi(2).size())};
            const auto [message, found] = protocol::read_short_message(view);
            EXPECT_EQ(found, protocol::flaw::none);
            EXPECT_EQ(message.source, (protocol::address{3, 1, brand}));
            EXPECT_EQ(message.destination, (protocol::address{1, 9, person}));
            EXPECT_EQ(message.registered_delivery, 0);
            EXPECT_EQ(message.esm_class, 0);
            EXPECT_EQ(message.data_coding, 0);
            EXPECT_TRUE(message.tlvs.empty());
            EXPECT_EQ(protocol::characters(message.text), "You are out.");
        })
        .smsc_sends(submit_resp(2, "id-9"))
        .settles(one, confirmation_outcome::accepted)
        .checks([](stage& on) { EXPECT_EQ(on.steps.at(0).message_id, "id-9"); })
        .esme_sees({})
        .plays();
}

TEST(ConfirmationConversation, ASuppressedNumberGetsItAllTheSame) {
    conversation{}
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP", .service_type = our_service_type}))
        .smsc_sees(deliver_resp(50))
        .offers(1000)
        .checks([](stage& on) {
            ASSERT_EQ(on.queued.size(), 1U);
            EXPECT_EQ(on.link().in_flight(side::smsc), 1U);
        })
        .plays();
}

TEST(ConfirmationConversation, GoesInTheAlphabetOfTheLinkWhereItCan) {
    struct row {
        protocol::alphabet link;
        std::string text, wire;
        std::uint8_t data_coding;
    };
    const std::vector<row> rows{
        {protocol::alphabet::gsm7, "A@", std::string{"A\0", 2}, 0},
        {protocol::alphabet::gsm7, "\xC3\xA9", "\x05", 0},
        {protocol::alphabet::gsm7, "\xE2\x9C\x93", "\x27\x13", 8},
        {protocol::alphabet::latin1, "A@", "A@", 0},
        {protocol::alphabet::latin1, "\xC3\xA9", std::string{"\0\xE9", 2}, 8},
        {protocol::alphabet::utf8, "A", "A", 0},
        {protocol::alphabet::ascii, "A", "A", 0},
        {protocol::alphabet::ucs2, "A", std::string{"\0A", 2}, 8},
    };
    for (const auto& each : rows) {
        SCOPED_TRACE(each.text);
        conversation{}
            .with([&](auto& its) { its.default_alphabet = each.link; })
            .bound()
            .does([&](stage& on) {
                on.queued.push_back(confirmation(one));
                std::get<store::confirmation>(on.queued.back().what).text = each.text;
                on.offers(one);
            })
            .checks([&](stage& on) {
                const auto before = bind(1).size();
                const protocol::pdu_view view{protocol::octets{on.seen[1]}.subspan(before)};
                const auto [message, found] = protocol::read_short_message(view);
                EXPECT_EQ(protocol::characters(message.text), each.wire);
                EXPECT_EQ(message.data_coding, each.data_coding);
            })
            .plays();
    }
}

TEST(ConfirmationConversation, GoesAtOnceWhileTheWindowHasRoom) {
    conversation{}
        .with([](auto& its) { its.window = 3; })
        .bound()
        .esme_sends(submit(1) + submit(2))
        .smsc_sees(submit(2) + submit(3))
        .offers(one)
        .smsc_sees(confirmed_npi(4))
        .offers(two)
        .claims_wait(0)
        .smsc_sees({})
        .plays();
}

TEST(ConfirmationConversation, OnesBeingClaimedCountForTheWindow) {
    conversation{}
        .with([](auto& its) { its.window = 2; })
        .by_hand()
        .bound()
        .esme_sends(submit(1))
        .smsc_sees(submit(2))
        .offers(one)
        .offers(two)
        .claims_wait(1)
        .plays();
}

TEST(ConfirmationConversation, TakesTheSlotThatTheNextAnswerFreesWhileOneSubmitWaits) {
    conversation{}
        .with(window_of_one)
        .by_hand()
        .bound()
        .esme_sends(submit(1))
        .smsc_sees(submit(2))
        .offers(one)
        .claims_wait(0)
        .smsc_sends(submit_resp(2))
        .esme_sees(submit_resp(1))
        .claims_wait(1)
        .esme_sends(submit(3))
        .smsc_sees({})
        .claim_written()
        .smsc_sees(confirmed_npi(3))
        .smsc_sends(submit_resp(3))
        .settles(one, confirmation_outcome::accepted)
        .smsc_sees(submit(4))
        .smsc_sends(submit_resp(4))
        .esme_sees(submit_resp(3))
        .plays();
}

TEST(ConfirmationConversation, ASaturatedWindowIsNeverOverrun) {
    conversation{}
        .with([](auto& its) { its.window = 2; })
        .by_hand()
        .bound()
        .esme_sends(submit(1) + submit(2))
        .smsc_sees(submit(2) + submit(3))
        .offers(one)
        .smsc_sends(submit_resp(2))
        .claims_wait(1)
        .esme_sends(submit(3))
        .smsc_sees({})
        .smsc_sends(submit_resp(3))
        .smsc_sees(submit(4))  // one is with the SMSC, the other slot is being claimed
        .esme_sends(submit(4))
        .smsc_sees({})
        .claim_written()
        .smsc_sees(confirmed_npi(5))
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::smsc), 2U); })
        .smsc_sends(submit_resp(4))
        .smsc_sees(submit(6))
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::smsc), 2U); })
        .plays();
}

TEST(ConfirmationConversation, ASubmitMakesRoomForASecondAtMost) {
    conversation{}
        .with(window_of_one)
        .bound()
        .offers(one)
        .smsc_sees(confirmed_npi(2))
        .esme_sends(submit(1) + submit(2, {.to = other_person}))
        .smsc_sees(submit(3, {.to = other_person}))  // one at a time makes room
        .later(999ms)
        .smsc_sees({})
        .later(1ms)
        .smsc_sees(submit(4))
        .plays();
}

TEST(ConfirmationConversation, WhatMakesRoomKeepsItsPlaceAmongTextsToOnePerson) {
    conversation{}
        .with(window_of_one)
        .bound()
        .offers(one)
        .smsc_sees(confirmed_npi(2))
        .esme_sends(submit(1, {.text = "first"}) + submit(2, {.text = "second"}))
        .smsc_sees({})
        .smsc_sends(submit_resp(2))
        .smsc_sees(submit(3, {.text = "first"}) + submit(4, {.text = "second"}))
        .plays();
}

TEST(ConfirmationConversation, ASubmitThatMadeRoomIsJudgedAgain) {
    conversation{}
        .with(window_of_one)
        .bound()
        .offers(one)
        .smsc_sees(confirmed_npi(2))
        .esme_sends(submit(1))
        // In one read: the STOP is handled, the store has not heard of it, and the answer frees the slot.
        .smsc_sends(deliver(50, {.text = "STOP"}) + submit_resp(2))
        .esme_sees(refused(1))
        .smsc_sees(deliver_resp(50))
        .plays();
    conversation{}
        .with(window_of_one)
        .bound()
        .offers(one)
        .esme_sends(submit(1))
        .suppressing(person)
        .later(1s)
        .esme_sees(refused(1))
        .plays();
}

TEST(ConfirmationConversation, ASubmitFromTheDiskMakesRoomToo) {
    conversation{}
        .with(window_of_one)
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1))
        .offers(one)
        .claim_written()
        .smsc_sees(confirmed_npi(2))
        .disk_says(store::ruling::pass)
        .smsc_sees({})
        .smsc_sends(submit_resp(2))
        .smsc_sees(submit(3))
        .plays();
}

TEST(ConfirmationConversation, IsNotStarvedByASenderFarOverTheWindow) {
    conversation{}
        .with(window_of_one)
        .bound()
        .esme_sends(submit(1) + submit(2) + submit(3) + submit(4))
        .smsc_sees(submit(2) + submit(3) + submit(4) + submit(5))
        .offers(one)
        .smsc_sees({})
        .smsc_sends(submit_resp(2))
        .smsc_sees(confirmed_npi(6))
        .plays();
}

TEST(ConfirmationConversation, ConfirmationsAndSubmitsTakeTurns) {
    conversation{}
        .with(window_of_one)
        .bound()
        .offers(one)
        .smsc_sees(confirmed_npi(2))
        .offers(two)
        .esme_sends(submit(1))
        .smsc_sees({})
        .smsc_sends(submit_resp(2))
        .smsc_sees(submit(3))
        .esme_sends(submit(2))
        .smsc_sees(submit(4))  // nothing of ours is under way
        .smsc_sends(submit_resp(3))
        .smsc_sees(confirmed_npi(5))
        .plays();
}

TEST(ConfirmationConversation, ABusySmscGetsItLater) {
    conversation{}
        .bound()
        .offers(one)
        .smsc_sends(refused(2, command_status::throttled))
        .step(one, kind::throttled, true)
        .esme_sees({})
        .offers(two)
        .smsc_sends(refused(3, command_status::message_queue_full))
        .step(two, kind::throttled, true)
        .esme_sees({})
        .plays();
}

TEST(ConfirmationConversation, ARefusalIsWrittenDown) {
    conversation{}
        .bound()
        .offers(one)
        .smsc_sends(refused(2, command_status::invalid_destination_address))
        .settles(one, confirmation_outcome::refused)
        .checks([](stage& on) { EXPECT_EQ(on.steps.at(0).status, 0x0BU); })
        .offers(two)
        .smsc_sends(header(command_id::generic_nack, 3, command_status::ok))
        .settles(two, confirmation_outcome::refused)
        .esme_sees({})
        .plays();
}

TEST(ConfirmationConversation, AnUnansweredOneIsUnknownAndALateAnswerChangesNothing) {
    conversation{}
        .with([](auto& its) { its.bounds.enquire_link = 24h; })
        .bound()
        .offers(one)
        .later(60s)
        .settles(one, confirmation_outcome::unknown)
        .smsc_sends(submit_resp(2))
        .esme_sees({})
        .checks([](stage& on) { EXPECT_EQ(on.steps.size(), 1U); })
        .plays();
}

TEST(ConfirmationConversation, OneThatWaitsTooLongExpires) {
    conversation{}
        .with(window_of_one)
        .with(patient)
        .bound()
        .esme_sends(submit(1))
        .offers(one)
        .later(299s)
        .checks([](stage& on) { EXPECT_TRUE(on.steps.empty()); })
        .later(1s)
        .settles(one, confirmation_outcome::expired)
        .smsc_sends(submit_resp(2))
        .claims_wait(0)
        .plays();
}

TEST(ConfirmationConversation, ARequestThatExpiresFreesItsSlot) {
    conversation{}
        .with(window_of_one)
        .with([](auto& its) { its.bounds.enquire_link = 24h; })
        .bound()
        .esme_sends(submit(1))
        .smsc_sees(submit(2))
        .offers(one)
        .smsc_sees({})
        .later(60s)
        .smsc_sees(confirmed_npi(3))
        .plays();
}

TEST(ConfirmationConversation, AClaimThatCantBeWrittenIsTriedLater) {
    conversation{}
        .with(window_of_one)
        .by_hand()
        .bound()
        .offers(one)
        .esme_sends(submit(1))
        .smsc_sees({})
        .claim_fails()
        .step(one, kind::throttled, false)
        .smsc_sees({})
        .later(1s)
        .smsc_sees(submit(2))
        .plays();
}

TEST(ConfirmationConversation, AReceiverTakesNone) {
    conversation{}
        .bound({.command = command_id::bind_receiver})
        .offers(one)
        .step(one, kind::returned, false)
        .claims_wait(0)
        .plays();
}

TEST(ConfirmationConversation, AnUnboundLinkTakesNone) { conversation{}.offers(one).step(one, kind::returned, false).plays(); }

TEST(ConfirmationConversation, ALinkTakesSoManyAtOnce) {
    conversation{}
        .with([](auto& its) { its.bounds.offered_confirmations = 1; })
        .by_hand()
        .bound()
        .offers(one)
        .offers(two)
        .step(two, kind::returned, false)
        .claims_wait(1)
        .plays();
}

TEST(ConfirmationConversation, ThoseThatWaitAreReturnedWhenTheLinkLeaves) {
    const auto waiting = [] {
        conversation talk;
        talk.with(window_of_one).bound().esme_sends(submit(1)).offers(one).claims_wait(0);
        return talk;
    };
    const auto is_unbound = [](stage& on) { EXPECT_TRUE(on.unbound); };
    waiting().drains().step(one, kind::returned, false).checks(is_unbound).offers(two).step(two, kind::returned, false).plays();
    waiting().esme_ends().step(one, kind::returned, false).checks(is_unbound).plays();
    waiting().smsc_ends().step(one, kind::returned, false).checks(is_unbound).plays();
    waiting().esme_sends(unbind(2)).step(one, kind::returned, false).checks(is_unbound).plays();
    waiting().smsc_sends(unbind(2)).step(one, kind::returned, false).checks(is_unbound).plays();
    waiting().esme_sends(bytes(16, 0)).step(one, kind::returned, false).checks(is_unbound).plays();
}

TEST(ConfirmationConversation, OneThatIsBeingClaimedComesBackClaimed) {
    conversation{}
        .by_hand()
        .bound()
        .offers(one)
        .esme_ends()
        .smsc_ends()
        .is(phase::over)
        .checks([](stage& on) { EXPECT_TRUE(on.steps.empty()); })
        .claim_written()
        .step(one, kind::returned, true)
        .plays();
    conversation{}.by_hand().bound().offers(one).drains().claim_written().step(one, kind::returned, true).smsc_sees({}).plays();
}

TEST(ConfirmationConversation, OneThatWasSentAndNotAnsweredIsUnknownAtTheEnd) {
    conversation{}.bound().offers(one).esme_ends().smsc_ends().settles(one, confirmation_outcome::unknown).plays();
    conversation{}
        .bound()
        .offers(one)
        .drains()
        .is(phase::bound)
        .smsc_sends(submit_resp(2))
        .settles(one, confirmation_outcome::accepted)
        .is(phase::leaving)
        .plays();
}

// The SMSC may send it behind its answer, in the same read.
TEST(ConfirmationConversation, AReceiptRightBehindTheAnswerIsSwallowed) {
    conversation{}
        .bound()
        .offers(one)
        .smsc_sees(confirmed_npi(2))
        .smsc_sends(submit_resp(2, "ours-1") + receipt(50, "ours-1"))
        .smsc_sees(deliver_resp(50))
        .esme_sees({})
        .plays();
}

}  // namespace
}  // namespace tests::relay
