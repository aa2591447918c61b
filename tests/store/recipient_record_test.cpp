#include "store/recipient_record.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "store/codec.hpp"
#include "store/record_parts.hpp"

namespace {

using namespace store;

recipient_record a_record() {
    return {{{"4477", {scope::sender, "news", "200"}, source::keyword, 1'700'000'000'123, "STOP", {7, 2, 99}, 300},
             {"4477", {scope::list, "alerts", ""}, source::staff, -1, std::string(300, 'r'), {1, 1, 1}, 0}},
            {{{scope::sender, "news", "201"}, 1'700'000'000'000}, {{scope::global, "", ""}, 5}}};
}

// As it was written before there were marks and what was lifted.
std::string first_form(const entries& all) {
    std::string out;
    record_writer to(out);
    to.u8(1);
    to.length(all.size());
    for (const auto& entry : all) {
        write(to, entry.bound);
        to.u8(static_cast<std::uint8_t>(entry.from));
        to.u64(static_cast<std::uint64_t>(entry.since_ms));
        to.text(entry.reason);
        write(to, entry.cause);
    }
    return out;
}

void expect_same(const entries& is, const entries& was) {
    ASSERT_EQ(is.size(), was.size());
    for (std::size_t at = 0; at < was.size(); ++at) {
        EXPECT_EQ(is[at].recipient, was[at].recipient);
        EXPECT_EQ(is[at].bound, was[at].bound);
        EXPECT_EQ(is[at].from, was[at].from);
        EXPECT_EQ(is[at].since_ms, was[at].since_ms);
        EXPECT_EQ(is[at].reason, was[at].reason);
        EXPECT_EQ(is[at].cause, was[at].cause);
        EXPECT_EQ(is[at].mark, was[at].mark);
    }
}

// Exactly as much memory as the record has, so that a sanitizer sees an octet read too far.
struct exact {
    explicit exact(std::string_view octets) : size(octets.size()), copy(new char[size]) { std::ranges::copy(octets, copy.get()); }
    [[nodiscard]] std::string_view view() const { return {copy.get(), size}; }
    std::size_t size;
    std::unique_ptr<char[]> copy;
};

TEST(RecipientRecord, ComesBackAsItWas) {
    const auto found = decode_recipient("4477", encode(a_record()));
    ASSERT_TRUE(found);
    expect_same(found->now, a_record().now);
    EXPECT_EQ(found->lifted, a_record().lifted);
    const auto empty = decode_recipient("4477", encode(recipient_record{}));
    ASSERT_TRUE(empty);
    EXPECT_TRUE(empty->empty());
}

TEST(RecipientRecord, OfTheFirstFormIsStillRead) {
    auto was = a_record().now;
    const auto record = first_form(was);
    const auto found = decode_recipient("4477", record);
    ASSERT_TRUE(found);
    was[0].mark = 0;
    expect_same(found->now, was);
    EXPECT_TRUE(found->lifted.empty());
    EXPECT_EQ(rule(record, {"4477", "200", "news"}), ruling::suppressed);
    EXPECT_EQ(rule(record, {"4477", "201", "news"}), ruling::pass);
}

TEST(RecipientRecord, IsDamagedWhenCutAtAnyOctetOrWithATail) {
    for (const auto& record : {encode(a_record()), first_form(a_record().now)}) {
        for (std::size_t cut = 0; cut < record.size(); ++cut) {
            const exact part(std::string_view(record).substr(0, cut));
            EXPECT_FALSE(decode_recipient("4477", part.view())) << cut;
            EXPECT_EQ(rule(part.view(), {"4477", "none", "none"}), ruling::failed) << cut;
        }
        EXPECT_FALSE(decode_recipient("4477", record + "x"));
        EXPECT_EQ(rule(record + "x", {"4477", "none", "none"}), ruling::failed);
    }
}

TEST(RecipientRecord, OfAnotherVersionIsNotGuessedAt) {
    auto record = encode(a_record());
    for (const char version : {'\0', '\3'}) {
        record[0] = version;
        EXPECT_FALSE(decode_recipient("4477", record));
        EXPECT_EQ(rule(record, {"4477", "200", "news"}), ruling::failed);
    }
}

TEST(RecipientRecord, OutOfOrderOrTwiceIsDamaged) {
    auto swapped = a_record();
    std::swap(swapped.now[0], swapped.now[1]);
    EXPECT_FALSE(decode_recipient("4477", encode(swapped)));
    swapped.now[0] = swapped.now[1];
    EXPECT_FALSE(decode_recipient("4477", encode(swapped)));
    auto lifted = a_record();
    std::swap(lifted.lifted[0], lifted.lifted[1]);
    EXPECT_FALSE(decode_recipient("4477", encode(lifted)));
}

TEST(RecipientRecord, ARulingIsTakenInPlace) {
    const auto record = encode(a_record());
    const struct {
        std::string sender, list;
        ruling expected;
    } table[] = {{"200", "news", ruling::suppressed},   {"201", "news", ruling::pass},  {"200", "alerts", ruling::suppressed},
                 {"any", "alerts", ruling::suppressed}, {"200", "other", ruling::pass}, {"", "", ruling::pass}};
    for (const auto& row : table)
        EXPECT_EQ(rule(record, {"4477", row.sender, row.list}), row.expected) << row.sender << ' ' << row.list;
    EXPECT_EQ(rule(encode(recipient_record{}), {"4477", "200", "news"}), ruling::pass);
    EXPECT_EQ(rule(encode(recipient_record{{}, a_record().lifted}), {"4477", "201", "news"}), ruling::pass);
    // Of a list that is no longer configured nobody can tell the submits any more.
    const list_names without_news{"alerts", "other"}, without_alerts{"news", "other"};
    EXPECT_EQ(rule(record, {"4477", "200", "other"}, &without_news), ruling::suppressed);
    EXPECT_EQ(rule(record, {"4477", "201", "other"}, &without_news), ruling::pass) << "still of that sender alone";
    EXPECT_EQ(rule(record, {"4477", "any", ""}, &without_alerts), ruling::suppressed);
    const list_names both{"alerts", "news", "other"};
    EXPECT_EQ(rule(record, {"4477", "200", "other"}, &both), ruling::pass);
    const recipient_record everywhere{{{"4477", {scope::global, "", ""}, source::import, 0, "", {}}}, {}};
    EXPECT_EQ(rule(encode(everywhere), {"4477", "200", "news"}), ruling::suppressed);
}

TEST(RecipientRecord, KeepsTheLastLiftingOfABinding) {
    recipient_record of;
    of.note_lifted({scope::global, "", ""}, 5);
    of.note_lifted({scope::sender, "news", "201"}, 7);
    of.note_lifted({scope::global, "", ""}, 9);
    of.note_lifted({scope::global, "", ""}, 8);
    const std::vector<lifting> expected{{{scope::sender, "news", "201"}, 7}, {{scope::global, "", ""}, 9}};
    EXPECT_EQ(of.lifted, expected);
}

TEST(RecipientRecord, APlaceIsWhereTheBindingIsOrWouldBe) {
    const auto in = a_record().now;
    EXPECT_TRUE(holds(in, {scope::sender, "news", "200"}));
    EXPECT_FALSE(holds(in, {scope::sender, "news", "201"}));
    EXPECT_EQ(place(in, {scope::sender, "news", "201"}) - in.begin(), 1);
    EXPECT_EQ(place(in, {scope::global, "", ""}) - in.begin(), 2);
}

}  // namespace
