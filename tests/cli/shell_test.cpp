// What shells and man are told: the completion's candidates, by real shells as well, and the manual page.
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

// A shell's script in that shell, with a program that notes what it is asked and answers as ours does.
class RealShell : public testing::Test {
protected:
    RealShell() {
        EXPECT_EQ(std::system(("mkdir -p " + directory_).c_str()), 0);
        write("stopgate", "#!/bin/sh\necho \"$@\" >>" + directory_ +
                              "/asked\n[ \"$1\" = __complete ] && printf 'suppressions\\tof: help\\nreview\\thelp\\n'\n:\n");
        run("chmod +x " + directory_ + "/stopgate");
    }
    ~RealShell() override { run("rm -r " + directory_); }

    void write(const std::string& name, const std::string& text) const { std::ofstream(directory_ + "/" + name) << text; }
    [[nodiscard]] std::string read(const std::string& name) const {
        std::stringstream all;
        all << std::ifstream(directory_ + "/" + name).rdbuf();
        return all.str();
    }
    static void run(const std::string& command) { EXPECT_EQ(std::system(command.c_str()), 0) << command; }

    const std::string directory_ = testing::TempDir() + "stopgate-completion." + std::to_string(::getpid());
};

TEST_F(RealShell, BashAsksTheProgram) {
    write("script", said({"completion", "bash"}));
    run("bash -c 'source " + directory_ + "/script; COMP_WORDS=(" + directory_ +
        "/stopgate --json su); COMP_CWORD=2; _stopgate " + directory_ + "/stopgate su --json; echo \"${COMPREPLY[*]}\"' >" +
        directory_ + "/replied");
    EXPECT_EQ(read("asked"), "__complete --json su\n");
    EXPECT_EQ(read("replied"), "suppressions review\n");
}

// At its prompt: words and a tab, and what the line has become is run.
TEST_F(RealShell, ZshCompletesAtThePrompt) {
    write("script", said({"completion", "zsh"}));
    write("typed", "zmodload zsh/zpty\nzpty at zsh -f -i\nzpty -w at 'autoload -Uz compinit; compinit -D -u; source " +
                       directory_ + "/script; path=(" + directory_ +
                       " $path); print rea''dy'\nzpty -r -m at seen '*ready*'\nzpty -w at $'stopgate --json su\\t'\n"
                       "zpty -w at exit\nwhile zpty -r at seen; do :; done\n");
    run("zsh -f " + directory_ + "/typed");
    EXPECT_EQ(read("asked"), "__complete --json su\n--json suppressions\n");
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
