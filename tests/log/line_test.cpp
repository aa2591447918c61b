// A line is one line, whatever stands in it.
#include "proxy/log/line.hpp"

#include <gmock/gmock.h>

using namespace proxy::log;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr std::int64_t moment = 1'700'000'000'042;

std::string line(const style& by, std::initializer_list<field> fields) {
    return line_of(by, moment, level::info, "link ended", {fields.begin(), fields.size()});
}
std::string value(std::string_view text) {
    return line({}, {{"x", text}}).substr(line({}, {{"x", std::string_view{"0"}}}).size() - 1);
}

TEST(Line, InLogfmt) {
    EXPECT_EQ(line({}, {{"link", std::string_view{"carrier"}}, {"id", std::uint64_t{7}}, {"durable", true}}),
              "time=2023-11-14T22:13:20.042Z level=info event=\"link ended\" link=carrier id=7 durable=true");
}

TEST(Line, InJson) {
    EXPECT_EQ(
        line({.how = format::json}, {{"link", std::string_view{"carrier"}}, {"id", std::uint64_t{7}}, {"durable", false}}),
        R"({"time":"2023-11-14T22:13:20.042Z","level":"info","event":"link ended","link":"carrier","id":7,"durable":false})");
}

TEST(Line, HasNoTimeWhereTheJournalKeepsIt) {
    EXPECT_EQ(line({.timed = false}, {}), "level=info event=\"link ended\"");
    EXPECT_EQ(line({.how = format::json, .timed = false}, {}), R"({"level":"info","event":"link ended"})");
}

TEST(Line, LeavesEmptyTextsOut) {
    EXPECT_THAT(line({}, {{"error", std::string{}}, {"to", number{}}, {"id", std::uint64_t{0}}}),
                testing::EndsWith("\"link ended\" id=0"));
}

TEST(Line, QuotesWhatCouldEndAValue) {
    EXPECT_EQ(value("a-b.c:1/2"), "a-b.c:1/2");
    EXPECT_EQ(value("a b"), R"("a b")");
    EXPECT_EQ(value("a=b"), R"("a=b")");
    EXPECT_EQ(value("a\"b\\c"), R"("a\"b\\c")");
    EXPECT_EQ(value("x\nlevel=error event=forged"), R"("x\u000alevel=error event=forged")");
    EXPECT_EQ(value(std::string_view{"\0\x7F\x1B[2J", 6}), R"("\u0000\u007f\u001b[2J")");
}

TEST(Line, IsAsciiWhateverComes) {
    EXPECT_EQ(value("Z\u00fcrich"), R"("Z\u00fcrich")");
    EXPECT_EQ(value("\U0001F6D1"), R"("\ud83d\uded1")");
    EXPECT_EQ(value("\xFF\xC3"), R"("\\xff\\xc3")");
    for (int octet = 0; octet < 256; ++octet) {
        const char one = static_cast<char>(octet);
        for (const auto how : {format::logfmt, format::json}) {
            const auto made = line({.how = how}, {{"x", std::string_view{&one, 1}}});
            for (const char c : made) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << octet;
        }
    }
}

TEST(Line, MasksNumbersOfPeople) {
    EXPECT_EQ(masked("447700900123"), "447*******23");
    EXPECT_EQ(masked("12345678"), "123***78");
    EXPECT_EQ(masked("1234567"), "*****67");
    EXPECT_EQ(masked("12"), "12");
    EXPECT_EQ(masked("1"), "1");
    EXPECT_EQ(masked(""), "");
    EXPECT_THAT(line({}, {{"to", number{"447700900123"}}}), HasSubstr("to=447*******23"));
    EXPECT_THAT(line({.mask_numbers = false}, {{"to", number{"447700900123"}}}), HasSubstr("to=447700900123"));
    EXPECT_THAT(line({.how = format::json}, {{"to", number{"447700900123"}}}), Not(HasSubstr("7700900")));
}

}  // namespace
