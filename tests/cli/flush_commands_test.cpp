#include "tests/cli/commands_fixture.hpp"

using namespace cli_test;
using testing::HasSubstr;
using testing::Not;

namespace {

class FlushCommands : public CliOfGateway {
protected:
    FlushCommands() {
        for (const auto* const who : {"4477", "4478", "331"}) gateway_.opt_out(who, from_200);
    }
    // The command's words behind "suppressions flush".
    int flush(std::vector<std::string> words) {
        words.insert(words.begin(), {"suppressions", "flush"});
        return ask(std::move(words));
    }
    void types(const std::string& text) {
        at_terminal_ = true;
        in_.clear();
        in_.str(text);
    }
    std::uint64_t left() { return gateway_.store().counts()["default"]; }
    std::string id_of_newest() { return std::to_string(gateway_.store().flushes().back().what.id); }
};

TEST_F(FlushCommands, ADryRunShowsCountAndSample) {
    EXPECT_EQ(flush({"--prefix", "44", "--dry-run"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("2 entries match: 2 of list default."));
    EXPECT_THAT(out(), HasSubstr("4478"));
    EXPECT_THAT(out(), Not(HasSubstr("331")));
    EXPECT_EQ(ask_json({"suppressions", "flush", "--all", "--dry-run"}).at("matched"), 3);
    EXPECT_EQ(left(), 3U);
}

TEST_F(FlushCommands, WithoutATerminalTheCountIsToldAndNothingIsDone) {
    EXPECT_EQ(flush({"--all"}), 1);
    EXPECT_THAT(out(), HasSubstr("3 entries match"));
    EXPECT_THAT(err(), HasSubstr("--confirm 3"));
    EXPECT_EQ(ask_json({"suppressions", "flush", "--all"}, 1).at("matched"), 3);
    EXPECT_EQ(left(), 3U);
    EXPECT_EQ(flush({"--all", "--confirm", "2", "--reason", "x"}), 1);
    EXPECT_THAT(err(), HasSubstr("3 entries match now"));
    EXPECT_EQ(flush({"--all", "--confirm", "3"}), 1);
    EXPECT_THAT(err(), HasSubstr("reason"));
    EXPECT_EQ(left(), 3U);
    EXPECT_EQ(flush({"--all", "--confirm", "3", "--reason", "asked by legal"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("3 entries flushed."));
    EXPECT_THAT(out(), HasSubstr("stopgate suppressions undo " + id_of_newest()));
    EXPECT_EQ(left(), 0U);
    EXPECT_EQ(flush({"--all"}), 1);
    EXPECT_THAT(out(), HasSubstr("0 entries match."));
}

TEST_F(FlushCommands, OnATerminalTheCountIsTyped) {
    types("asked by legal\n2\n");
    EXPECT_EQ(flush({"--all"}), 1);
    EXPECT_THAT(err(), HasSubstr("3 entries match"));
    EXPECT_THAT(err(), HasSubstr("Type 3 to flush them: "));
    EXPECT_THAT(err(), HasSubstr("nothing was flushed"));
    types("");
    EXPECT_EQ(flush({"--all", "--reason", "x"}), 1);
    EXPECT_EQ(left(), 3U);
    types("asked by legal\n3\n");
    EXPECT_EQ(flush({"--all"}), 0) << err();
    EXPECT_EQ(left(), 0U);
    EXPECT_EQ(gateway_.store().flushes().back().what.reason, "asked by legal");
}

TEST_F(FlushCommands, YesAsksNothing) {
    at_terminal_ = true;
    EXPECT_EQ(flush({"--prefix", "44", "--yes", "--reason", "x"}), 0) << err();
    EXPECT_EQ(left(), 1U);
}

TEST_F(FlushCommands, ByAFileOrStandardInput) {
    const auto numbers = file("numbers.csv", "recipient,list\n+4477,default\nabc,\n331,\n");
    EXPECT_EQ(flush({"--file", numbers, "--dry-run"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("2 entries match"));
    EXPECT_THAT(out(), HasSubstr("line 3: the recipient is no number"));
    EXPECT_EQ(flush({"--file", numbers, "--confirm", "2", "--reason", "x"}), 1);
    EXPECT_THAT(err(), HasSubstr("line 3: the recipient is no number"));
    EXPECT_EQ(left(), 3U);
    EXPECT_EQ(flush({"--file", numbers, "--confirm", "2", "--reason", "x", "--skip-bad"}), 0) << err();
    EXPECT_EQ(left(), 1U);
    types("recipient\n4478\n");
    EXPECT_EQ(flush({"--file", "-"}), 1) << "nobody can be asked";
    EXPECT_THAT(err(), HasSubstr("--confirm 1"));
    types("recipient\n4478\n");
    EXPECT_EQ(flush({"--file", "-", "--confirm", "1", "--reason", "x"}), 0) << err();
    EXPECT_EQ(left(), 0U);
    EXPECT_EQ(flush({"--file", directory_.path("none.csv")}), 2);
    EXPECT_THAT(err(), HasSubstr("none.csv"));
}

TEST_F(FlushCommands, UndoAndTheList) {
    EXPECT_EQ(ask({"suppressions", "flushes"}), 0);
    EXPECT_EQ(out(), "No flushes.\n");
    EXPECT_EQ(flush({"--list", "default", "--confirm", "3", "--reason", "asked by legal"}), 0) << err();
    const auto id = id_of_newest();
    EXPECT_EQ(ask({"suppressions", "flushes"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("list=default"));
    EXPECT_THAT(out(), HasSubstr("can be undone"));
    EXPECT_THAT(out(), HasSubstr("asked by legal"));
    EXPECT_EQ(ask({"suppressions", "undo", id}), 2) << "it needs a reason";
    EXPECT_EQ(ask({"suppressions", "undo", "99", "--reason", "x"}), 1);
    EXPECT_EQ(ask({"suppressions", "undo", id, "--reason", "a mistake"}), 0) << err();
    EXPECT_EQ(out(), "3 entries hold again.\n");
    EXPECT_EQ(left(), 3U);
    EXPECT_EQ(ask({"suppressions", "undo", id, "--reason", "x"}), 1);
    EXPECT_THAT(err(), HasSubstr("undone already"));
    EXPECT_FALSE(ask_json({"suppressions", "flushes"}).at("flushes").at(0).at("undone").is_null());
}

TEST_F(FlushCommands, AnAgeBecomesAMoment) {
    EXPECT_EQ(ask_json({"suppressions", "flush", "--older-than", "90d", "--dry-run"}).at("matched"), 3) << "of 2023";
    EXPECT_EQ(ask_json({"suppressions", "flush", "--older-than", "5000w", "--dry-run"}).at("matched"), 0);
    for (const auto* const age : {"90", "d", "0d", "-1d", "9x", "1dd", "99999999999w"})
        EXPECT_EQ(flush({"--older-than", age, "--dry-run"}), 2) << age;
}

TEST_F(FlushCommands, WrongWords) {
    EXPECT_EQ(flush({}), 2);
    EXPECT_EQ(flush({"--all", "--list", "default"}), 2);
    EXPECT_EQ(flush({"--all", "--file", "x"}), 2);
    EXPECT_EQ(flush({"--all", "--dry-run", "--confirm", "3"}), 2);
    EXPECT_EQ(flush({"--all", "--yes", "--confirm", "3"}), 2);
    EXPECT_EQ(flush({"--all", "--confirm", "0"}), 2);
    EXPECT_EQ(flush({"--before", "2026-01-01", "--older-than", "1d"}), 2);
    EXPECT_EQ(left(), 3U);
}

}  // namespace
