// Replies that wait for people.
#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

class Review : public FaultyStoreTest {
protected:
    bool suspect(std::string text, std::string recipient = "4477") {
        suspicion reply;
        reply.recipient = std::move(recipient);
        reply.bindings = {to_sender("200")};
        reply.rule = "a rule";
        reply.because.text = std::move(text);
        return wait_for([&](auto done) { in().suspect(reply, done); });
    }
    bool dismiss(std::uint64_t id) {
        return wait_for([&](auto done) { in().dismiss(id, "ann", done); });
    }
    std::string waiting(std::uint64_t after = 0, std::size_t limit = 10) {
        std::string all;
        for (const auto& one : in().suspicions(after, limit)) all += one.because.text + ' ';
        return all;
    }
};

TEST_F(Review, KeepsRepliesInTheirOrderAcrossARestart) {
    EXPECT_TRUE(suspect("one"));
    EXPECT_TRUE(suspect("two", "4478"));
    open();
    EXPECT_TRUE(suspect("three"));
    EXPECT_EQ(waiting(), "one two three ");
    EXPECT_EQ(in().suspicions_waiting(), 3U);
    const auto first = in().suspicions(0, 1);
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].at_ms, now_ms_);
    EXPECT_EQ(first[0].bindings, std::vector{to_sender("200")});
    EXPECT_EQ(waiting(first[0].id), "two three ");
    ASSERT_TRUE(in().find_suspicion(first[0].id));
    EXPECT_EQ(in().find_suspicion(first[0].id)->rule, "a rule");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::pass) << "nothing is done by itself";
}

TEST_F(Review, ADismissedOneIsGoneAndLeavesAnEvent) {
    EXPECT_TRUE(suspect("one"));
    const auto id = in().suspicions(0, 1).front().id;
    EXPECT_TRUE(dismiss(id));
    EXPECT_FALSE(dismiss(id)) << "once";
    EXPECT_EQ(waiting(), "");
    EXPECT_EQ(in().suspicions_waiting(), 0U);
    const auto events = in().events("4477", 10);
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].kind, event_kind::dismissal);
    EXPECT_EQ(events[0].actor, "ann");
    EXPECT_EQ(events[0].because.text, "one");
    open();
    EXPECT_EQ(in().suspicions_waiting(), 0U);
}

TEST_F(Review, OneActionOptsOutAndSettles) {
    EXPECT_TRUE(suspect("one"));
    const auto reply = in().suspicions(0, 1).front();
    auto wanted = opt_out(reply.recipient, reply.bindings);
    wanted.from = source::staff;
    wanted.review_id = reply.id;
    EXPECT_TRUE(apply(in(), wanted).changed);
    EXPECT_EQ(waiting(), "");
    EXPECT_EQ(judge(in(), "4477", "200"), ruling::suppressed);
    EXPECT_FALSE(dismiss(reply.id));
}

TEST_F(Review, HoldsNoMoreThanItsLimit) {
    options_.review_limit = 1;
    EXPECT_TRUE(suspect("one"));
    EXPECT_FALSE(suspect("two"));
    open();
    EXPECT_FALSE(suspect("two")) << "those that were found count";
    EXPECT_TRUE(dismiss(in().suspicions(0, 1).front().id));
    EXPECT_TRUE(suspect("two"));
}

TEST_F(Review, WhatCannotBeWrittenIsNotKept) {
    in();
    disk_.be_full(true);
    EXPECT_FALSE(suspect("one"));
    EXPECT_EQ(in().suspicions_waiting(), 0U);
}

}  // namespace
}  // namespace store_test
