// Who was written to last, and what it decides: which list a reply means, whether a text is the first.
#include <optional>

#include "tests/store/faulty_store.hpp"

namespace store_test {
namespace {

class Contacts : public FaultyStoreTest {
protected:
    static contact sent(std::string list, std::string sender = {}, std::string number = "200") {
        return {.recipient = "4477", .number = std::move(number), .list = std::move(list), .sender = std::move(sender)};
    }
    suppression_store::introduction introduce(contact to, std::optional<confirmation> notice = {}) {
        std::promise<suppression_store::introduction> told;
        in().introduce(std::move(to), std::move(notice), [&](const auto& said) { told.set_value(said); });
        return told.get_future().get();
    }
    static change stop_to_two_lists() {
        auto wanted = opt_out("4477", {to_sender("200", "desk"), to_sender("200", "news")});
        wanted.texted = "200";
        for (const auto* list : {"desk", "news"}) {
            wanted.answers.push_back(a_confirmation(action::opt_out, "4477", list));
            wanted.answers.back().list = list;
        }
        return wanted;
    }
    // The lists that the newest event bound, and the text that answers it.
    std::string bound_and_answered(const change_result& result) {
        std::string all;
        const auto events = in().events("4477", 1);
        for (const auto& one : events.front().bindings) all += one.list + '/' + one.sender + ' ';
        for (const auto& one : result.queued) all += '"' + std::get<confirmation>(one.what).text + '"';
        return all;
    }
};

TEST_F(Contacts, AStopGoesToTheListOfTheLastText) {
    EXPECT_TRUE(in().note(sent("desk")));
    EXPECT_TRUE(in().note(sent("news")));
    const auto result = apply(in(), stop_to_two_lists());
    EXPECT_EQ(bound_and_answered(result), "news/200 \"news\"");
    EXPECT_EQ(judge(in(), "4477", "200", "news"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "4477", "200", "desk"), ruling::pass);
}

TEST_F(Contacts, WithoutATextAStopGoesToAllLists) {
    EXPECT_TRUE(in().note(sent("news", {}, "201")));  // another number
    EXPECT_EQ(bound_and_answered(apply(in(), stop_to_two_lists())), "desk/200 news/200 \"desk\"");
}

TEST_F(Contacts, AListThatIsNotAmongThemDecidesNothing) {
    EXPECT_TRUE(in().note(sent("gone")));
    EXPECT_EQ(bound_and_answered(apply(in(), stop_to_two_lists())), "desk/200 news/200 \"desk\"");
}

TEST_F(Contacts, AreRememberedAcrossARestart) {
    EXPECT_TRUE(in().note(sent("desk")));
    open();
    EXPECT_EQ(bound_and_answered(apply(in(), stop_to_two_lists())), "desk/200 \"desk\"");
}

TEST_F(Contacts, OfAStopAddressNameTheSenderThatIsMeant) {
    auto wanted = opt_out("4477", {to_list("desk"), to_list("news")});
    wanted.texted = "36111";
    EXPECT_TRUE(in().note(sent("news", "BRAND", "36111")));
    EXPECT_EQ(bound_and_answered(apply(in(), wanted)), "news/BRAND ");
    EXPECT_EQ(judge(in(), "4477", "BRAND", "news"), ruling::suppressed);
    EXPECT_EQ(judge(in(), "4477", "OTHER", "news"), ruling::pass);
    wanted.what = action::opt_in;
    EXPECT_TRUE(apply(in(), wanted).changed);
    EXPECT_EQ(judge(in(), "4477", "BRAND", "news"), ruling::pass);
}

TEST_F(Contacts, AStartLiftsAllOfItsLists) {
    EXPECT_TRUE(apply(in(), stop_to_two_lists()).changed);
    EXPECT_TRUE(in().note(sent("news")));
    auto start = stop_to_two_lists();
    start.what = action::opt_in;
    const auto result = apply(in(), start);
    EXPECT_EQ(bound_and_answered(result), "desk/200 news/200 \"news\"");
    EXPECT_EQ(judge(in(), "4477", "200", "desk"), ruling::pass);
}

TEST_F(Contacts, AFirstTextIsFirstOnce) {
    const auto first = introduce(sent("news"), a_confirmation(action::help, "4477", "Reply STOP to opt out."));
    EXPECT_TRUE(first.stored && first.first);
    ASSERT_TRUE(first.queued);
    EXPECT_EQ(std::get<confirmation>(first.queued->what).text, "Reply STOP to opt out.");
    const auto second = introduce(sent("news"), a_confirmation(action::help, "4477", "again"));
    EXPECT_TRUE(second.stored);
    EXPECT_FALSE(second.first);
    EXPECT_FALSE(second.queued);
    EXPECT_TRUE(introduce(sent("news", {}, "201")).first) << "from another number";
    open();
    EXPECT_FALSE(introduce(sent("desk")).first);
    EXPECT_EQ(in().take_waiting().size(), 1U);
}

TEST_F(Contacts, TwoFirstTextsAtOnceAreOne) {
    auto held = hold_writer();
    std::vector<std::future<suppression_store::introduction>> all;
    for (int i = 0; i < 3; ++i) {
        auto told = std::make_shared<std::promise<suppression_store::introduction>>();
        all.push_back(told->get_future());
        in().introduce(sent("news"), std::nullopt, [told](const auto& said) { told->set_value(said); });
    }
    disk_.let_syncs_go();
    held.get();
    int firsts = 0;
    for (auto& each : all) firsts += each.get().first;
    EXPECT_EQ(firsts, 1);
}

TEST_F(Contacts, AFirstTextThatCannotBeWrittenIsNotKnown) {
    in();
    disk_.be_full(true);
    EXPECT_FALSE(introduce(sent("news")).stored);
}

}  // namespace
}  // namespace store_test
