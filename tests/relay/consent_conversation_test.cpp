// What consent adds to a conversation: orders of staff, what the carrier knows, answers, replies to review, whose list it is.
#include <gtest/gtest.h>

#include "protocol/pdu_builder.hpp"
#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using namespace std::chrono_literals;
using proxy::consent::list;
using proxy::consent::review_mode;

conversation with_codes(std::set<std::uint32_t> codes) {
    conversation one;
    one.with([codes](auto& its) { its.opted_out_codes = codes; });
    return one;
}

conversation of_staff(list one = {}) {
    conversation made;
    made.with([](auto& its) { its.staff = {"acme"}; }).with_list(std::move(one));
    return made;
}

// The ids that the stage's link will make.
std::vector<std::string> ids_of_ours(std::size_t count) {
    proxy::relay::refused_ids ids{42, 0, 1, [] { return std::int64_t{1'700'000'000'123}; }};
    std::vector<std::string> all;
    while (all.size() < count) all.push_back(ids.make("acme", false).id);
    return all;
}

// --- staff ------------------------------------------------------------------------------------------------------------

TEST(ConsentConversation, AnOrderOfStaffIsCarriedOutAndNeverSent) {
    const auto ids = ids_of_ours(2);
    of_staff()
        .by_hand()
        .bound()
        .esme_sends(submit(7, {.text = "\x1B\x14Opt-Out "}))
        .smsc_sees({})
        .esme_sees({})
        .checks([](stage& on) {
            ASSERT_EQ(on.changes.size(), 1U);
            EXPECT_EQ(on.changes[0].what, store::action::opt_out);
            EXPECT_EQ(on.changes[0].recipient, person);
            EXPECT_EQ(on.changes[0].from, store::source::staff);
            EXPECT_EQ(on.changes[0].actor, "acme");
            EXPECT_EQ(on.changes[0].because.from.digits, person);
            EXPECT_TRUE(on.changes[0].answers.empty());
        })
        .stored()
        .esme_sees(submit_resp(7, ids[0]))
        .esme_sends(submit(8))
        .esme_sees(refused(8))
        .esme_sends(submit(9, {.text = "^opt-in"}))  // of a sender that knows no GSM alphabet
        .stored()
        .esme_sees(submit_resp(9, ids[1]))
        .esme_sends(submit(10))
        .smsc_sees(submit(2))
        .checks([](stage& on) { EXPECT_EQ(on.counts.staff_commands.value(), 2U); })
        .plays();
}

TEST(ConsentConversation, AnOrderThatCantBeStoredIsRefused) {
    of_staff()
        .by_hand()
        .bound()
        .esme_sends(submit(7, {.text = "^opt-in"}))
        .store_fails()
        .esme_sees(refused(7, command_status::throttled))
        .smsc_sees({})
        .plays();
}

TEST(ConsentConversation, StaffMayNotLiftWhatAdminsLift) {
    list strict;
    strict.lifted_by_admin_only = true;
    of_staff(strict).bound().esme_sends(submit(7, {.text = "^opt-in"})).esme_sees(refused(7)).smsc_sees({}).plays();
}

TEST(ConsentConversation, WhatIsNoOrderIsSent) {
    for (const auto* text : {"^opt-out now", "opt-out", "^opt", "please ^opt-in"}) {
        SCOPED_TRACE(text);
        of_staff().bound().esme_sends(submit(7, {.text = text})).smsc_sees(submit(2, {.text = text})).plays();
    }
    // From somebody else it is a text as well.
    conversation{}
        .with([](auto& its) { its.staff = {"desk"}; })
        .bound()
        .esme_sends(submit(7, {.text = "^opt-out"}))
        .smsc_sees(submit(2, {.text = "^opt-out"}))
        .plays();
}

// --- the carrier ------------------------------------------------------------------------------------------------------

bytes receipt_saying(std::uint32_t sequence, std::string_view text, bytes tlvs = {}) {
    return deliver(sequence, {.text = text, .esm_class = 0x04, .tlvs = std::move(tlvs)});
}

TEST(ConsentConversation, ACodeInAReceiptIsAnOptOut) {
    const bytes network{0x04, 0x23, 0, 3, 3, 0x08, 0x02};  // GSM, 2050
    const struct {
        std::string_view text;
        bytes tlvs;
        bool learned;
    } table[] = {{"id:9 stat:UNDELIV err:257 text:", {}, true},      {"id:9 stat:UNDELIV err:4775 text:", {}, true},
                 {"id:9 stat:UNDELIV err:000 text:", network, true}, {"id:9 stat:UNDELIV err:258 text:", {}, false},
                 {"id:9 stat:UNDELIV err:257x text:", {}, false},    {"id:9 stat:DELIVRD err:000 text:", {}, false}};
    for (const auto& row : table) {
        SCOPED_TRACE(row.text);
        auto talk = with_codes({257, 4775, 2050});
        talk.bound()
            .smsc_sends(receipt_saying(50, row.text, row.tlvs))
            .esme_sees(receipt_saying(1, row.text, row.tlvs))
            .checks([&](stage& on) {
                ASSERT_EQ(on.changes.size(), row.learned ? 1U : 0U);
                if (!row.learned) return;
                EXPECT_EQ(on.changes[0].from, store::source::carrier);
                EXPECT_EQ(on.changes[0].recipient, person);
                EXPECT_EQ(on.changes[0].bindings.at(0).sender, brand);
            })
            .esme_sends(submit(7))
            .esme_sees(row.learned ? refused(7) : bytes{})
            .plays();
    }
}

TEST(ConsentConversation, ACodeInAnAnswerIsAnOptOut) {
    const auto opted_out = static_cast<command_status>(21610);
    with_codes({21610})
        .bound()
        .esme_sends(submit(7) + submit(8, {.to = other_person}))
        .smsc_sees(submit(2) + submit(3, {.to = other_person}))
        .smsc_sends(header(command_id::submit_sm_resp, 3, opted_out) + submit_resp(2))
        .esme_sees(header(command_id::submit_sm_resp, 8, opted_out) + submit_resp(7))
        .checks([](stage& on) {
            ASSERT_EQ(on.changes.size(), 1U);
            EXPECT_EQ(on.changes[0].recipient, other_person);
            EXPECT_EQ(on.changes[0].reason, "code 21610");
            EXPECT_EQ(on.counts.learned.value(), 1U);
        })
        .esme_sends(submit(9) + submit(10, {.to = other_person}))
        .smsc_sees(submit(4))
        .esme_sees(refused(10))
        .plays();
}

// --- answers ----------------------------------------------------------------------------------------------------------

TEST(ConsentConversation, ALongAnswerGoesOutInParts) {
    list wordy;
    wordy.opt_out_text = std::string(200, 'b');
    conversation{}
        .with_list(wordy)
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP", .service_type = our_service_type}))
        .smsc_sees(deliver_resp(50))
        .checks([](stage& on) { ASSERT_EQ(on.queued.size(), 2U); })
        .offers(1000)
        .offers(1001)
        .smsc_sees(submit(2, {.text = std::string{"\5\0\3\x32\2\1", 6} + std::string(153, 'b'),
                              .esm_class = 0x40,
                              .service_type = our_service_type}) +
                   submit(3, {.text = std::string{"\5\0\3\x32\2\2", 6} + std::string(47, 'b'),
                              .esm_class = 0x40,
                              .service_type = our_service_type}))
        .plays();
}

TEST(ConsentConversation, NobodyIsAnsweredWhereTheCarrierDoesOrNoTextArrives) {
    const struct {
        std::string_view from;
        bool carrier_answers;
        std::size_t answers;
    } table[] = {{person, false, 1}, {person, true, 0}, {"36111", false, 0}, {"NEWS", false, 0}, {"2901234", false, 1}};
    for (const auto& row : table) {
        SCOPED_TRACE(row.from);
        conversation{}
            .with([&](auto& its) { its.carrier_answers = row.carrier_answers; })
            .bound()
            .smsc_sends(deliver(50, {.text = "STOP", .from = row.from}))
            .smsc_sees(deliver_resp(50))
            .checks([&](stage& on) { EXPECT_EQ(on.changes.at(0).answers.size(), row.answers); })
            .plays();
    }
}

TEST(ConsentConversation, AnOptOutCancelsWhatTheSmscStillHas) {
    bytes cancel;
    protocol::append_cancel_sm(cancel, 2, {1, 1, brand}, {1, 1, person});
    conversation{}
        .with([](auto& its) {
            its.cancels_queued = true;
            its.carrier_answers = true;  // an order is no text
        })
        .bound()
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .smsc_sees(deliver_resp(50))
        .offers(1000)
        .smsc_sees(cancel)
        .smsc_sends(header(command_id::cancel_sm_resp, 2))
        .settles(1000, store::confirmation_outcome::accepted)
        .esme_sees({})
        .smsc_sends(deliver(51, {.text = "START"}))
        .smsc_sees(deliver_resp(51))
        .checks([](stage& on) { EXPECT_EQ(on.queued.size(), 1U); })
        .plays();
}

// --- review -----------------------------------------------------------------------------------------------------------

TEST(ConsentConversation, AReplyThatReadsLikeAnOptOutGoesOnAndIsReviewed) {
    const words reply{.text = "Please do not text me anymore"};
    conversation{}
        .bound()
        .smsc_sends(deliver(50, reply))
        .esme_sees(deliver(1, {.text = reply.text}))
        .checks([](stage& on) {
            ASSERT_EQ(on.suspicions.size(), 1U);
            const auto& one = on.suspicions[0];
            EXPECT_EQ(one.recipient, person);
            EXPECT_EQ(one.bindings.at(0).sender, brand);
            EXPECT_NE(one.rule, "");
            EXPECT_EQ(one.because.text, "Please do not text me anymore");
            EXPECT_TRUE(on.changes.empty());
            EXPECT_EQ(on.counts.by_list[0].suspicious.value(), 1U);
        })
        .esme_sends(submit(7))
        .smsc_sees(submit(2))
        .plays();
}

TEST(ConsentConversation, WhereAListSaysSoItIsAnOptOut) {
    list strict;
    strict.review = review_mode::opt_out;
    conversation{}
        .with_list(strict)
        .bound()
        .smsc_sends(deliver(50, {.text = "Please do not text me anymore"}))
        .smsc_sees(deliver_resp(50))
        .esme_sees({})
        .esme_sends(submit(7))
        .esme_sees(refused(7))
        .checks([](stage& on) {
            EXPECT_TRUE(on.suspicions.empty());
            EXPECT_EQ(on.changes.at(0).answers.size(), 1U);
        })
        .plays();
}

TEST(ConsentConversation, OrdinaryRepliesAndListsThatDontWantItAreLeftAlone) {
    list off;
    off.review = review_mode::off;
    const std::pair<list, const char*> table[] = {{{}, "Can't stop smiling"}, {off, "Please do not text me anymore"}};
    for (const auto& [one, text] : table) {
        SCOPED_TRACE(text);
        conversation{}
            .with_list(one)
            .bound()
            .smsc_sends(deliver(50, {.text = text}))
            .esme_sees(deliver(1, {.text = text}))
            .checks([](stage& on) { EXPECT_TRUE(on.suspicions.empty()); })
            .plays();
    }
}

// --- whose list -------------------------------------------------------------------------------------------------------

TEST(ConsentConversation, AParameterTellsTwoListsOnOneNumberApart) {
    list news, desk;
    news.name = "news";
    news.match_parameter = {.tag = 0x1400, .value = "promo*"};
    desk.name = "desk";
    const bytes promo{0x14, 0x00, 0, 6, 'p', 'r', 'o', 'm', 'o', 0};
    conversation{}
        .with_list(news)
        .with_list(desk)
        .bound()
        .esme_sends(submit(7, {.tlvs = promo}) + submit(8))
        .smsc_sees(submit(2, {.tlvs = promo}) + submit(3))
        .checks([](stage& on) {
            const auto pair = std::string{brand} + '>' + std::string{person};
            EXPECT_EQ(on.table.passed, (std::vector<std::string>{pair + " news", pair + " desk"}));
        })
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .checks([](stage& on) {
            EXPECT_EQ(on.changes.at(0).bindings.size(), 2U);
            EXPECT_EQ(on.changes.at(0).texted, brand);
        })
        .plays();
}

TEST(ConsentConversation, RefusalsAreRememberedAndTextsToo) {
    conversation{}
        .bound()
        .suppressing(person)
        .esme_sends(submit(7) + submit_multi(8, {person, other_person}))
        .checks([](stage& on) {
            const auto sender = std::string{brand} + '>';
            EXPECT_EQ(on.table.turned_away,
                      (std::vector<std::string>{sender + std::string{person}, sender + std::string{person}}));
            EXPECT_EQ(on.table.passed, (std::vector<std::string>{sender + std::string{other_person}}));
        })
        .plays();
}

}  // namespace
}  // namespace tests::relay
