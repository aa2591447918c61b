// Files of numbers, from the words of the command line to the store and back.
#include <filesystem>

#include "proxy/cli/file_transfer.hpp"
#include "tests/cli/commands_fixture.hpp"

namespace cli_test {
namespace {

using testing::HasSubstr;

using Files = CliOfGateway;

std::string contents(const std::string& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ProgressLine, HasRateAndTimeLeft) {
    EXPECT_EQ(cli::progress_line("read", 500, 25, 100, 10),
              "[######..................]  25 %  read 500 lines, 50 a second, 0:30 left");
    EXPECT_EQ(cli::progress_line("read", 500, 25, {}, 10), "read 500 lines, 50 a second");
    EXPECT_THAT(cli::progress_line("read", 0, 0, 100, 0), HasSubstr("0 %"));
}

TEST_F(Files, GoInAndComeOut) {
    const auto in = file("in.csv", "phone\n+4477\nnobody\n4478\n");
    EXPECT_EQ(ask({"suppressions", "import", in, "--map", "recipient=phone"}), cli::no);
    EXPECT_THAT(out(), HasSubstr("4 lines, 2 added"));
    EXPECT_THAT(err(), HasSubstr("line 3: the recipient is no number: nobody"));

    const auto to = directory_.path("out.ndjson");
    EXPECT_EQ(ask({"suppressions", "export", to}), cli::done) << err();
    EXPECT_THAT(contents(to), HasSubstr("{\"recipient\":\"4477\""));
    EXPECT_FALSE(std::filesystem::exists(to + ".part"));

    EXPECT_EQ(ask({"scrub", in, "--column", "phone", "--sender", "200"}), cli::done) << err();
    EXPECT_THAT(out(), HasSubstr("\r\nnobody,invalid,"));
    EXPECT_THAT(out(), HasSubstr("4478,suppressed,\"import"));
}

TEST_F(Files, KeepWhatIsWrongInAFileOfTheirOwn) {
    const auto in = file("in.csv", "recipient\nx\n");
    const auto wrong = directory_.path("wrong.ndjson");
    EXPECT_EQ(ask({"suppressions", "import", in, "--rejected", wrong, "--json"}), cli::no);
    EXPECT_EQ(json::parse(contents(wrong)).at("line"), 2);
    EXPECT_EQ(json::parse(out()).at("rejected"), 1);
}

TEST_F(Files, SayWhatIsWrongWithThem) {
    EXPECT_EQ(ask({"suppressions", "import", directory_.path("none.csv")}), cli::no);
    EXPECT_THAT(err(), HasSubstr("none.csv: No such file"));
    EXPECT_EQ(ask({"suppressions", "import", file("in.csv", "phone\n1\n")}), cli::no);
    EXPECT_THAT(err(), HasSubstr("no column is called \"recipient\""));
    EXPECT_EQ(ask({"suppressions", "export", directory_.path("none/out.csv")}), cli::no);
    EXPECT_EQ(ask({"suppressions", "import", file("in.csv", "recipient\n1\n"), "--resume", "4711"}), cli::no);
    EXPECT_THAT(err(), HasSubstr("no import 4711"));
}

}  // namespace
}  // namespace cli_test
