#include "store/records.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

namespace {

using namespace store;
using namespace std::string_literals;

event an_event() {
    event out;
    out.id = {0xFEEDFACECAFEBEEF, 3, 12};
    out.hlc = 0x0123456789ABCDEF;
    out.kind = event_kind::confirmation;
    out.recipient = "4477\x01\xFF";
    out.sequence = 77;
    out.bindings = {{scope::sender, "news", "200"}, {scope::global, "", ""}};
    out.before = {{scope::global, "", ""}};
    out.after = out.bindings;
    out.from = source::carrier;
    out.actor = "ann";
    out.origin = "192.0.2.1";
    out.detail = "more\0"s;
    out.reason = "asked by phone";
    out.because = {"carrier",
                   "app",
                   {1, 1, "+4477"},
                   {5, 0, "NEWS"},
                   "stop \xF0\x9F\x9B\x91",
                   "id-1",
                   77,
                   "\0pdu",
                   {1'700'000'000'000, "Sale!", "submit"}};
    out.changed = true;
    out.still_suppressed = true;
    out.silenced = silence::daily_limit;
    out.outbox_id = 5;
    out.outbox_count = 2;
    out.outcome = confirmation_outcome::expired;
    out.command_status = 0x58;
    out.confirmation_message_id = "A1";
    return out;
}

outbox_record an_outbox_record() {
    return {{9, 1'700'000'000'000, "4477",
             confirmation{action::opt_in,
                          "carrier",
                          "app",
                          "svc",
                          {1, 1, "200"},
                          {2, 8, "4477"},
                          "back",
                          confirmation::form::text,
                          "news",
                          "\x05\0\3",
                          8,
                          0x40,
                          2}},
            true};
}

outbox_record a_receipt_record() {
    return {{9, 1'700'000'000'000, "4477",
             receipt{"carrier", "app", "svc", {1, 1, "4477"}, {5, 0, "NEWS"}, "17", "id:17 stat:REJECTD"}},
            false};
}

void expect_same(const event& a, const event& b) {
    EXPECT_EQ(a.id, b.id);
    EXPECT_EQ(a.hlc, b.hlc);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.recipient, b.recipient);
    EXPECT_EQ(a.sequence, b.sequence);
    EXPECT_EQ(a.bindings, b.bindings);
    EXPECT_EQ(a.before, b.before);
    EXPECT_EQ(a.after, b.after);
    EXPECT_EQ(a.origin, b.origin);
    EXPECT_EQ(a.detail, b.detail);
    EXPECT_EQ(a.erased, b.erased);
    EXPECT_EQ(a.from, b.from);
    EXPECT_EQ(a.actor, b.actor);
    EXPECT_EQ(a.reason, b.reason);
    EXPECT_EQ(a.because, b.because);
    EXPECT_EQ(a.changed, b.changed);
    EXPECT_EQ(a.still_suppressed, b.still_suppressed);
    EXPECT_EQ(a.silenced, b.silenced);
    EXPECT_EQ(a.outbox_id, b.outbox_id);
    EXPECT_EQ(a.outbox_count, b.outbox_count);
    EXPECT_EQ(a.outcome, b.outcome);
    EXPECT_EQ(a.command_status, b.command_status);
    EXPECT_EQ(a.confirmation_message_id, b.confirmation_message_id);
}

// Exactly as much memory as the record has, so that a sanitizer sees an octet read too far.
struct exact {
    explicit exact(std::string_view octets) : size(octets.size()), copy(new char[size]) { std::ranges::copy(octets, copy.get()); }
    [[nodiscard]] std::string_view view() const { return {copy.get(), size}; }
    std::size_t size;
    std::unique_ptr<char[]> copy;
};

TEST(Records, EventsComeBackAsTheyWere) {
    const auto was = an_event();
    const auto is = decode_event(event_key(was), encode(was));
    ASSERT_TRUE(is);
    expect_same(*is, was);
}

TEST(Records, OutboxEntriesComeBackAsTheyWere) {
    const auto was = an_outbox_record();
    const auto is = decode_outbox(outbox_key(was.entry.recipient, was.entry.id), encode(was));
    ASSERT_TRUE(is);
    EXPECT_EQ(is->claimed, was.claimed);
    EXPECT_EQ(is->entry.id, was.entry.id);
    EXPECT_EQ(is->entry.created_ms, was.entry.created_ms);
    EXPECT_EQ(is->entry.recipient, was.entry.recipient);
    EXPECT_EQ(std::get<confirmation>(is->entry.what), std::get<confirmation>(was.entry.what));
}

TEST(Records, ReceiptsComeBackAsTheyWere) {
    const auto was = a_receipt_record();
    const auto is = decode_outbox(outbox_key(was.entry.recipient, was.entry.id), encode(was));
    ASSERT_TRUE(is);
    EXPECT_FALSE(is->claimed);
    EXPECT_EQ(is->entry.id, was.entry.id);
    EXPECT_EQ(is->entry.created_ms, was.entry.created_ms);
    EXPECT_EQ(is->entry.recipient, was.entry.recipient);
    ASSERT_TRUE(is->entry.is_receipt());
    const auto& found = std::get<receipt>(is->entry.what);
    const auto& expected = std::get<receipt>(was.entry.what);
    EXPECT_EQ(found.link, expected.link);
    EXPECT_EQ(found.system_id, expected.system_id);
    EXPECT_EQ(found.service_type, expected.service_type);
    EXPECT_EQ(found.from, expected.from);
    EXPECT_EQ(found.to, expected.to);
    EXPECT_EQ(found.message_id, expected.message_id);
    EXPECT_EQ(found.text, expected.text);
}

// As the releases before receipts and before parts wrote them, octet by octet.
TEST(Records, OutboxEntriesOfEarlierVersionsAreRead) {
    const auto tail =
        "\x01\0\0\x01\x8B\xCF\xE5\x68\0\x02\x07"
        "carrier\x03"
        "app\x03"
        "svc\x01\x01\x03"
        "200\x02\x08\x04"
        "4477\x04"
        "back"s;
    auto expected = std::get<confirmation>(an_outbox_record().entry.what);
    expected = {expected.answers,
                expected.link,
                expected.system_id,
                expected.service_type,
                expected.from,
                expected.to,
                expected.text,
                confirmation::form::text,
                {},
                {},
                0,
                0,
                1};
    for (const auto& record : {"\x01"s + tail, "\x02\x01"s + tail}) {
        const auto is = decode_outbox(outbox_key("4477", 9), record);
        ASSERT_TRUE(is);
        EXPECT_TRUE(is->claimed);
        EXPECT_EQ(is->entry.created_ms, 1'700'000'000'000);
        ASSERT_FALSE(is->entry.is_receipt());
        EXPECT_EQ(std::get<confirmation>(is->entry.what), expected);
        for (std::size_t cut = 0; cut < record.size(); ++cut)
            EXPECT_FALSE(decode_outbox(outbox_key("4477", 9), record.substr(0, cut)));
    }
}

// As the release before the PDUs wrote them.
TEST(Records, EventsOfVersionOneAreRead) {
    const auto record =
        "\x01\x01\0\0\0\x03\0\x01\x03"
        "ann\x04"
        "STOP\x07"
        "carrier\x03"
        "app\x01\x01\x04"
        "4477\x01\x01\x03"
        "200\x04"
        "STOP\0\0\0\0\x07\x01\0\0\0\0\0\0\0\0\x05\x03\0\0\0\0\0"s;
    const auto key = event_key(an_event());
    const auto is = decode_event(key, record);
    ASSERT_TRUE(is);
    EXPECT_EQ(is->kind, event_kind::opt_out);
    EXPECT_EQ(is->because.sequence, 7U);
    EXPECT_EQ(is->because.pdu, "");
    EXPECT_EQ(is->silenced, silence::none);
    EXPECT_EQ(is->outbox_id, 5U);
    EXPECT_EQ(is->outbox_count, 1);
    for (std::size_t cut = 0; cut < record.size(); ++cut) EXPECT_FALSE(decode_event(key, record.substr(0, cut)));
}

TEST(Records, RepliesInTheReviewQueueComeBackAsTheyWere) {
    const suspicion was{7, 1'700'000'000'000, "4477", an_event().bindings, "200", "stop texting", an_event().because};
    const auto record = encode(was);
    const auto is = decode_suspicion(review_key(7), record);
    ASSERT_TRUE(is);
    EXPECT_EQ(is->id, 7U);
    EXPECT_EQ(is->at_ms, was.at_ms);
    EXPECT_EQ(is->recipient, was.recipient);
    EXPECT_EQ(is->bindings, was.bindings);
    EXPECT_EQ(is->texted, was.texted);
    EXPECT_EQ(is->rule, was.rule);
    EXPECT_EQ(is->because, was.because);
    for (std::size_t cut = 0; cut < record.size(); ++cut)
        EXPECT_FALSE(decode_suspicion(review_key(7), exact(std::string_view(record).substr(0, cut)).view())) << cut;
    EXPECT_FALSE(decode_suspicion(review_key(7) + "x", record));
    EXPECT_LT(review_key(255), review_key(256));
}

TEST(Records, AreDamagedWhenCutAtAnyOctetOrWithATail) {
    const auto key = event_key(an_event());
    const auto stored_event = encode(an_event());
    const auto box_key = outbox_key("4477", 9);
    const auto box = encode(an_outbox_record());
    for (std::size_t cut = 0; cut < stored_event.size(); ++cut)
        EXPECT_FALSE(decode_event(key, exact(std::string_view(stored_event).substr(0, cut)).view())) << cut;
    for (std::size_t cut = 0; cut < key.size(); ++cut)
        EXPECT_FALSE(decode_event(exact(std::string_view(key).substr(0, cut)).view(), stored_event)) << cut;
    for (const auto& each : {box, encode(a_receipt_record())}) {
        for (std::size_t cut = 0; cut < each.size(); ++cut)
            EXPECT_FALSE(decode_outbox(box_key, exact(std::string_view(each).substr(0, cut)).view())) << cut;
        EXPECT_FALSE(decode_outbox(box_key, each + "x"));
    }
    for (std::size_t cut = 0; cut < box_key.size(); ++cut)
        EXPECT_FALSE(decode_outbox(exact(std::string_view(box_key).substr(0, cut)).view(), box)) << cut;
    EXPECT_FALSE(decode_event(key, stored_event + "x"));
    EXPECT_FALSE(decode_event(key + "x", stored_event));
}

TEST(Records, OfAnotherVersionAreNotGuessedAt) {
    auto box = encode(an_outbox_record());
    for (const char version : {'\0', '\4'}) {
        box[0] = version;
        EXPECT_FALSE(decode_outbox(outbox_key("4477", 9), box));
    }
    auto kind = encode(an_outbox_record());
    kind[1] = 3;
    EXPECT_FALSE(decode_outbox(outbox_key("4477", 9), kind));
}

TEST(Records, EventKeysSortByRecipientThenTimeThenNumber) {
    event a = an_event(), b = a, c = a, d = a;
    a.recipient = b.recipient = c.recipient = "44";
    d.recipient = "441";
    a.hlc = 1, b.hlc = 256, c.hlc = 256, d.hlc = 0;
    b.id.number = 1, c.id.number = 300;
    EXPECT_LT(event_key(a), event_key(b));
    EXPECT_LT(event_key(b), event_key(c));
    EXPECT_LT(event_key(c), event_key(d));
    EXPECT_TRUE(event_key(a).starts_with(key_prefix("44")));
    EXPECT_FALSE(event_key(d).starts_with(key_prefix("44")));
}

TEST(Records, KeysAreNeitherEmptyNorHoldNul) {
    EXPECT_TRUE(can_be_key("4477"));
    EXPECT_TRUE(can_be_key("\x01\xFF"));
    EXPECT_FALSE(can_be_key(""));
    EXPECT_FALSE(can_be_key("44\0"s));
}

}  // namespace
