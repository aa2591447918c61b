// What the sender submits: passed, refused or held.
#include <gtest/gtest.h>

#include "protocol/submit_multi.hpp"
#include "tests/relay/conversation.hpp"
#include "tests/support/golden.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::outcome;
using proxy::relay::stall;
using store::ruling;

constexpr std::string_view third_person = "447700900789";

std::uint64_t counted(const stage& on, side from, command_id command, outcome what) {
    return on.counts.pdus[proxy::relay::index(from)][proxy::relay::command_index(command)][static_cast<std::size_t>(what)]
        .value();
}

void never_probed(proxy::relay::settings& its) { its.bounds.enquire_link = 24h; }

TEST(SubmitConversation, PassesUnderOurNumberAndTheAnswerUnderTheSenders) {
    conversation{}
        .bound()
        .esme_sends(submit(9))
        .smsc_sees(submit(2))
        .smsc_sends(submit_resp(2, "id-1"))
        .esme_sees(submit_resp(9, "id-1"))
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::smsc), 0U); })
        .plays();
}

TEST(SubmitConversation, TheSenderGetsItsNumbersBackWhateverTheyWere) {
    conversation{}
        .bound()
        .esme_sends(submit(0) + submit(0xFFFFFFFF) + submit(7) + submit(7) + submit(0x80000000))
        .smsc_sees(submit(2) + submit(3) + submit(4) + submit(5) + submit(6))
        .smsc_sends(submit_resp(6, "e") + submit_resp(2, "a") + submit_resp(5, "d") + submit_resp(3, "b") + submit_resp(4, "c"))
        .esme_sees(submit_resp(0x80000000, "e") + submit_resp(0, "a") + submit_resp(7, "d") + submit_resp(0xFFFFFFFF, "b") +
                   submit_resp(7, "c"))
        .plays();
}

TEST(SubmitConversation, ManyInOneReadLeaveInOnePiece) {
    bytes sent, passed, answers, answered;
    for (std::uint32_t at = 0; at < 1000; ++at) {
        sent = sent + submit(at);
        passed = passed + submit(at + 2);
        answers = answers + submit_resp(at + 2);
        answered = answered + submit_resp(at);
    }
    conversation{}
        .never_split()
        .bound()
        .esme_sends(sent)
        .smsc_sees(passed)
        .checks([](stage& on) { EXPECT_LE(on.table.batches, 4U) << "verdicts are asked for in batches"; })
        .smsc_sends(answers)
        .esme_sees(answered)
        .plays();
}

// What is known of the submit before is only taken for one from the same sender, as the same service.
TEST(SubmitConversation, EachSubmitOfAReadIsItsOwnSenders) {
    constexpr std::string_view other_brand = "15550199", longer_brand = "155501001";
    const auto list = [](std::string name, std::string service_type) {
        proxy::consent::list made;
        made.name = std::move(name);
        made.match_service_type = std::move(service_type);
        return made;
    };
    conversation{}
        .with_list(list("campaigns", "CMP"))
        .with_list(list("care", "*"))
        .bound()
        .esme_sends(submit(1) + submit(2) + submit(3, {.from = other_brand}) + submit(4, {.from = longer_brand}) +
                    submit(5, {.to = other_person}) + submit(6, {.service_type = "CMP"}) + submit(7, {.from_ton = 0}))
        .smsc_sees(submit(2) + submit(3) + submit(4, {.from = other_brand}) + submit(5, {.from = longer_brand}) +
                   submit(6, {.to = other_person}) + submit(7, {.service_type = "CMP"}) + submit(8, {.from_ton = 0}))
        .checks([&](stage& on) {
            const auto sent = [](std::string_view from, std::string_view to, std::string_view on_list) {
                return std::string{from} + '>' + std::string{to} + ' ' + std::string{on_list};
            };
            const std::vector<std::string> expected{sent(brand, person, "care"),       sent(brand, person, "care"),
                                                    sent(other_brand, person, "care"), sent(longer_brand, person, "care"),
                                                    sent(brand, other_person, "care"), sent(brand, person, "campaigns"),
                                                    sent(brand, person, "care")};
            EXPECT_EQ(on.table.passed, expected);
        })
        .plays();
}

TEST(SubmitConversation, UnknownCommandsAndParametersAreRelayed) {
    const auto vendor = static_cast<command_id>(0x00010299);
    const bytes tlvs{0x14, 0x00, 0x00, 0x02, 0xAB, 0xCD, 0x3F, 0xFF, 0x00, 0x00, 0x00, 0x00};
    conversation{}
        .bound()
        .esme_sends(pdu(vendor, 9, {1, 2, 3}) + submit(10, {.tlvs = tlvs}) + header(static_cast<command_id>(0x7F000000), 11))
        .smsc_sees(pdu(vendor, 2, {1, 2, 3}) + submit(3, {.tlvs = tlvs}) + header(static_cast<command_id>(0x7F000000), 4))
        .smsc_sends(pdu(protocol::response_to(vendor), 2, {4, 5}, static_cast<command_status>(0x4FF)))
        .esme_sees(pdu(protocol::response_to(vendor), 9, {4, 5}, static_cast<command_status>(0x4FF)))
        .smsc_sends(pdu(vendor, 70, {6}) + header(command_id::alert_notification, 71) + header(command_id::outbind, 72))
        .esme_sees(pdu(vendor, 1, {6}) + header(command_id::alert_notification, 2) + header(command_id::outbind, 3))
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::esme), 1U) << "what has no answer takes no slot"; })
        .plays();
}

// All that is not ours to answer arrives octet for octet, its number aside.
TEST(SubmitConversation, TheGoldenPdusPass) {
    const auto ours = [](command_id id) {
        return protocol::is_response(id) || protocol::is_bind(id) || id == command_id::enquire_link || id == command_id::unbind;
    };
    std::size_t passed = 0;
    for (const auto& golden : tests::support::golden_pdus()) {
        const auto view = golden.view();
        if (ours(view.command())) continue;
        SCOPED_TRACE(golden.name);
        const bytes wire{view.whole().begin(), view.whole().end()};
        const bool judged = view.command() == command_id::submit_sm || view.command() == command_id::data_sm;
        const bool multi = view.command() == command_id::submit_multi;
        const bool readable = protocol::readable(judged  ? protocol::read_route(view).found
                                                 : multi ? protocol::read_multi_route(view).found
                                                         : protocol::flaw::none);
        proxy::consent::list nobodys;
        nobodys.match_system_id = "somebody else";
        conversation{}
            .never_split()
            .with_list(nobodys)  // so that keywords are ordinary texts
            .bound()
            .esme_sends(wire)
            .smsc_sees(readable ? renumbered(wire, 2) : bytes{})
            .esme_sees(readable ? bytes{}
                                : header(protocol::response_to(view.command()), view.sequence(),
                                         command_status::invalid_destination_address))
            .smsc_sends(wire)
            .esme_sees(renumbered(wire, 1))
            .plays();
        passed += readable ? 1U : 0U;
    }
    EXPECT_GT(passed, 50U);
}

TEST(SubmitConversation, AnAnswerThatDoesNotFitIsCountedAndRelayed) {
    conversation{}
        .bound()
        .esme_sends(submit(9) + submit(10))
        .smsc_sees(submit(2) + submit(3))
        .smsc_sends(header(command_id::data_sm_resp, 2))
        .esme_sees(header(command_id::data_sm_resp, 9))
        .smsc_sends(header(command_id::generic_nack, 3, command_status::system_error))
        .esme_sees(header(command_id::generic_nack, 10, command_status::system_error))
        .checks([](stage& on) { EXPECT_EQ(on.counts.unmatched.value(), 2U); })
        .plays();
}

TEST(SubmitConversation, AnAnswerThatNobodyWaitsForIsDropped) {
    conversation{}
        .bound()
        .smsc_sends(submit_resp(999) + header(command_id::generic_nack, 0, command_status::invalid_command_length) +
                    submit_resp(0xFFFFFFFF))
        .esme_sends(deliver_resp(999) + header(command_id::generic_nack, 0))
        .esme_sees({})
        .smsc_sees({})
        .checks([](stage& on) {
            EXPECT_EQ(counted(on, side::smsc, command_id::submit_sm_resp, outcome::dropped), 2U);
            EXPECT_EQ(counted(on, side::esme, command_id::deliver_sm_resp, outcome::dropped), 1U);
        })
        .plays();
}

TEST(SubmitConversation, AnAnswerComesOnce) {
    conversation{}
        .bound()
        .esme_sends(submit(9))
        .smsc_sees(submit(2))
        .smsc_sends(submit_resp(2) + submit_resp(2))
        .esme_sees(submit_resp(9))
        .plays();
}

TEST(SubmitConversation, ToASuppressedNumberIsRefusedAndTheOthersPass) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit(1) + submit(2, {.to = other_person}) + submit(0))
        .smsc_sees(submit(2, {.to = other_person}))
        .esme_sees(refused(1) + refused(0))
        .checks([](stage& on) {
            EXPECT_EQ(on.counts.by_list[0].refused.value(), 2U);
            EXPECT_EQ(counted(on, side::esme, command_id::submit_sm, outcome::refused), 2U);
            EXPECT_EQ(counted(on, side::esme, command_id::submit_sm, outcome::relayed), 1U);
        })
        .plays();
}

TEST(SubmitConversation, ASenderOfSmpp5GetsABodyWithARefusal) {
    const auto with_body = pdu(command_id::submit_sm_resp, 4, {0}, command_status::submit_failed);
    ASSERT_EQ(with_body.size(), 17U);
    conversation{}.bound({.version = 0x50}).suppressing(person).esme_sends(submit(4)).esme_sees(with_body).smsc_sees({}).plays();
    conversation{}.bound({.version = 0x33}).suppressing(person).esme_sends(submit(4)).esme_sees(refused(4)).smsc_sees({}).plays();
}

TEST(SubmitConversation, TheRefusalIsTheConfiguredOne) {
    conversation{}
        .with([](auto& its) { its.refusal = command_status::invalid_destination_address; })
        .bound()
        .suppressing(person)
        .esme_sends(submit(4))
        .esme_sees(refused(4, command_status::invalid_destination_address))
        .plays();
}

TEST(SubmitConversation, OneRecipientInAllItsSpellings) {
    conversation talk;
    talk.bound().suppressing(person);
    for (const std::string_view spelled : {"+447700900123", "00447700900123", "447700900123"}) {
        talk.esme_sends(submit(4, {.to = spelled, .to_ton = 0})).esme_sees(refused(4)).smsc_sees({});
    }
    talk.esme_sends(submit(5, {.from = "15550999"})).smsc_sees(submit(2, {.from = "15550999"}));  // another sender's list entry
    talk.plays();
}

TEST(SubmitConversation, ADataSmIsJudgedLikeASubmit) {
    const bytes body{0,   1,   1,   '1', '5', '5', '5', '0', '1', '0', '0', 0, 1, 1, '4',
                     '4', '7', '7', '0', '0', '9', '0', '0', '1', '2', '3', 0, 0, 0, 0};
    conversation{}
        .bound()
        .esme_sends(pdu(command_id::data_sm, 4, body))
        .smsc_sees(pdu(command_id::data_sm, 2, body))
        .suppressing(person)
        .esme_sends(pdu(command_id::data_sm, 5, body))
        .smsc_sees({})
        .esme_sees(header(command_id::data_sm_resp, 5, command_status::submit_failed))
        .plays();
}

TEST(SubmitConversation, WhatNobodyCanReadIsNotSent) {
    const auto endless = tests::support::golden("submit_sm.endless_destination");
    const bytes wire{endless.view().whole().begin(), endless.view().whole().end()};
    conversation{}
        .bound()
        .esme_sends(wire + submit(5))
        .esme_sees(refused(endless.view().sequence(), command_status::invalid_destination_address))
        .smsc_sees(submit(2))
        .checks([wire](stage& on) {
            EXPECT_EQ(on.counts.malformed[static_cast<std::size_t>(protocol::flaw::unterminated)].value(), 1U);
            ASSERT_EQ(on.malformed.size(), 1U);
            EXPECT_EQ(on.malformed[0].octets, wire);
            EXPECT_EQ(on.malformed[0].what, protocol::flaw::unterminated);
        })
        .plays();
}

// What is too long is relayed under another number, and kept as it came; of a flood the first.
TEST(SubmitConversation, WhatIsMalformedIsKeptAsItCame) {
    const auto odd = submit(77, {.to = std::string(30, '7')});
    bytes flood;
    for (int each = 0; each < 9; ++each) flood = flood + odd;
    conversation{}
        .never_split()
        .bound()
        .esme_sends(submit(5) + flood)
        .checks([odd](stage& on) {
            ASSERT_EQ(on.malformed.size(), proxy::relay::effects::most_malformed);
            EXPECT_EQ(on.malformed[0].octets, odd);
            EXPECT_EQ(on.malformed[0].from, side::esme);
            EXPECT_EQ(on.malformed[0].at, submit(5).size());
            EXPECT_EQ(on.malformed[3].at, submit(5).size() + 3 * odd.size());
            EXPECT_EQ(on.counts.malformed[static_cast<std::size_t>(protocol::flaw::overlong)].value(), 9U);
        })
        .plays();
}

TEST(SubmitConversation, OddAddressesCanBeRead) {
    const std::string thirty(30, '7');
    conversation{}
        .bound()
        .esme_sends(submit(1, {.to = thirty}) + submit(2, {.to = "ALICE"}) + submit(3, {.from = "BRAND", .from_ton = 5}))
        .smsc_sees(submit(2, {.to = thirty}) + submit(3, {.to = "ALICE"}) + submit(4, {.from = "BRAND", .from_ton = 5}))
        .plays();
}

TEST(SubmitConversation, AnUnreadableStoreRefusesForAWhile) {
    conversation{}
        .bound()
        .suppressing(other_person)
        .store_unreadable()
        .esme_sends(submit(4) + submit(5, {.to = other_person}))
        .esme_sees(refused(4, command_status::throttled) + refused(5))
        .smsc_sees({})
        .store_unreadable(false)
        .esme_sends(submit(6))
        .smsc_sees(submit(2))
        .plays();
}

TEST(SubmitConversation, AnUnreadableStoreLetsPassWhenItIsToldTo) {
    conversation{}
        .with([](auto& its) { its.when_store_fails = proxy::relay::on_store_error::forward; })
        .by_hand()
        .bound()
        .store_unreadable()
        .esme_sends(submit(4))
        .smsc_sees(submit(2))
        .store_unreadable(false)
        .on_disk(person)
        .esme_sends(submit(5))
        .smsc_sees({})
        .disk_says(ruling::failed)
        .smsc_sees(submit(3))
        .plays();
}

TEST(SubmitConversation, WhatNeedsTheDiskIsHeldAndOthersOvertake) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1) + submit(2, {.to = other_person}))
        .smsc_sees(submit(2, {.to = other_person}))
        .checks([](stage& on) {
            ASSERT_EQ(on.lookups.size(), 1U);
            EXPECT_EQ(on.lookups[0].recipient, person);
            EXPECT_EQ(on.lookups[0].sender, brand);
            EXPECT_EQ(on.lookups[0].list, "default");
            EXPECT_EQ(on.link().held(), 1U);
        })
        .disk_says(ruling::pass)
        .smsc_sees(submit(3))
        .smsc_sends(submit_resp(3))
        .esme_sees(submit_resp(1))
        .checks([](stage& on) { EXPECT_EQ(counted(on, side::esme, command_id::submit_sm, outcome::relayed), 2U); })
        .plays();
}

TEST(SubmitConversation, LaterOnesToAHeldRecipientQueueBehindIt) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1, {.text = "one"}))
        .on_disk(person, false)  // cached meanwhile: the order holds all the same
        .esme_sends(submit(2, {.text = "two"}) + submit(3, {.text = "three"}) + submit(4, {.text = "other", .to = other_person}))
        .smsc_sees(submit(2, {.text = "other", .to = other_person}))
        .checks([](stage& on) { EXPECT_EQ(on.link().held(), 3U); })
        .disk_says(ruling::pass)
        .smsc_sees(submit(3, {.text = "one"}) + submit(4, {.text = "two"}) + submit(5, {.text = "three"}))
        .plays();
}

TEST(SubmitConversation, AQueuedOneMayNeedTheDiskItself) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1, {.text = "one"}) + submit(2, {.text = "two"}) + submit(3, {.text = "three"}))
        .disk_says(ruling::pass)
        .smsc_sees(submit(2, {.text = "one"}))
        .esme_sends(submit(4, {.text = "four"}))
        .disk_says(ruling::suppressed)
        .esme_sees(refused(2))
        .on_disk(person, false)
        .disk_says(ruling::pass)
        .smsc_sees(submit(3, {.text = "three"}) + submit(4, {.text = "four"}))
        .plays();
}

TEST(SubmitConversation, TheDiskRefuses) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .on_disk(other_person)
        .on_disk(third_person)
        .esme_sends(submit(1) + submit(2, {.to = other_person}) + submit(3, {.to = third_person}))
        .disk_says(ruling::suppressed)
        .esme_sees(refused(1))
        .disk_says(ruling::failed)
        .esme_sees(refused(2, command_status::throttled))
        .disk_says(ruling::undecided)
        .esme_sees(refused(3, command_status::throttled))
        .smsc_sees({})
        .plays();
}

TEST(SubmitConversation, AStopThatComesWhileItIsHeldRefusesIt) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1) + submit(2))
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .disk_says(ruling::pass)
        .esme_sees(refused(1) + refused(2))
        .smsc_sees({})
        .stored()
        .smsc_sees(deliver_resp(50))
        .plays();
}

TEST(SubmitConversation, AStoreThatFailsMeanwhileIsNotTrusted) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1))
        .store_unreadable()
        .disk_says(ruling::pass)
        .esme_sees(refused(1, command_status::throttled))
        .smsc_sees({})
        .plays();
}

TEST(SubmitConversation, HoldsHaveALimit) {
    conversation{}
        .with([](auto& its) { its.bounds.held_submits = 2; })
        .by_hand()
        .bound()
        .on_disk(person)
        .on_disk(other_person)
        .on_disk(third_person)
        .esme_sends(submit(1) + submit(2, {.to = other_person}) + submit(3, {.to = third_person}) + submit(4, {.to = "1"}))
        .stalls(side::esme, stall::store)
        .smsc_sees({})
        .later(3s)
        .disk_says(ruling::pass)
        .stalls(side::esme, stall::none)
        .smsc_sees(submit(2) + submit(3, {.to = "1"}))
        .checks([](stage& on) {
            EXPECT_EQ(on.counts.paused_ms[static_cast<std::size_t>(stall::store)].value(), 3000U);
            EXPECT_EQ(on.link().held(), 2U);
        })
        .plays();
}

TEST(SubmitConversation, AQueueBehindAHeldOneHasTheSameLimit) {
    conversation{}
        .with([](auto& its) { its.bounds.held_submits = 2; })
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1) + submit(2) + submit(3))
        .stalls(side::esme, stall::store)
        .on_disk(person, false)
        .disk_says(ruling::pass)
        .smsc_sees(submit(2) + submit(3) + submit(4))
        .plays();
}

TEST(SubmitConversation, TheSmscGoesWhileItIsHeld) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1))
        .smsc_ends()
        .esme_sees(unbind(1))
        .esme_sends(unbind_resp(1))
        .closes(side::esme, false)
        .disk_says(ruling::pass)
        .esme_sees(refused(1, command_status::incorrect_bind_status))
        .closes(side::esme)
        .plays();
}

TEST(SubmitConversation, AnUnbindWaitsForWhatIsHeld) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1) + unbind(2) + enquire_link(3))
        .stalls(side::esme, stall::store)
        .disk_says(ruling::pass)
        .smsc_sees(submit(2) + unbind(3))
        .esme_sees(enquire_link_resp(3))
        .plays();
}

TEST(SubmitConversation, AnEndOfFileWaitsForWhatIsHeld) {
    conversation{}
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(submit(1))
        .esme_ends()
        .closes(side::smsc, false)
        .disk_says(ruling::pass)
        .smsc_sees(submit(2))
        .closes(side::smsc)
        .plays();
}

TEST(SubmitConversation, AnUnansweredRequestLeavesTheWindowAndALateAnswerStillArrives) {
    conversation{}
        .with(never_probed)
        .bound()
        .esme_sends(submit(9))
        .smsc_sees(submit(2))
        .later(59'999ms)
        .checks([](stage& on) { EXPECT_EQ(on.link().in_flight(side::smsc), 1U); })
        .later(1ms)
        .checks([](stage& on) {
            EXPECT_EQ(on.link().in_flight(side::smsc), 0U);
            EXPECT_EQ(on.counts.expired.value(), 1U);
        })
        .smsc_sends(submit_resp(2, "late"))
        .esme_sees(submit_resp(9, "late"))
        .plays();
}

TEST(SubmitConversation, AFullWindowStopsTheReadingOfTheOtherLeg) {
    conversation{}
        .with([](auto& its) { its.bounds.outstanding = 1; })
        .bound()
        .esme_sends(submit(1) + submit(2) + enquire_link(3))
        .stalls(side::esme, stall::window)
        .smsc_sees(submit(2))
        .esme_sees({})
        .later(2s)
        .smsc_sends(submit_resp(2))
        .esme_sees(submit_resp(1) + enquire_link_resp(3))
        .smsc_sees(submit(3))
        .stalls(side::esme, stall::none)
        .checks([](stage& on) { EXPECT_EQ(on.counts.paused_ms[static_cast<std::size_t>(stall::window)].value(), 2000U); })
        .smsc_sends(deliver(50) + deliver(51))
        .stalls(side::smsc, stall::window)
        .esme_sees(deliver(1))
        .esme_sends(deliver_resp(1))
        .esme_sees(deliver(2))
        .plays();
}

TEST(SubmitConversation, ASlowReaderOfOurAnswersIsNotReadFrom) {
    conversation{}
        .with([](auto& its) { its.bounds.own_octets = 32; })
        .bound()
        .reads(side::esme, false)
        .esme_sends(enquire_link(1) + enquire_link(2) + enquire_link(3) + enquire_link(4))
        .stalls(side::esme, stall::slow_reader)
        .esme_sees({})
        .reads(side::esme, true)
        .stalls(side::esme, stall::none)
        .esme_sees(enquire_link_resp(1) + enquire_link_resp(2) + enquire_link_resp(3) + enquire_link_resp(4))
        .reads(side::smsc, false)
        .smsc_sends(enquire_link(1) + enquire_link(2) + enquire_link(3) + enquire_link(4))
        .stalls(side::smsc, stall::slow_reader)
        .reads(side::smsc, true)
        .smsc_sees(enquire_link_resp(1) + enquire_link_resp(2) + enquire_link_resp(3) + enquire_link_resp(4))
        .plays();
}

TEST(SubmitConversation, RefusalsAreBoundedByWhatTheSenderReads) {
    conversation{}
        .with([](auto& its) { its.bounds.own_octets = 16; })
        .bound()
        .suppressing(person)
        .reads(side::esme, false)
        .esme_sends(submit(1) + submit(2) + submit(3))
        .stalls(side::esme, stall::slow_reader)
        .reads(side::esme, true)
        .esme_sees(refused(1) + refused(2) + refused(3))
        .plays();
}

TEST(SubmitConversation, ListsAndScopes) {
    proxy::consent::list first;
    first.name = "clinic";
    first.match_sender = "1555*";
    first.reach = store::scope::list;
    proxy::consent::list second;
    second.name = "rest";
    const auto entry = [](std::string_view who, store::binding bound) {
        return [=](stage& on) { on.table.entries.push_back({std::string{who}, bound}); };
    };
    conversation{}
        .with_list(first)
        .with_list(second)
        .bound()
        .does(entry(person, {store::scope::list, "clinic", ""}))
        .does(entry(other_person, {store::scope::global, "", ""}))
        .esme_sends(submit(1) + submit(2, {.from = "15559999"}) + submit(3, {.from = "9"}))
        .esme_sees(refused(1) + refused(2))
        .smsc_sees(submit(2, {.from = "9"}))
        .esme_sends(submit(4, {.from = "9", .to = other_person}))
        .esme_sees(refused(4))
        .checks([](stage& on) {
            EXPECT_EQ(on.counts.by_list[0].refused.value(), 2U);
            EXPECT_EQ(on.counts.by_list[1].refused.value(), 1U);
            EXPECT_EQ(on.counts.by_list[2].refused.value(), 0U);
        })
        .plays();
}

TEST(SubmitConversation, AnOldLinkKeepsItsTimes) {
    conversation{}
        .with(never_probed)
        .with([](auto& its) { its.bounds.enquire_link = 24h * 365; })
        .bound()
        .later(60 * 24h)  // more milliseconds than 32 bits hold
        .esme_sends(submit(9))
        .smsc_sees(submit(2))
        .checks([](stage& on) { EXPECT_EQ(on.link().wake_at(), on.now + 60s); })
        .later(60s)
        .checks([](stage& on) { EXPECT_EQ(on.counts.expired.value(), 1U); })
        .plays();
}

}  // namespace
}  // namespace tests::relay
