#include "store/pending.hpp"

#include "tests/store/temp_store.hpp"

namespace store_test {
namespace {

class Pending : public testing::Test {
protected:
    static constexpr std::string_view who = "4477";

    bool add(pending_opt_outs::generation of, std::vector<binding> bound = {to_sender("200")}) {
        return table_.add(who, bound, of, source::keyword, 1);
    }
    void written(pending_opt_outs::generation of, bool tabled = true) { table_.written(who, bound_, of, tabled); }
    void failed(pending_opt_outs::generation of, bool tabled = true) { table_.failed(who, bound_, of, tabled); }
    void lifted(pending_opt_outs::generation of) { table_.lifted(who, bound_, of); }

    ruling judged(std::string_view recipient = who, std::string_view sender = "200") {
        const question asked{recipient, sender, "default"};
        auto out = ruling::pass;
        const bool complete = table_.rule({&asked, 1}, {&out, 1});
        return complete || out != ruling::pass ? out : ruling::failed;
    }

    const std::vector<binding> bound_{to_sender("200")};
    pending_opt_outs table_{4};
};

TEST_F(Pending, HoldsAnOptOutUntilItIsWritten) {
    EXPECT_TRUE(table_.empty());
    EXPECT_TRUE(add(1));
    EXPECT_FALSE(table_.empty());
    EXPECT_EQ(judged(), ruling::suppressed);
    EXPECT_EQ(judged(who, "201"), ruling::pass);
    EXPECT_EQ(judged("4478"), ruling::pass);
    written(1);
    EXPECT_TRUE(table_.empty());
    EXPECT_EQ(judged(), ruling::pass);
}

TEST_F(Pending, AnOlderCompletionDoesNotClearANewerOptOut) {
    EXPECT_TRUE(add(1));
    EXPECT_TRUE(add(2));
    written(1);
    EXPECT_EQ(judged(), ruling::suppressed);
    written(2);
    EXPECT_EQ(judged(), ruling::pass);
}

TEST_F(Pending, AnOptInLiftsWhatIsOlderOnly) {
    EXPECT_TRUE(add(1));
    EXPECT_TRUE(add(3));
    lifted(2);
    EXPECT_EQ(judged(), ruling::suppressed);
    lifted(4);
    EXPECT_TRUE(table_.empty());
}

TEST_F(Pending, AFailedOptOutStaysUntilALaterOneIsWritten) {
    EXPECT_TRUE(add(1));
    failed(1);
    EXPECT_EQ(judged(), ruling::suppressed);
    EXPECT_EQ(table_.failed_before(who, 2), bound_);
    EXPECT_TRUE(table_.failed_before(who, 1).empty());
    EXPECT_TRUE(add(5));
    EXPECT_EQ(table_.failed_before(who, 3), bound_) << "still true of the older one";
    written(5);
    EXPECT_TRUE(table_.empty());
}

TEST_F(Pending, AnOptInBetweenTwoOptOutsLiftsTheFailedOneAlone) {
    EXPECT_TRUE(add(1));
    failed(1);
    EXPECT_TRUE(add(3));
    lifted(2);
    EXPECT_TRUE(table_.failed_before(who, 10).empty());
    EXPECT_EQ(judged(), ruling::suppressed) << "the newer one holds";
}

TEST_F(Pending, WhatFindsNoRoomMakesNothingPass) {
    EXPECT_TRUE(add(1, {to_sender("1"), to_sender("2"), to_sender("3")}));
    EXPECT_FALSE(add(2, {to_sender("200"), to_sender("201")}));
    EXPECT_EQ(judged(), ruling::suppressed) << "the first one still fitted";
    EXPECT_EQ(judged("4478"), ruling::failed);
    EXPECT_EQ(table_.size(), 4U);

    written(2, false);
    EXPECT_EQ(judged("4478"), ruling::pass) << "durable now, nothing is missing";
}

TEST_F(Pending, WhatFindsNoRoomAndFailsIsLostUntilAWriteSucceeds) {
    EXPECT_TRUE(add(1, {to_sender("1"), to_sender("2"), to_sender("3"), to_list()}));
    EXPECT_FALSE(add(2));
    failed(2, false);
    EXPECT_TRUE(table_.lost());
    EXPECT_EQ(judged("4478"), ruling::failed);
    table_.forget_lost();
    EXPECT_FALSE(table_.lost());
    EXPECT_EQ(judged("4478"), ruling::pass);
}

TEST_F(Pending, ARepeatNeedsNoMoreRoom) {
    EXPECT_TRUE(add(1, {to_sender("1"), to_sender("2"), to_sender("3"), to_sender("200")}));
    EXPECT_TRUE(add(2));
    EXPECT_EQ(table_.size(), 4U);
}

TEST_F(Pending, IsShownToPeople) {
    EXPECT_TRUE(add(1));
    const auto found = table_.find(who);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].bound, to_sender("200"));
    EXPECT_EQ(found[0].from, source::keyword);
    EXPECT_TRUE(table_.find("4478").empty());
}

}  // namespace
}  // namespace store_test
