// What shells and man are told: the completion's candidates, by real bash as well, and the manual page.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "proxy/cli/command_line.hpp"

using namespace proxy::cli;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

std::string said(std::vector<std::string> words, int code = done) {
    std::ostringstream out, err;
    EXPECT_EQ(execute(std::move(words), {out, err, {}}), code) << err.str();
    return out.str();
}

// Without the help behind them.
std::vector<std::string> offered(std::vector<std::string> words) {
    words.insert(words.begin(), "__complete");
    std::istringstream lines(said(std::move(words)));
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) all.push_back(line.substr(0, line.find('\t')));
    return all;
}

TEST(Completion, OffersCommands) {
    EXPECT_THAT(offered({""}), AllOf(Contains("run"), Contains("suppressions"), Contains("man"), Not(Contains("flush"))));
    EXPECT_THAT(offered({"su"}), ElementsAre("suppressions"));
    EXPECT_THAT(offered({"suppressions", "fl"}), ElementsAre("flush", "flushes"));
    EXPECT_THAT(offered({"no-such-command", "x"}), ElementsAre());
}

TEST(Completion, OffersTheOptionsOfTheCommandAndTheCommonOnes) {
    EXPECT_THAT(offered({"suppressions", "list", "--"}), AllOf(Contains("--since"), Contains("--config"), Contains("--json")));
    EXPECT_THAT(offered({"suppressions", "list", "--si"}), ElementsAre("--since"));
    EXPECT_THAT(offered({"--json", "events", "--ki"}), ElementsAre("--kind")) << "what stands before is passed over";
}

TEST(Completion, OffersValues) {
    EXPECT_THAT(offered({"suppressions", "list", "--scope", ""}), ElementsAre("sender", "list", "global"));
    EXPECT_THAT(offered({"suppressions", "list", "--source", "k"}), ElementsAre("keyword"));
    EXPECT_THAT(offered({"--config", ""}), ElementsAre(":paths"));
    EXPECT_THAT(offered({"check-config", ""}), ElementsAre(":paths"));
    EXPECT_THAT(offered({"lookup", "--sender", "1"}), ElementsAre()) << "a number is anybody's";
}

TEST(Completion, SaysWhatEachIsFor) { EXPECT_THAT(said({"__complete", "dr"}), StartsWith("drain\tLet the gateway settle")); }

// The script in a real bash, with a program that answers as ours does.
TEST(Completion, BashAsksTheProgram) {
    const auto directory = testing::TempDir() + "stopgate-completion." + std::to_string(::getpid());
    ASSERT_EQ(std::system(("mkdir -p " + directory).c_str()), 0);
    std::ofstream(directory + "/script") << said({"completion", "bash"});
    std::ofstream(directory + "/stopgate") << "#!/bin/sh\necho \"$@\" >" << directory
                                           << "/asked\nprintf 'suppressions\\thelp\\nreview\\thelp\\n'\n";
    const auto command = "chmod +x " + directory + "/stopgate; bash -c 'source " + directory + "/script; COMP_WORDS=(" +
                         directory + "/stopgate --json su); COMP_CWORD=2; _stopgate " + directory +
                         "/stopgate su --json; echo \"${COMPREPLY[*]}\"' >" + directory + "/replied";
    ASSERT_EQ(std::system(command.c_str()), 0);
    std::stringstream asked, replied;
    asked << std::ifstream(directory + "/asked").rdbuf();
    replied << std::ifstream(directory + "/replied").rdbuf();
    EXPECT_EQ(asked.str(), "__complete --json su\n");
    EXPECT_EQ(replied.str(), "suppressions review\n");
    EXPECT_EQ(std::system(("rm -r " + directory).c_str()), 0);
}

TEST(Completion, KnowsTwoShells) {
    EXPECT_THAT(said({"completion", "zsh"}), StartsWith("#compdef stopgate"));
    said({"completion", "fish"}, wrong_usage);
}

TEST(Manual, HasEveryCommandAndOption) {
    const auto page = said({"man"});
    EXPECT_THAT(page, StartsWith(".TH STOPGATE 1"));
    for (const auto* each : {"suppressions import", "suppressions flush", "backup restore", "check\\-config", "events verify"}) {
        EXPECT_THAT(page, HasSubstr(".SS \\fB" + std::string(each) + "\\fR")) << each;
    }
    EXPECT_THAT(page, HasSubstr("\\-\\-as\\-of"));
    EXPECT_THAT(page, HasSubstr(".SH EXIT STATUS"));
    EXPECT_THAT(page, Not(HasSubstr("__complete")));
}

}  // namespace
