// What people reply: keywords, receipts, ordinary texts.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::consent::keyword_class;
using proxy::relay::end_reason;
using proxy::relay::outcome;
using proxy::relay::stall;

constexpr auto later_please = command_status::receiver_temporary_error;

proxy::consent::list listed() { return {}; }

std::uint64_t keywords(const stage& on, keyword_class what, std::size_t list = 0) {
    return on.counts.by_list[list].keywords[static_cast<std::size_t>(what)].value();
}

TEST(ReplyConversation, AStopIsAnsweredWhenItIsStoredAndNotBefore) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = " stop "}))
        .smsc_sees({})
        .esme_sees({})
        .checks([](stage& on) { EXPECT_EQ(on.link().held(), 1U); })
        .later(5s)
        .smsc_sees({})
        .stored()
        .smsc_sees(deliver_resp(50))
        .esme_sees({})
        .checks([](stage& on) {
            EXPECT_EQ(keywords(on, keyword_class::opt_out), 1U);
            EXPECT_EQ(
                on.counts
                    .pdus[1][proxy::relay::command_index(command_id::deliver_sm)][static_cast<std::size_t>(outcome::answered)]
                    .value(),
                1U);
        })
        .plays();
}

TEST(ReplyConversation, TheChangeSaysWhoWhatAndWhy) {
    const bytes reference{0x02, 0x04, 0x00, 0x02, 0x01, 0x02};  // user_message_reference 258
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(
            0x80000032,
            {.text = "Stop all", .from = "+447700900123", .from_ton = 0, .to_ton = 3, .service_type = "CMT", .tlvs = reference}))
        .checks([](stage& on) {
            ASSERT_EQ(on.changes.size(), 1U);
            const auto& change = on.changes[0];
            EXPECT_EQ(change.what, store::action::opt_out);
            EXPECT_EQ(change.recipient, person);
            ASSERT_EQ(change.bindings.size(), 1U);
            EXPECT_EQ(change.bindings[0], (store::binding{store::scope::sender, "default", std::string{brand}}));
            EXPECT_EQ(change.from, store::source::keyword);
            EXPECT_EQ(change.actor, "");
            EXPECT_EQ(change.reason, "Stop all");
            EXPECT_EQ(change.because.link, "carrier");
            EXPECT_EQ(change.because.system_id, "acme");
            EXPECT_EQ(change.because.from, (store::party{0, 1, "+447700900123"}));
            EXPECT_EQ(change.because.to, (store::party{3, 1, std::string{brand}}));
            EXPECT_EQ(change.because.text, "Stop all");
            EXPECT_EQ(change.because.sequence, 0x80000032);
            EXPECT_EQ(change.because.message_id, "258");
            ASSERT_EQ(change.answers.size(), 1U);
            EXPECT_EQ(change.answers[0].answers, store::action::opt_out);
            EXPECT_EQ(change.answers[0].link, "carrier");
            EXPECT_EQ(change.answers[0].system_id, "acme");
            EXPECT_EQ(change.answers[0].service_type, "CMT");
            EXPECT_EQ(change.answers[0].from, (store::party{3, 1, std::string{brand}}));
            EXPECT_EQ(change.answers[0].to, (store::party{0, 1, "+447700900123"}));
            EXPECT_EQ(change.answers[0].text, listed().opt_out_text);
        })
        .stored()
        .smsc_sees(deliver_resp(0x80000032))
        .plays();
}

TEST(ReplyConversation, AfterAStopNothingMoreGoesUpAlsoBeforeItIsStored) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .esme_sends(submit(1) + submit(2, {.to = other_person}))
        .esme_sees(refused(1))
        .smsc_sees(submit(2, {.to = other_person}))
        .stored()
        .smsc_sees(deliver_resp(50))
        .plays();
}

TEST(ReplyConversation, AStopThatCantBeStoredComesAgain) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .store_fails()
        .smsc_sees(deliver_resp(50, later_please))
        .esme_sends(submit(1))
        .esme_sees(refused(1))
        .smsc_sees({})
        .plays();
}

TEST(ReplyConversation, ASecondStopIsAnsweredAndConfirmedNoMore) {
    conversation{}
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}) + deliver(51, {.text = "quit"}))
        .smsc_sees(deliver_resp(50) + deliver_resp(51))
        .checks([](stage& on) {
            EXPECT_EQ(on.changes.size(), 2U);
            EXPECT_EQ(on.queued.size(), 1U);
        })
        .plays();
}

TEST(ReplyConversation, AStartLiftsWhenItIsDurable) {
    conversation{}
        .by_hand()
        .bound()
        .suppressing(person)
        .smsc_sends(deliver(50, {.text = "Start"}))
        .checks([](stage& on) {
            ASSERT_EQ(on.changes.size(), 1U);
            EXPECT_EQ(on.changes[0].what, store::action::opt_in);
            ASSERT_EQ(on.changes[0].answers.size(), 1U);
            EXPECT_EQ(on.changes[0].answers[0].text, listed().opt_in_text);
        })
        .esme_sends(submit(1))
        .esme_sees(refused(1))
        .stored()
        .smsc_sees(deliver_resp(50))
        .esme_sees({})
        .esme_sends(submit(2))
        .smsc_sees(submit(2))
        .plays();
}

TEST(ReplyConversation, AStartThatLiftsNothingIsOrdinaryText) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "YES"}))
        .esme_sees({})
        .stored()
        .esme_sees(deliver(1, {.text = "YES"}))
        .smsc_sees({})
        .esme_sends(deliver_resp(1, command_status::receiver_permanent_error))
        .smsc_sees(deliver_resp(50, command_status::receiver_permanent_error))
        .plays();
}

TEST(ReplyConversation, AStartThatCantBeStoredComesAgain) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "YES"}))
        .store_fails()
        .smsc_sees(deliver_resp(50, later_please))
        .esme_sees({})
        .plays();
}

TEST(ReplyConversation, ForwardedKeywordsReachTheSenderWhenTheyAreStored) {
    auto forwarding = listed();
    forwarding.forward_keywords = true;
    conversation{}
        .with_list(forwarding)
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .esme_sees({})
        .stored()
        .esme_sees(deliver(1, {.text = "STOP"}))
        .smsc_sees({})
        .esme_sends(deliver_resp(1))
        .smsc_sees(deliver_resp(50))
        .smsc_sends(deliver(51, {.text = "STOP"}))
        .store_fails()
        .smsc_sees(deliver_resp(51, later_please))
        .esme_sees({})
        .plays();
}

TEST(ReplyConversation, AForwardedKeywordWhoseSenderLeftComesAgain) {
    auto forwarding = listed();
    forwarding.forward_keywords = true;
    conversation{}
        .with_list(forwarding)
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .esme_ends()
        .closes(side::smsc, false)
        .stored()
        .smsc_sees(deliver_resp(50, later_please))
        .esme_sees({})
        .closes(side::smsc)
        .plays();
}

TEST(ReplyConversation, AForwardedKeywordThatTheWindowHasNoRoomForComesAgain) {
    auto forwarding = listed();
    forwarding.forward_keywords = true;
    conversation{}
        .with_list(forwarding)
        .with([](auto& its) { its.bounds.outstanding = 1; })
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}) + deliver(51))
        .esme_sees(deliver(1))
        .stored()
        .smsc_sees(deliver_resp(50, later_please))
        .plays();
}

TEST(ReplyConversation, HelpPassesUnlessThereIsATextForIt) {
    conversation{}
        .bound()
        .smsc_sends(deliver(50, {.text = "HELP"}))
        .esme_sees(deliver(1, {.text = "HELP"}))
        .smsc_sees({})
        .plays();
    auto helpful = listed();
    helpful.help_text = "Call us.";
    conversation{}
        .with_list(helpful)
        .bound()
        .smsc_sends(deliver(50, {.text = "info"}))
        .esme_sees({})
        .smsc_sees(deliver_resp(50))
        .checks([](stage& on) {
            ASSERT_EQ(on.changes.size(), 1U);
            EXPECT_EQ(on.changes[0].what, store::action::help);
            EXPECT_TRUE(on.changes[0].bindings.empty());
            ASSERT_EQ(on.changes[0].answers.size(), 1U);
            EXPECT_EQ(on.changes[0].answers[0].text, "Call us.");
            EXPECT_EQ(keywords(on, keyword_class::help), 1U);
        })
        .plays();
}

TEST(ReplyConversation, AListWithoutConfirmationsAsksForNone) {
    auto quiet = listed();
    quiet.confirm = false;
    conversation{}
        .with_list(quiet)
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .smsc_sees(deliver_resp(50))
        .checks([](stage& on) { EXPECT_TRUE(on.changes.at(0).answers.empty()); })
        .plays();
}

TEST(ReplyConversation, WhatIsNoKeywordIsRelayed) {
    const bytes first_of_two{0x05, 0x00, 0x03, 0x2A, 0x02, 0x01};
    std::string part{first_of_two.begin(), first_of_two.end()};
    part += "STOP";
    const bytes sar{0x02, 0x0E, 0x00, 0x01, 0x02};
    std::uint32_t number = 0;
    conversation talk;
    talk.bound();
    for (const words& one : {words{.text = "please stop"}, words{.text = "stop \xF0\x9F\x9B\x91"}, words{.text = ""},
                             words{.text = part, .esm_class = 0x40}, words{.text = "STOP", .tlvs = sar},
                             words{.text = "STOP", .esm_class = 0x04}, words{.text = "STOP", .data_coding = 4}}) {
        ++number;
        talk.smsc_sends(deliver(0, one)).esme_sees(deliver(number, one)).smsc_sees({});
    }
    talk.esme_sends(deliver_resp(number, command_status::receiver_rejects))
        .smsc_sees(deliver_resp(0, command_status::receiver_rejects))
        .checks([](stage& on) { EXPECT_TRUE(on.changes.empty()); })
        .plays();
}

TEST(ReplyConversation, AStopInEveryClothing) {
    using namespace std::string_view_literals;
    const bytes padded{0x00, 0x00};
    const bytes broken_tlv{0x14, 0x01, 0x00, 0xFF, 0x01};
    const bytes payload{0x04, 0x24, 0x00, 0x04, 'S', 'T', 'O', 'P'};
    conversation{}
        .bound()
        .smsc_sends(deliver(1, {.text = "\0S\0T\0O\0P"sv, .data_coding = 8}))
        .smsc_sends(deliver(2, {.text = "STOP", .tlvs = padded}))
        .smsc_sends(deliver(3, {.text = "STOP", .tlvs = broken_tlv}))
        .smsc_sends(deliver(4, {.text = "", .tlvs = payload}))
        .smsc_sends(deliver(5, {.text = "STOP", .from_ton = 0, .data_coding = 1}))
        .smsc_sees(deliver_resp(1) + deliver_resp(2) + deliver_resp(3) + deliver_resp(4) + deliver_resp(5))
        .esme_sees({})
        .checks([](stage& on) { EXPECT_EQ(on.changes.size(), 5U); })
        .plays();
}

TEST(ReplyConversation, AStopByDataSmIsAnsweredAsOne) {
    const bytes body{0,   1,   1,   '4', '4', '7', '7', '0', '0', '9', '0', '0',  '1',  '2',  '3',  0,   1,   1,   '1',
                     '5', '5', '5', '0', '1', '0', '0', 0,   0,   0,   0,   0x04, 0x24, 0x00, 0x04, 'S', 'T', 'O', 'P'};
    conversation{}
        .bound()
        .smsc_sends(pdu(command_id::data_sm, 61, body))
        .smsc_sees(pdu(command_id::data_sm_resp, 61, {0}))
        .esme_sees({})
        .checks([](stage& on) { EXPECT_EQ(on.changes.at(0).recipient, person); })
        .plays();
}

TEST(ReplyConversation, AStopOnAReceiverBindCountsTheSame) {
    conversation{}
        .bound({.command = command_id::bind_receiver})
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .smsc_sees(deliver_resp(50))
        .checks([](stage& on) { EXPECT_EQ(on.queued.size(), 1U); })
        .plays();
}

TEST(ReplyConversation, AKeywordToANumberOfNoListIsOrdinaryText) {
    auto others = listed();
    others.match_sender = "999";
    conversation{}
        .with_list(others)
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .esme_sees(deliver(1, {.text = "STOP"}))
        .smsc_sees({})
        .plays();
}

TEST(ReplyConversation, KeywordsWaitForTheStoreUpToALimitAndTextsDoNot) {
    conversation{}
        .with([](auto& its) { its.bounds.held_replies = 1; })
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}) + deliver(51))
        .esme_sees(deliver(1))
        .stalls(side::smsc, stall::none)
        .smsc_sends(deliver(52, {.text = "START", .from = other_person}) + deliver(53))
        .stalls(side::smsc, stall::store)
        .esme_sees({})
        .stored()
        .smsc_sees(deliver_resp(50))
        .esme_sees(deliver(2))
        .stalls(side::smsc, stall::none)
        .checks([](stage& on) {
            EXPECT_EQ(on.link().held(), 1U);
            EXPECT_EQ(on.changes.size(), 2U);
            EXPECT_EQ(keywords(on, keyword_class::opt_in), 1U);
        })
        .plays();
}

TEST(ReplyConversation, AnUnbindOfTheSmscWaitsForTheAnswers) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}) + unbind(51))
        .stalls(side::smsc, stall::store)
        .esme_sees({})
        .stored()
        .smsc_sees(deliver_resp(50))
        .esme_sees(unbind(1))
        .esme_sends(unbind_resp(1))
        .smsc_sees(unbind_resp(51))
        .plays();
}

TEST(ReplyConversation, AStopFromAnSmscThatClosesIsStoredAndAnsweredIfItStillReads) {
    conversation{}
        .by_hand()
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .smsc_ends()
        .esme_sees(unbind(1))
        .esme_sends(unbind_resp(1) + submit(8))
        .esme_sees(refused(8, command_status::incorrect_bind_status))
        .closes(side::esme, false)
        .stored()
        .smsc_sees(deliver_resp(50))
        .closes(side::esme)
        .closes(side::smsc)
        .esme_ends()
        .over(end_reason::smsc_closed, side::smsc)
        .plays();
}

TEST(ReplyConversation, AStopThatComesAfterTheSenderLeftStillCounts) {
    conversation{}
        .by_hand()
        .bound()
        .esme_ends()
        .closes(side::smsc)
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .checks([](stage& on) { EXPECT_EQ(on.changes.size(), 1U); })
        .smsc_ends()
        .stored()
        .smsc_sees({})
        .over(end_reason::sender_closed, side::esme)
        .plays();
}

TEST(ReplyConversation, AReceiptForATextOfOursIsSwallowed) {
    const auto remember = [](stage& on) {
        on.receipts.remember({.link = "carrier",
                              .system_id = "acme",
                              .message_id = "1A2B",
                              .from = {1, 1, std::string{brand}},
                              .to = {1, 1, std::string{person}}});
    };
    conversation{}
        .bound()
        .does(remember)
        .smsc_sends(receipt(50, "1a2b"))
        .smsc_sees(deliver_resp(50))
        .smsc_sends(receipt(51, "6699"))  // the same id in decimal
        .smsc_sees(deliver_resp(51))
        .smsc_sends(deliver(52, {.text = "id:1A2B stat:DELIVRD", .from = brand, .to = person, .esm_class = 0x04}))
        .smsc_sees(deliver_resp(52))
        .esme_sees({})
        .smsc_sends(receipt(53, "1A2C") + receipt(54, "1A2B", other_person))
        .smsc_sees({})
        .esme_sees(receipt(1, "1A2C") + receipt(2, "1A2B", other_person))
        .plays();
}

TEST(ReplyConversation, AReceiptOfAnotherSystemIdIsNotOurs) {
    conversation{}
        .bound({.system_id = "other"})
        .does([](stage& on) {
            on.receipts.remember({.link = "carrier",
                                  .system_id = "acme",
                                  .message_id = "1A2B",
                                  .from = {1, 1, std::string{brand}},
                                  .to = {1, 1, std::string{person}}});
        })
        .smsc_sends(receipt(50, "1A2B"))
        .esme_sees(receipt(1, "1A2B"))
        .plays();
}

// One recipient in all its spellings is one suppression; what goes over the wire is never touched.
TEST(ReplyConversation, ASpellingOfTheHomeCountryIsTheSameNumber) {
    conversation{}
        .with([](auto& its) { its.home = proxy::consent::plan_of("DE"); })
        .bound()
        .smsc_sends(deliver(5, {.text = "STOP", .from = "015112345678", .from_ton = 2}))
        .smsc_sees(deliver_resp(5))
        .checks([](stage& on) { EXPECT_EQ(on.changes.at(0).recipient, "4915112345678"); })
        .esme_sends(submit(9, {.to = "+4915112345678"}) + submit(10, {.to = "004915112345678"}) +
                    submit(11, {.to = "0151 123-45678", .to_ton = 0}) + submit(12, {.to = "4915112345678"}))
        .esme_sees(refused(9) + refused(10) + refused(11) + refused(12))
        .esme_sends(submit_multi(13, {"015112345678", other_person}))
        .smsc_sees(submit_multi(2, {other_person}))
        .esme_sends(submit(14, {.to = "015112345679"}))
        .smsc_sees(submit(3, {.to = "015112345679"}))
        .plays();
}

TEST(ReplyConversation, WithoutARegionBlanksAndPrefixesGo) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit(9, {.to = "+44 7700 900123"}) + submit(10, {.to = "0044-7700-900123", .to_ton = 0}))
        .esme_sees(refused(9) + refused(10))
        .plays();
}

// Short codes and alphanumeric senders are scopes like any number; an address that is text is compared as it stands.
TEST(ReplyConversation, ShortCodesAndNamesAreSenders) {
    conversation{}
        .with([](auto& its) { its.home = proxy::consent::plan_of("DE"); })
        .bound()
        .suppressing(person, "72345")
        .suppressing(person, "Shop 24")
        .esme_sends(submit(9, {.from = "72345", .from_ton = 6}) + submit(10, {.from = "Shop 24", .from_ton = 5}))
        .esme_sees(refused(9) + refused(10))
        .esme_sends(submit(11, {.from = "SHOP 24", .from_ton = 5}) + submit(12, {.from = "72346", .from_ton = 6}))
        .smsc_sees(submit(2, {.from = "SHOP 24", .from_ton = 5}) + submit(3, {.from = "72346", .from_ton = 6}))
        .plays();
}

}  // namespace
}  // namespace tests::relay
