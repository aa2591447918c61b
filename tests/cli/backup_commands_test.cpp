#include <filesystem>

#include "tests/cli/commands_fixture.hpp"

using namespace cli_test;
using testing::HasSubstr;
using testing::Not;

namespace {

class Backup : public CliOfGateway {};

TEST_F(Backup, IsCreatedLookedThroughAndRestored) {
    gateway_.opt_out("4477", from_200);
    EXPECT_EQ(ask({"backup", "create", directory_.path("backups")}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("Backup 1 of"));
    EXPECT_EQ(ask_json({"backup", "create", directory_.path("backups")}).at("backup"), 2);

    EXPECT_EQ(run({"backup", "verify", directory_.path("backups")}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("good"));
    EXPECT_EQ(run({"backup", "restore", directory_.path("backups"), directory_.path("copy")}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("Backup 2 of"));
    EXPECT_EQ(run({"backup", "restore", directory_.path("backups"), directory_.path("copy")}), 1);
    EXPECT_THAT(err(), HasSubstr("not empty"));
    EXPECT_EQ(run({"backup", "restore", directory_.path("backups"), directory_.path("old"), "--backup", "1", "--json"}), 0)
        << err();
    EXPECT_EQ(json::parse(out()).at("backup"), 1);

    std::filesystem::remove(directory_.path("backups") + "/meta/2");
    std::filesystem::remove(directory_.path("backups") + "/private/1/CURRENT");
    EXPECT_EQ(run({"backup", "verify", directory_.path("backups"), "--json"}), 1) << out();
    EXPECT_EQ(json::parse(out()).at("ok"), false);
    EXPECT_EQ(run({"backup", "verify", directory_.path("nowhere")}), 1);
    EXPECT_THAT(err(), HasSubstr("no directory"));
    EXPECT_EQ(run({"backup"}), 2);
}

TEST_F(Backup, ThatCannotBeMadeSaysWhy) {
    file("file", "x");
    EXPECT_EQ(ask({"backup", "create", directory_.path("file") + "/backups"}), 1);
    EXPECT_THAT(err(), HasSubstr("can't make the directory"));
}

TEST_F(Backup, AnErasureSaysWhatIsLeft) {
    gateway_.opt_out("4477", from_200);
    EXPECT_EQ(ask({"erase", "+4477"}), 0) << err();
    EXPECT_THAT(out(), HasSubstr("1 events have lost number and texts; 1 entries stay in force as erased:"));
    EXPECT_EQ(ask({"events"}), 0);
    EXPECT_THAT(out(), Not(HasSubstr("4477")));
    EXPECT_EQ(ask({"events", "verify"}), 0) << out();
    EXPECT_THAT(out(), HasSubstr("1 of them of erased persons"));
}

}  // namespace
