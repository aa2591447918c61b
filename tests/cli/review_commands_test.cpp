// The commands on the review queue, and on the evidence of entries.
#include "tests/cli/commands_fixture.hpp"

using namespace cli_test;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

class ReviewCommands : public CliOfGateway {
protected:
    std::string suspect(const std::string& recipient, const std::string& text = "no more pls") {
        return std::to_string(gateway_.suspect(recipient, from_200, text));
    }
    std::size_t waiting() { return gateway_.store().suspicions_waiting(); }
};

TEST_F(ReviewCommands, ListShowsWhatWaits) {
    EXPECT_EQ(ask({"review"}), 0) << err();
    EXPECT_EQ(out(), "No reply waits for review.\n");
    const auto id = suspect("4477", "no more\x1B[2J");
    suspect("4478", std::string(100, 'x'));
    EXPECT_EQ(ask({"review"}), 0) << err();
    const auto line = id + std::string(id.size() < 2 ? 2 - id.size() : 0, ' ') +
                      "  2023-11-14T22:13:20.042Z  4477       200     asks for an end  no more?[2J\n";
    EXPECT_THAT(out(), AllOf(HasSubstr("ID  TIME                      RECIPIENT  SENDER  RULE             TEXT\n" + line),
                             HasSubstr(std::string(59, 'x') + "\u2026\n"), Not(HasSubstr("There are more"))));
    EXPECT_EQ(ask({"review", "--limit", "1"}), 0) << err();
    EXPECT_THAT(out(), AllOf(HasSubstr("4477"), Not(HasSubstr("4478")), HasSubstr("2 wait. There are more; --limit 0")));
    const auto all = ask_json({"review"});
    EXPECT_EQ(all.at("entries").size(), 2U);
    EXPECT_EQ(all.at("waiting"), 2);
    EXPECT_EQ(all.at("more"), false);
    EXPECT_EQ(all.at("entries").at(1).at("text"), std::string(100, 'x'));
}

TEST_F(ReviewCommands, ShowTellsAllOfOne) {
    const auto id = suspect("4477");
    EXPECT_EQ(ask({"review", "show", id}), 0) << err();
    EXPECT_EQ(out(),
              "  reply           \"no more pls\" from 4477 to 200\n"
              "    came by       link carrier, system_id app, at 2023-11-14T22:13:20.042Z\n"
              "    its PDU       002a\n"
              "  in answer to    \"Sale!\", sent 2023-11-14T22:13:20.000Z\n"
              "    its PDU       01ff\n"
              "  why it waits    asks for an end\n"
              "  would suppress  texts from 200 of list default\n");
    EXPECT_EQ(ask_json({"review", "show", id}).at("pdu"), "002a");
    EXPECT_EQ(ask({"review", "show", "999"}), 1);
    EXPECT_EQ(err(), "stopgate: No reply 999 waits for review.\n");
}

TEST_F(ReviewCommands, OptOutSettlesEachByItself) {
    const auto first = suspect("4477"), second = suspect("4478"), third = suspect("4477");
    EXPECT_EQ(ask({"review", "opt-out", first, "999", second, third, "--reason", "clear enough"}), 1);
    EXPECT_EQ(out(), first + ": the number is suppressed now.\n" + second + ": the number is suppressed now.\n" + third +
                         ": the number was suppressed already.\n");
    EXPECT_EQ(err(), "stopgate: No reply 999 waits for review.\n");
    EXPECT_EQ(waiting(), 0U);
    const auto entries = gateway_.store().find("4478");
    ASSERT_EQ(entries.size(), 1U);
    EXPECT_EQ(entries[0].reason, "clear enough");
    EXPECT_EQ(entries[0].from, store::source::staff);
    EXPECT_EQ(ask({"events", "--recipient", "4478"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("\"no more pls\" to 200 on carrier, by admin-token: clear enough\n"));
    EXPECT_EQ(ask_json({"review", "opt-out", suspect("4479")}).at("changed"), true);
}

TEST_F(ReviewCommands, DismissLeavesNoEntry) {
    const auto first = suspect("4477"), second = suspect("4478");
    EXPECT_EQ(ask({"review", "dismiss", first, second}), 0) << err();
    EXPECT_EQ(out(), first + ": dismissed.\n" + second + ": dismissed.\n");
    EXPECT_EQ(waiting(), 0U);
    EXPECT_THAT(gateway_.store().find("4477"), IsEmpty());
    EXPECT_EQ(ask({"review", "dismiss", first}), 1);
    EXPECT_EQ(ask({"events", "--recipient", "4477"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("dismissal           \"no more pls\" to 200 on carrier, by admin-token: asks for an end\n"));
}

TEST_F(ReviewCommands, WrongWordsAndTokensEndAsTheyShould) {
    const auto id = suspect("4477");
    for (const auto& each : std::vector<std::vector<std::string>>{{"review", "show"},
                                                                  {"review", "show", "x"},
                                                                  {"review", "show", id, id},
                                                                  {"review", "opt-out"},
                                                                  {"review", "dismiss"},
                                                                  {"review", "dismiss", "-1"},
                                                                  {"review", "delete", id}}) {
        EXPECT_EQ(ask(each), 2) << testing::PrintToString(each);
    }
    const auto url = "http://" + server_->address();
    const auto viewer = file("viewer", "viewer-token");
    EXPECT_EQ(run({"review", "--admin", url, "--token-file", viewer}), 0) << err();
    EXPECT_EQ(run({"review", "dismiss", id, "--admin", url, "--token-file", viewer}), 1);
    EXPECT_THAT(err(), HasSubstr("needs the role operator"));
    EXPECT_EQ(waiting(), 1U);
    server_.reset();
    EXPECT_EQ(run({"review", "dismiss", id, id, "--admin", url, "--token-file", viewer}), 3);
}

TEST_F(CliOfGateway, EvidenceOfAKeyword) {
    gateway_.opt_out("4477", from_200, "STOP\x1B");
    gateway_.store().note("4477", {"200", "default", 3, 1'700'000'001'000, 1'700'000'002'000});
    EXPECT_EQ(ask({"suppressions", "show", "4477", "--evidence"}), 0) << err();
    const auto event = ask_json({"suppressions", "show", "4477"}).at("suppressions").at(0).at("event").get<std::string>();
    EXPECT_EQ(ask({"suppressions", "show", "4477", "--evidence"}), 0) << err();
    EXPECT_EQ(out(),
              "RECIPIENT  SENDER  LIST     SINCE                     SOURCE   REASON\n"
              "4477       200     default  2023-11-14T22:13:20.042Z  keyword  STOP?\n"
              "  event           opt-out " +
                  event +
                  "\n"
                  "    at            2023-11-14T22:13:20.042Z, on disk 2023-11-14T22:13:20.042Z\n"
                  "  reply           \"STOP?\" from 4477 to 200\n"
                  "    came by       link carrier, system_id app, sequence number 7, message id m-1\n"
                  "    its PDU       002a\n"
                  "  in answer to    \"Sale!\", sent 2023-11-14T22:13:20.000Z\n"
                  "    its PDU       01ff\n"
                  "  refused since   3 from 200, list default, 2023-11-14T22:13:21.000Z to 2023-11-14T22:13:22.000Z\n");
    EXPECT_EQ(
        ask_json({"suppressions", "show", "4477", "--evidence"}).at("suppressions").at(0).at("evidence").at("reply").at("pdu"),
        "002a");
}

TEST_F(CliOfGateway, EvidenceOfStaffAndOfNothing) {
    EXPECT_EQ(ask({"suppressions", "show", "4477", "--evidence"}), 1);
    EXPECT_EQ(out(), "4477 is not suppressed.\n");
    EXPECT_EQ(ask({"suppressions", "add", "4477", "--sender", "200"}), 0) << err();
    EXPECT_EQ(ask({"suppressions", "show", "4477", "--evidence"}), 0) << err();
    EXPECT_THAT(out(), AllOf(HasSubstr(" by admin-token\n"), Not(HasSubstr("  reply")), Not(HasSubstr("in answer to"))));
}

TEST_F(CliOfGateway, EvidenceHasWhatBecameOfOurAnswers) {
    store::change wanted;
    wanted.recipient = "4477";
    wanted.bindings = {from_200};
    store::confirmation order, text;
    order.what = store::confirmation::form::cancel;
    text.text = "Goodbye";
    text.list = "default";
    wanted.answers = {order, text};
    std::promise<std::vector<store::outbox_entry>> queued;
    gateway_.store().apply(wanted, [&](const store::change_result& result) { queued.set_value(result.queued); });
    const auto messages = queued.get_future().get();
    ASSERT_EQ(messages.size(), 2U);
    std::promise<bool> first, second;
    gateway_.store().settle(messages[0].id, store::confirmation_outcome::refused, 0x11, "",
                            [&](bool done) { first.set_value(done); });
    gateway_.store().settle(messages[1].id, store::confirmation_outcome::accepted, 0, "A1",
                            [&](bool done) { second.set_value(done); });
    EXPECT_TRUE(first.get_future().get() && second.get_future().get());
    EXPECT_EQ(ask({"suppressions", "show", "4477", "--evidence"}), 0) << err();
    EXPECT_THAT(out(), AllOf(HasSubstr("  our answer 1/2  order to cancel what waits at the SMSC: refused (ESME_RCANCELFAIL) at "
                                       "2023-11-14T22:13:20.042Z\n"),
                             HasSubstr("  our answer 2/2  \"Goodbye\": accepted at 2023-11-14T22:13:20.042Z, message id A1\n")));
}

}  // namespace
