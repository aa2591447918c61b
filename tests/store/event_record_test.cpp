#include "store/event_record.hpp"

#include <gtest/gtest.h>

#include "store/chain.hpp"

namespace {

using namespace store;

event an_event() {
    event out;
    out.id = {7, 3, 12};
    out.hlc = std::uint64_t{1'700'000'000'000} << 16U;
    out.sequence = 5;
    out.recipient = "4477";
    out.bindings = {{scope::sender, "news", "200"}};
    out.after = out.bindings;
    out.actor = "ann";
    out.reason = "Stop it";
    out.because = {"carrier", "app", {1, 1, "4477"}, {5, 0, "NEWS"}, "Stop it", "id-1", 77, "pdu", {1, "Sale!", "submit"}};
    out.changed = true;
    out.confirmation_message_id = "A1";
    return out;
}

TEST(EventRecord, WithoutThePrivatePartNothingOfThePersonIsLeft) {
    const auto key = event_key(an_event());
    const auto record = without_private_part(key, encode(an_event()));
    ASSERT_TRUE(record);
    for (const auto* word : {"4477", "Stop", "Sale", "pdu", "submit", "id-1", "A1"})
        EXPECT_EQ(record->find(word), std::string::npos) << word;
    const auto left = decode_event(key, *record);
    ASSERT_TRUE(left);
    EXPECT_TRUE(left->erased);
    EXPECT_EQ(left->sequence, 5U);
    EXPECT_EQ(left->bindings, an_event().bindings);
    EXPECT_EQ(left->after, an_event().after);
    EXPECT_EQ(left->actor, "ann");
    EXPECT_EQ(left->because.link, "carrier");
    EXPECT_EQ(left->because.to.digits, "NEWS");
    EXPECT_EQ(left->because.from, party{});
    EXPECT_TRUE(left->changed);
}

TEST(EventRecord, ItsContentIsTheSameWithAndWithoutThePrivatePart) {
    const auto key = event_key(an_event());
    const auto whole = encode(an_event());
    const auto less = without_private_part(key, whole).value();
    ASSERT_TRUE(content_of(whole));
    EXPECT_EQ(content_of(whole), content_of(less));
    EXPECT_EQ(without_private_part(key, less), less) << "twice does no harm";
    auto other = an_event();
    other.because.text = "Stop me";
    EXPECT_NE(content_of(encode(other)), content_of(whole));
    other = an_event();
    other.after.clear();
    EXPECT_NE(content_of(encode(other)), content_of(whole));
}

TEST(EventRecord, DamageIsNoContent) {
    const auto record = encode(an_event());
    for (std::size_t cut = 0; cut < record.size(); ++cut) EXPECT_FALSE(content_of(record.substr(0, cut))) << cut;
    EXPECT_FALSE(content_of(record + "x"));
    auto older = record;
    older[0] = 2;
    EXPECT_FALSE(content_of(older));
}

TEST(EventRecord, AKeyTellsWhoAndWhen) {
    const auto key = event_key(an_event());
    EXPECT_EQ(recipient_in(key), "4477");
    EXPECT_EQ(hlc_in(key), an_event().hlc);
    EXPECT_EQ(hlc_in(key.substr(5)), an_event().hlc) << "the tail alone";
    EXPECT_EQ(hlc_in("short"), 0U);
}

TEST(Chain, PlacesComeBackAsTheyWere) {
    const chain_place was{place_state::erased, event_key(an_event()), sha256("leaf"), sha256("link"), 9};
    const auto record = encode(was);
    const auto is = decode_place(record);
    ASSERT_TRUE(is);
    EXPECT_EQ(is->state, was.state);
    EXPECT_EQ(is->event_key, was.event_key);
    EXPECT_EQ(is->leaf, was.leaf);
    EXPECT_EQ(is->link, was.link);
    EXPECT_EQ(is->by, 9U);
    for (std::size_t cut = 0; cut < record.size(); ++cut) EXPECT_FALSE(decode_place(record.substr(0, cut))) << cut;
    EXPECT_FALSE(decode_place(record + "x"));
}

TEST(Chain, AnEndCanBeWrittenDownAndReadAgain) {
    const chain_end end{1234, sha256("x")};
    EXPECT_TRUE(text_of(end).starts_with("1234-2d71"));
    EXPECT_EQ(chain_end_of(text_of(end)), end);
    for (const auto& wrong : {std::string(), std::string("12"), std::string("12-"), std::string("-00"), "x" + text_of(end),
                              text_of(end) + "0", text_of(end).substr(0, 60)})
        EXPECT_FALSE(chain_end_of(wrong)) << wrong;
}

TEST(Chain, ALeafIsTheSameUnderThePseudonym) {
    const auto key = event_key(an_event());
    auto hidden = an_event();
    hidden.recipient = pseudonym_of("secret", "4477");
    EXPECT_TRUE(is_pseudonym(hidden.recipient));
    EXPECT_FALSE(is_pseudonym("4477"));
    const auto record = encode(an_event());
    const auto less = without_private_part(key, record).value();
    EXPECT_EQ(leaf_of("secret", key, record), leaf_of("secret", event_key(hidden), less));
    EXPECT_NE(leaf_of("another", key, record), leaf_of("secret", key, record));
    EXPECT_NE(pseudonym_of("secret", "4478"), hidden.recipient);
}

}  // namespace
