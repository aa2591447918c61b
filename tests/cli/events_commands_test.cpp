#include <future>

#include "store/chain.hpp"
#include "tests/cli/commands_fixture.hpp"

using namespace cli_test;
using testing::HasSubstr;
using testing::Not;

namespace {

class Events : public CliOfGateway {};

TEST_F(Events, AreTheNewestOfTheTrailNewestLast) {
    gateway_.opt_out("4477", from_200, "Stop\x1B[2J");
    gateway_.now_ms += 1'000;
    gateway_.opt_out("4478", from_200);
    EXPECT_EQ(ask({"events"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("RECIPIENT"));
    EXPECT_LT(out().find("trail-start"), out().find("4477"));
    EXPECT_LT(out().find("4477"), out().find("4478"));
    EXPECT_THAT(out(), Not(HasSubstr("\x1B")));
    const auto last = ask_json({"events", "--limit", "1"}).at("events");
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last[0].at("recipient"), "4478");
    EXPECT_EQ(ask_json({"events", "--since", "2023-11-14T22:13:21Z", "--limit", "0"}).at("events").size(), 1U);
    EXPECT_EQ(ask_json({"events", "--kind", "trail-start"}).at("events").size(), 1U);
    EXPECT_EQ(ask({"events", "--recipient", "1"}), 0);
    EXPECT_EQ(out(), "No events.\n");
    EXPECT_EQ(ask({"events", "--kind", "none"}), 1);
}

TEST_F(Events, VerifySaysThatTheTrailIsWholeOrWhatIsNot) {
    gateway_.opt_out("4477", from_200);
    EXPECT_EQ(ask({"events", "head"}), 0) << err();
    const auto head = out().substr(0, out().find('\n'));
    EXPECT_TRUE(head.starts_with("2-"));
    gateway_.opt_out("4478", from_200);
    EXPECT_EQ(ask({"events", "verify", "--head", head}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("The trail is whole: 3 events."));
    EXPECT_THAT(out(), HasSubstr("It ends at 3-"));
    EXPECT_EQ(ask_json({"events", "verify"}).at("checked"), 3);

    const auto another = store::text_of(store::chain_end{2, store::sha256("another")});
    EXPECT_EQ(ask({"events", "verify", "--head", another}), 1);
    EXPECT_THAT(out(), HasSubstr("Event 2 was rewritten"));
    EXPECT_EQ(ask_json({"events", "verify", "--head", another}, 1).at("fault").at("sequence"), 2);
    EXPECT_EQ(ask({"events", "verify", "--head", "nonsense"}), 1);
    EXPECT_THAT(err(), HasSubstr("head"));
}

TEST_F(Events, FollowGoesOnUntilTheGatewayIsGone) {
    gateway_.opt_out("4477", from_200);
    auto followed = std::async(std::launch::async, [this] { return ask({"events", "--follow", "--limit", "1", "--json"}); });
    // The stream that it writes to has no lock, so it is looked at afterwards: in 2.5 s it asks at least twice.
    for (int who = 0; who < 25; ++who) {
        gateway_.opt_out("55" + std::to_string(who), from_200);
        if (followed.wait_for(std::chrono::milliseconds(100)) == std::future_status::ready) break;
    }
    server_->stop();
    EXPECT_EQ(followed.get(), 3);
    EXPECT_THAT(out(), HasSubstr("\"recipient\":\"550\""));
    EXPECT_THAT(out(), HasSubstr("\"recipient\":\"5510\""));
    std::istringstream lines(out());
    std::uint64_t last = 0;
    for (std::string line; std::getline(lines, line);) {
        const auto sequence = json::parse(line).at("sequence").get<std::uint64_t>();
        EXPECT_TRUE(last == 0 || sequence == last + 1) << "none twice, none left out";
        last = sequence;
    }
}

}  // namespace
