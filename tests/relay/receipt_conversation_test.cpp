// refusal.mode = "receipt": a text to a suppressed number is accepted under an id of ours; who asked for a receipt gets one.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::relay::end_reason;
using proxy::relay::phase;
using proxy::relay::refusal_mode;
using proxy::relay::stall;
using store::confirmation_outcome;
using kind = confirmation_step::kind;

constexpr std::uint64_t one = 1000, two = 1001;  // as the stage numbers what is queued

void by_receipt(proxy::relay::settings& its) { its.refuses_by = refusal_mode::receipt; }

// The n-th id of a stage.
std::string id_of(int nth, bool brief = false) {
    proxy::relay::refused_ids ids{42, 0, 1, [] { return std::int64_t{1'700'000'000'123}; }};
    while (--nth > 0) static_cast<void>(ids.make("acme", brief));
    return ids.make("acme", brief).id;
}

bytes c_string(std::string_view text) { return bytes{text.begin(), text.end()} + bytes{0}; }

std::string report_text(const std::string& id, std::string_view excerpt = "Hello") {
    return "id:" + id +
           " sub:001 dlvrd:000 submit date:2311142213 done date:2311142213 stat:REJECTD err:000 text:" + std::string{excerpt};
}

// As a sender of SMPP 3.4 gets it.
bytes report(std::uint32_t sequence, const std::string& id, std::string_view excerpt = "Hello") {
    const auto tlvs = bytes{0x00, 0x1E, 0x00, 0x1E} + c_string(id) + bytes{0x04, 0x27, 0x00, 0x01, 8};
    const auto text = report_text(id, excerpt);
    return deliver(sequence, {.text = text, .esm_class = 0x04, .tlvs = tlvs});
}

bytes asking(std::uint32_t sequence, std::uint8_t registered_delivery = 1) {
    return submit(sequence, {.registered_delivery = registered_delivery});
}

bytes query(std::uint32_t sequence, std::string_view id) {
    return pdu(command_id::query_sm, sequence, c_string(id) + bytes{1, 1} + c_string(brand));
}
bytes cancel(std::uint32_t sequence, std::string_view id) {
    return pdu(command_id::cancel_sm, sequence,
               c_string("CMT") + c_string(id) + bytes{1, 1} + c_string(brand) + bytes{1, 1} + c_string(person));
}

TEST(ReceiptConversation, WithoutAWishForAReceiptItIsAcceptedAtOnce) {
    for (const auto registered_delivery : bytes{0, 3, 4, 0x1C}) {
        conversation{}
            .with(by_receipt)
            .by_hand()
            .bound()
            .suppressing(person)
            .esme_sends(asking(9, registered_delivery) + submit(10))
            .esme_sees(submit_resp(9, id_of(1)) + submit_resp(10, id_of(2)))
            .smsc_sees({})
            .checks([](stage& on) {
                EXPECT_TRUE(on.to_file.empty());
                EXPECT_EQ(on.counts.by_list[0].refused.value(), 2U);
            })
            .plays();
    }
}

TEST(ReceiptConversation, TheReceiptIsOnDiskBeforeTheAnswer) {
    for (const auto registered_delivery : bytes{1, 2, 0x11}) {
        conversation{}
            .with(by_receipt)
            .by_hand()
            .bound()
            .suppressing(person)
            .esme_sends(asking(9, registered_delivery))
            .esme_sees({})
            .esme_sends(submit(10, {.to = other_person}))
            .smsc_sees(submit(2, {.to = other_person}))
            .receipt_written()
            .esme_sees(submit_resp(9, id_of(1)))
            .offers(one)
            .esme_sees(report(1, id_of(1)))
            .esme_sends(deliver_resp(1))
            .settles(one, confirmation_outcome::accepted)
            .smsc_sees({})
            .checks([](stage& on) {
                EXPECT_EQ(on.counts.by_list[0].refused.value(), 1U);
                EXPECT_EQ(on.queued.at(0).recipient, person);
            })
            .plays();
    }
}

TEST(ReceiptConversation, WhatCanNotBeKeptIsRefused) {
    conversation{}
        .with(by_receipt)
        .by_hand()
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + asking(10))
        .receipt_fails()
        .esme_sees(refused(9))
        .receipt_written()
        .esme_sees(submit_resp(10, id_of(2)))
        .checks([](stage& on) { EXPECT_EQ(on.counts.receipts_unstored.value(), 1U); })
        .plays();
}

TEST(ReceiptConversation, ADataSmGetsItsOwnAnswer) {
    const auto wanted = c_string("CMT") + bytes{5, 0} + c_string("BRAND") + bytes{2, 8} + c_string(person) + bytes{0, 1, 0} +
                        bytes{0x04, 0x24, 0, 2, 'H', 'i'};
    const auto tlvs = bytes{0x00, 0x1E, 0x00, 0x1E} + c_string(id_of(1)) + bytes{0x04, 0x27, 0x00, 0x01, 8};
    const auto text = report_text(id_of(1), "Hi");
    auto expected = deliver(
        1, {.text = text, .to = "BRAND", .from_ton = 2, .to_ton = 5, .esm_class = 0x04, .service_type = "CMT", .tlvs = tlvs});
    expected[16 + 4 + 1] = 8;  // NPI, where the DSL writes 1
    expected[16 + 4 + 2 + person.size() + 1 + 1] = 0;
    conversation{}
        .with(by_receipt)
        .bound()
        .suppressing(person, "BRAND")
        .esme_sends(pdu(command_id::data_sm, 9, wanted))
        .esme_sees(pdu(command_id::data_sm_resp, 9, c_string(id_of(1))))
        .offers(one)
        .esme_sees(expected)
        .smsc_sees({})
        .plays();
}

TEST(ReceiptConversation, ASubmitMultiIsRefusedByStatus) {
    conversation{}
        .with(by_receipt)
        .bound()
        .suppressing(person)
        .esme_sends(submit_multi(9, {person}))
        .esme_sees(header(command_id::submit_multi_resp, 9, command_status::submit_failed))
        .smsc_sees({})
        .plays();
}

TEST(ReceiptConversation, ASenderBeforeThreeFourGetsEightCharactersAndNoParameters) {
    const auto text = report_text(id_of(1, true));
    conversation{}
        .with(by_receipt)
        .bound({.version = 0x33})
        .suppressing(person)
        .esme_sends(asking(9))
        .esme_sees(submit_resp(9, id_of(1, true)))
        .offers(one)
        .esme_sees(deliver(1, {.text = text, .esm_class = 0x04}))
        .esme_sends(query(10, id_of(1, true)))
        .esme_sees(pdu(command_id::query_sm_resp, 10, c_string(id_of(1, true)) + c_string("231114221320000+") + bytes{8, 0}))
        .plays();
}

TEST(ReceiptConversation, TellsTheBeginningOfPlainTexts) {
    const struct {
        std::string text, excerpt;
        std::uint8_t data_coding, esm_class;
    } table[] = {
        {"Hello", "Hello", 0, 0},
        {"Twenty characters and more", "Twenty characters an", 0, 0},
        {"", "", 0, 0},
        {"caf\xE9", "", 3, 0},
        {"Hello", "Hello", 3, 0},
        {"Hello", "Hello", 1, 0},
        {"Hi", "", 8, 0},
        {"Hi", "", 4, 0},
        {"a\nb", "", 0, 0},
        {std::string{"\x05\x00\x03\x01\x02\x01Part", 10}, "Part", 0, 0x40},
        {std::string{"\x50\x00", 2}, "", 0, 0x40},
    };
    for (const auto& row : table) {
        SCOPED_TRACE(row.text);
        conversation{}
            .with(by_receipt)
            .never_split()
            .bound()
            .suppressing(person)
            .esme_sends(submit(
                9, {.text = row.text, .esm_class = row.esm_class, .data_coding = row.data_coding, .registered_delivery = 1}))
            .esme_sees(submit_resp(9, id_of(1)))
            .offers(one)
            .esme_sees(report(1, id_of(1), row.excerpt))
            .plays();
    }
}

TEST(ReceiptConversation, NoMoreThanTheWindowAreUnanswered) {
    conversation{}
        .with(by_receipt)
        .with([](auto& its) { its.window = 1; })
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + asking(10))
        .esme_sees(submit_resp(9, id_of(1)) + submit_resp(10, id_of(2)))
        .offers(one)
        .esme_sees(report(1, id_of(1)))
        .offers(two)
        .esme_sees({})
        .esme_sends(deliver_resp(1))
        .esme_sees(report(2, id_of(2)))
        .settles(one, confirmation_outcome::accepted)
        .plays();
}

TEST(ReceiptConversation, ComesAgainToASenderInTroubleAndNotToOneThatRefuses) {
    const struct {
        command_status status;
        bool again;
    } table[] = {
        {command_status::receiver_temporary_error, true}, {command_status::throttled, true},
        {command_status::message_queue_full, true},       {command_status::receiver_permanent_error, false},
        {command_status::receiver_rejects, false},        {command_status::system_error, false},
        {command_status::invalid_esm_class, false},
    };
    for (const auto& row : table) {
        SCOPED_TRACE(protocol::name(row.status));
        auto told = conversation{};
        told.with(by_receipt)
            .bound()
            .suppressing(person)
            .esme_sends(asking(9))
            .offers(one)
            .esme_sees(submit_resp(9, id_of(1)) + report(1, id_of(1)))
            .esme_sends(deliver_resp(1, row.status));
        if (row.again) {
            told.step(one, kind::throttled, false);
        } else {
            told.settles(one, confirmation_outcome::refused);
        }
        told.smsc_sees({}).plays();
    }
}

TEST(ReceiptConversation, ANackOrAForeignAnswerIsARefusal) {
    for (const auto command : {command_id::generic_nack, command_id::submit_sm_resp}) {
        conversation{}
            .with(by_receipt)
            .bound()
            .suppressing(person)
            .esme_sends(asking(9))
            .offers(one)
            .esme_sends(header(command, 1))
            .settles(one, confirmation_outcome::refused)
            .smsc_sees({})
            .plays();
    }
}

TEST(ReceiptConversation, WithoutAnAnswerItComesAgain) {
    conversation{}
        .with(by_receipt)
        .with([](auto& its) { its.window = 1, its.bounds.enquire_link = 24h; })
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + asking(10))
        .offers(one)
        .offers(two)
        .esme_sees(submit_resp(9, id_of(1)) + submit_resp(10, id_of(2)) + report(1, id_of(1)))
        .later(60s)
        .step(one, kind::throttled, false)
        .esme_sees(report(2, id_of(2)))
        .esme_sends(deliver_resp(1))  // late: it is sent again all the same
        .esme_sends(deliver_resp(2))
        .settles(two, confirmation_outcome::accepted)
        .smsc_sees({})
        .plays();
}

TEST(ReceiptConversation, OneThatWaitsAtTheLinkTooLongExpires) {
    conversation{}
        .with(by_receipt)
        .with([](auto& its) { its.window = 1, its.bounds.enquire_link = 24h, its.bounds.response = 1h; })
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + asking(10))
        .offers(one)
        .offers(two)
        .later(5min)
        .settles(two, confirmation_outcome::expired)
        .plays();
}

TEST(ReceiptConversation, QuestionsAboutItAreAnsweredHere) {
    conversation{}
        .with(by_receipt)
        .bound()
        .suppressing(person)
        .esme_sends(submit(9))
        .esme_sees(submit_resp(9, id_of(1)))
        .esme_sends(query(10, id_of(1)) + cancel(11, id_of(1)))
        .esme_sees(pdu(command_id::query_sm_resp, 10, c_string(id_of(1)) + c_string("231114221320100+") + bytes{8, 0}) +
                   header(command_id::cancel_sm_resp, 11, command_status::cancel_failed))
        .smsc_sees({})
        .plays();
}

TEST(ReceiptConversation, QuestionsAboutAllElsePass) {
    const auto replace = pdu(command_id::replace_sm, 9, c_string(id_of(1)) + bytes{1, 1} + c_string(brand) + bytes(6, 0));
    const auto cut = pdu(command_id::query_sm, 9, {'1', '7'});
    for (const auto& asked : {query(9, "m1"), query(9, ""), query(9, "12345678901234567890123456789"), query(9, id_of(1, true)),
                              cancel(9, "m1"), cancel(9, ""), replace, cut, header(command_id::cancel_sm, 9)}) {
        conversation{}.with(by_receipt).bound().esme_sends(asked).smsc_sees(renumbered(asked, 2)).esme_sees({}).plays();
    }
}

// Ids outlive a change of the mode.
TEST(ReceiptConversation, QuestionsAreAnsweredInTheOtherModeToo) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(asking(9))
        .esme_sees(refused(9))
        .esme_sends(cancel(10, id_of(1)))
        .esme_sees(header(command_id::cancel_sm_resp, 10, command_status::cancel_failed))
        .plays();
}

TEST(ReceiptConversation, ATransmitterTakesNone) {
    conversation{}
        .with(by_receipt)
        .bound({.command = command_id::bind_transmitter})
        .suppressing(person)
        .esme_sends(asking(9))
        .esme_sees(submit_resp(9, id_of(1)))
        .offers(one)
        .step(one, kind::returned, false)
        .esme_sees({})
        .plays();
}

TEST(ReceiptConversation, AReceiverTakesThemAndNoConfirmation) {
    conversation{}
        .with(by_receipt)
        .bound({.command = command_id::bind_receiver})
        .suppressing(person)
        .esme_sends(asking(9))
        .offers(one)
        .esme_sees(submit_resp(9, id_of(1)) + report(1, id_of(1)))
        .offers(101)
        .step(101, kind::returned, false)
        .plays();
}

TEST(ReceiptConversation, AnUnbindWaitsForTheReceipt) {
    conversation{}
        .with(by_receipt)
        .by_hand()
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + unbind(10))
        .stalls(side::esme, stall::store)
        .smsc_sees({})
        .receipt_written()
        .esme_sees(submit_resp(9, id_of(1)))
        .smsc_sees(unbind(2))
        .offers(one)
        .step(one, kind::returned, false)
        .plays();
}

TEST(ReceiptConversation, AsManyAsTheLimitAreWrittenAtATime) {
    conversation{}
        .with(by_receipt)
        .with([](auto& its) { its.bounds.held_receipts = 1; })
        .by_hand()
        .never_split()
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + asking(10))
        .stalls(side::esme, stall::store)
        .checks([](stage& on) { EXPECT_EQ(on.counts.by_list[0].refused.value(), 1U); })
        .receipt_written()
        .stalls(side::esme, stall::none)
        .receipt_written()
        .esme_sees(submit_resp(9, id_of(1)) + submit_resp(10, id_of(2)))
        .checks([](stage& on) { EXPECT_EQ(on.counts.by_list[0].refused.value(), 2U); })
        .plays();
}

TEST(ReceiptConversation, AVerdictFromDiskIsNoDifferent) {
    conversation{}
        .with(by_receipt)
        .by_hand()
        .bound()
        .on_disk(person)
        .esme_sends(asking(9))
        .disk_says(store::ruling::suppressed)
        .esme_sees({})
        .receipt_written()
        .esme_sees(submit_resp(9, id_of(1)))
        .smsc_sees({})
        .plays();
}

TEST(ReceiptConversation, WhatHasNoAnswerWhenTheSenderEndsGoesByAnotherLink) {
    conversation{}
        .with(by_receipt)
        .with([](auto& its) { its.window = 1; })
        .bound()
        .suppressing(person)
        .esme_sends(asking(9) + asking(10))
        .offers(one)
        .offers(two)
        .esme_ends()
        .step(two, kind::returned, false)
        .step(one, kind::returned, false)
        .smsc_ends()
        .over(end_reason::sender_closed, side::esme)
        .plays();
}

TEST(ReceiptConversation, AnAnswerBeforeTheEndCounts) {
    conversation{}
        .with(by_receipt)
        .with([](auto& its) { its.bounds.outstanding = 1; })
        .bound()
        .suppressing(person)
        .esme_sends(asking(9))
        .offers(one)
        .esme_sends(submit(10, {.to = other_person}) + submit(11, {.to = other_person}) + deliver_resp(1))
        .stalls(side::esme, stall::window)
        .esme_ends()
        .checks([](stage& on) { EXPECT_TRUE(on.steps.empty()); })
        .smsc_sends(submit_resp(2))
        .settles(one, confirmation_outcome::accepted)
        .plays();
}

TEST(ReceiptConversation, ASilentSenderGivesItBack) {
    conversation{}
        .with(by_receipt)
        .bound()
        .suppressing(person)
        .esme_sends(asking(9))
        .offers(one)
        .later(60s)
        .over(end_reason::silent_sender, side::esme)
        .step(one, kind::returned, false)
        .plays();
}

TEST(ReceiptConversation, ADrainWaitsForItsAnswer) {
    conversation{}
        .with(by_receipt)
        .bound()
        .suppressing(person)
        .esme_sends(asking(9))
        .offers(one)
        .esme_sees(submit_resp(9, id_of(1)) + report(1, id_of(1)))
        .drains()
        .esme_sees({})
        .esme_sends(deliver_resp(1))
        .settles(one, confirmation_outcome::accepted)
        .esme_sees(unbind(2))
        .plays();
}

}  // namespace
}  // namespace tests::relay
