// The notice in the first text to somebody.
#include <gtest/gtest.h>

#include "tests/relay/conversation.hpp"

namespace tests::relay {
namespace {

using proxy::consent::list;
using form = store::confirmation::form;

list with_notice(std::string notice = "Reply STOP to opt out.") {
    list one;
    one.first_message_notice = std::move(notice);
    return one;
}

// The text of the only message of ours that waits, and its form.
std::string queued_text(const stage& on, form what) {
    if (on.queued.size() != 1) return "not one";
    const auto& one = std::get<store::confirmation>(on.queued[0].what);
    return one.what == what ? one.text : "another form";
}

TEST(NoticeConversation, AFirstTextWaitsUntilItIsKnownAndCarriesTheNotice) {
    conversation{}
        .with_list(with_notice())
        .by_hand()
        .bound()
        .esme_sends(submit(7))
        .smsc_sees({})
        .does([](stage& on) { EXPECT_TRUE(on.introduces(true)); })
        .smsc_sees(submit(2, {.text = "Hello Reply STOP to opt out."}))
        .esme_sends(submit(8))
        .smsc_sees(submit(3))
        .smsc_sends(submit_resp(2) + submit_resp(3))
        .esme_sees(submit_resp(7) + submit_resp(8))
        .checks([](stage& on) { EXPECT_EQ(on.counts.notices.value(), 1U); })
        .plays();
}

TEST(NoticeConversation, LaterTextsToOneWhoWaitsQueueBehindTheFirst) {
    conversation{}
        .with_list(with_notice())
        .by_hand()
        .bound()
        .esme_sends(submit(7) + submit(8, {.text = "two"}) + submit(9, {.to = other_person}))
        .smsc_sees({})
        .does([](stage& on) { EXPECT_TRUE(on.introduces(true)); })
        .smsc_sees(submit(2, {.text = "Hello Reply STOP to opt out."}) + submit(3, {.text = "two"}))
        .does([](stage& on) { EXPECT_TRUE(on.introduces(true)); })
        .smsc_sees(submit(4, {.text = "Hello Reply STOP to opt out.", .to = other_person}))
        .plays();
}

TEST(NoticeConversation, WhereItCantBeKnownTheTextGoesAsItIs) {
    conversation{}
        .with_list(with_notice())
        .by_hand()
        .bound()
        .esme_sends(submit(7))
        .does([](stage& on) { EXPECT_TRUE(on.introduces(false)); })
        .smsc_sees(submit(2))
        .checks([](stage& on) { EXPECT_EQ(on.counts.notices.value(), 0U); })
        .plays();
}

TEST(NoticeConversation, AStopMeanwhileStopsTheFirstText) {
    conversation{}
        .with_list(with_notice())
        .by_hand()
        .bound()
        .esme_sends(submit(7))
        .smsc_sends(deliver(50, {.text = "STOP"}))
        .does([](stage& on) { EXPECT_TRUE(on.introduces(true)); })
        .smsc_sees({})
        .esme_sees(refused(7))
        .stored()
        .smsc_sees(deliver_resp(50))
        .plays();
}

TEST(NoticeConversation, ANoticeStaysInOneShortMessageOrGoesByItself) {
    const std::string notice = "Reply STOP to opt out.";
    const struct {
        const char* name;
        std::size_t length;
        std::uint8_t data_coding;
        bool in_text;
    } table[] = {{"fits exactly", 160 - 1 - notice.size(), 0, true},
                 {"one too long", 160 - notice.size(), 0, false},
                 {"latin1 fits", 140 - 1 - notice.size(), 3, true},
                 {"latin1 too long", 140 - notice.size(), 3, false},
                 {"ucs2 too long", 140 - 2 * notice.size(), 8, false}};
    for (const auto& row : table) {
        SCOPED_TRACE(row.name);
        const std::string text(row.length, 'a');
        const auto longer = text + " " + notice;
        conversation{}
            .with_list(with_notice(notice))
            .bound()
            .esme_sends(submit(7, {.text = text, .data_coding = row.data_coding}))
            .smsc_sees(submit(2, {.text = row.in_text ? longer : text, .data_coding = row.data_coding}))
            .checks([&](stage& on) {
                if (row.in_text) {
                    EXPECT_TRUE(on.queued.empty());
                    return;
                }
                EXPECT_EQ(queued_text(on, form::notice), notice);
                const auto& one = std::get<store::confirmation>(on.queued.at(0).what);
                EXPECT_EQ(one.from.digits, brand);
                EXPECT_EQ(one.to.digits, person);
                EXPECT_EQ(one.octets, notice);
            })
            .plays();
    }
}

TEST(NoticeConversation, UCS2GetsTheNoticeInUCS2) {
    const std::string text{"\x04\x1F\x04\x40", 4};
    conversation{}
        .with_list(with_notice("Stop?"))
        .bound()
        .esme_sends(submit(7, {.text = text, .data_coding = 8}))
        .smsc_sees(submit(2, {.text = text + std::string{"\0 \0S\0t\0o\0p\0?", 12}, .data_coding = 8}))
        .plays();
}

TEST(NoticeConversation, NoNoticeGoesToWhatNoPersonReads) {
    const words table[] = {{.text = "binary", .data_coding = 4},
                           {.text = "a receipt", .esm_class = 0x04},
                           {.text = std::string_view{"\6\5\4\x0B\x84\x23\xF0push", 11}, .esm_class = 0x40}};
    for (const auto& what : table) {
        SCOPED_TRACE(what.text);
        conversation{}
            .with_list(with_notice())
            .by_hand()
            .bound()
            .esme_sends(submit(7, what))
            .smsc_sees(submit(2, what))
            .checks([](stage& on) { EXPECT_TRUE(on.to_introduce.empty()); })
            .plays();
    }
}

TEST(NoticeConversation, APartOfALongTextIsFollowedByTheNotice) {
    const words part{.text = std::string_view{"\5\0\3\7\2\1one", 9}, .esm_class = 0x40};
    conversation{}
        .with_list(with_notice())
        .bound()
        .esme_sends(submit(7, part) + submit(8, part))
        .smsc_sees(submit(2, part) + submit(3, part))
        .checks([](stage& on) { EXPECT_EQ(queued_text(on, form::notice), "Reply STOP to opt out."); })
        .plays();
}

TEST(NoticeConversation, EachNewNumberOfASubmitMultiGetsTheNotice) {
    conversation{}
        .with_list(with_notice())
        .bound()
        .does([](stage& on) { on.table.known.insert(std::string{brand} + '>' + std::string{person}); })
        .esme_sends(submit_multi(7, {person, other_person}))
        .smsc_sees(submit_multi(2, {person, other_person}))
        .checks([](stage& on) {
            EXPECT_EQ(queued_text(on, form::notice), "Reply STOP to opt out.");
            EXPECT_EQ(on.queued.at(0).recipient, other_person);
        })
        .plays();
}

}  // namespace
}  // namespace tests::relay
