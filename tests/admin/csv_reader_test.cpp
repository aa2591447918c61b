// Rows as files have them, whole and cut anywhere.
#include "proxy/admin/csv_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tests::admin {
namespace {

using proxy::admin::csv_reader;
using flaw = csv_reader::flaw;
using testing::ElementsAre;

struct kept_row {
    std::vector<std::string> cells;
    std::uint64_t line = 0;
    std::string text;
    flaw what = flaw::none;
    bool operator==(const kept_row&) const = default;
};
using kept_rows = std::vector<kept_row>;

void PrintTo(const kept_row& row, std::ostream* out) {
    *out << row.line << " \"" << row.text << "\" flaw " << static_cast<int>(row.what) << " cells "
         << testing::PrintToString(row.cells);
}

void take_rows(csv_reader& from, kept_rows& into) {
    while (const auto row = from.next())
        into.push_back({{row->cells.begin(), row->cells.end()}, row->line, std::string(row->text), row->what});
}

kept_rows rows_of(std::initializer_list<std::string_view> pieces, char separator = ',') {
    csv_reader reader(separator);
    kept_rows out;
    for (const auto piece : pieces) {
        reader.give(piece);
        take_rows(reader, out);
    }
    reader.end();
    take_rows(reader, out);
    return out;
}

struct example {
    const char* name;
    std::string file;
    kept_rows rows;
};

const example examples[] = {
    {"nothing", "", {}},
    {"only line ends", "\n\r\n\n", {}},
    {"one cell", "a", {{{"a"}, 1, "a"}}},
    {"plain", "a,b\nc,d\n", {{{"a", "b"}, 1, "a,b"}, {{"c", "d"}, 2, "c,d"}}},
    {"no line end behind the last", "a,b\nc,d", {{{"a", "b"}, 1, "a,b"}, {{"c", "d"}, 2, "c,d"}}},
    {"carriage returns", "a,b\r\nc,d\r\n", {{{"a", "b"}, 1, "a,b"}, {{"c", "d"}, 2, "c,d"}}},
    {"a carriage return at the end of all", "a\r", {{{"a"}, 1, "a"}}},
    {"empty lines count, and are no rows", "a\n\n\r\n\nb\n", {{{"a"}, 1, "a"}, {{"b"}, 5, "b"}}},
    {"empty cells", ",\n,,a\n", {{{"", ""}, 1, ","}, {{"", "", "a"}, 2, ",,a"}}},
    {"a mark",
     "\xEF\xBB\xBF"
     "a,b\n",
     {{{"a", "b"}, 1, "a,b"}}},
    {"a mark and a quote", "\xEF\xBB\xBF\"a\",b\n", {{{"a", "b"}, 1, "\"a\",b"}}},
    {"half a mark",
     "\xEF\xBB"
     "a\n",
     {{{"\xEF\xBB"
        "a"},
       1,
       "\xEF\xBB"
       "a"}}},
    {"quoted", "\"a\",\"b\"\n", {{{"a", "b"}, 1, "\"a\",\"b\""}}},
    {"quoted and empty", "\"\",\"\"\n\"\"", {{{"", ""}, 1, "\"\",\"\""}, {{""}, 2, "\"\""}}},
    {"separators in quotes", "\"a,b\",c\r\n", {{{"a,b", "c"}, 1, "\"a,b\",c"}}},
    {"line ends in quotes", "\"a\nb\",c\nd\n", {{{"a\nb", "c"}, 1, "\"a\nb\",c"}, {{"d"}, 3, "d"}}},
    {"doubled quotes", "\"a \"\"b\"\"\",\"\"\"\"\n", {{{"a \"b\"", "\""}, 1, "\"a \"\"b\"\"\",\"\"\"\""}}},
    {"a quote within a cell", "5\" pipe,\"x\"\n", {{{"5\" pipe", "x"}, 1, "5\" pipe,\"x\""}}},
    {"quoted, at the end of all", "\"a\"", {{{"a"}, 1, "\"a\""}}},
    {"quoted, a carriage return at the end of all", "\"a\"\r", {{{"a"}, 1, "\"a\""}}},
    {"text behind a quote costs its line", "\"a\"b,c\nd\n", {{{}, 1, "\"a\"b,c", flaw::after_quote}, {{"d"}, 2, "d"}}},
    {"text behind a quote of another line",
     "\"a\nb\"c\nd\n",
     {{{}, 1, "\"a", flaw::after_quote}, {{"b\"c"}, 2, "b\"c"}, {{"d"}, 3, "d"}}},
    {"a quote that is never closed costs its line",
     "a\n\"b,c\nd,e\nf\n",
     {{{"a"}, 1, "a"}, {{}, 2, "\"b,c", flaw::open_quote}, {{"d", "e"}, 3, "d,e"}, {{"f"}, 4, "f"}}},
    {"octets that are no text",
     std::string("a\0b,\xFF\n", 6),
     {{{std::string("a\0b", 3), "\xFF"}, 1, std::string("a\0b,\xFF", 5)}}},
};

TEST(CsvReader, ReadsRowsWholeAndCutAnywhere) {
    for (const auto& each : examples) {
        SCOPED_TRACE(each.name);
        const std::string_view file = each.file;
        EXPECT_EQ(rows_of({file}), each.rows);
        for (std::size_t cut = 0; cut <= file.size(); ++cut) {
            EXPECT_EQ(rows_of({file.substr(0, cut), file.substr(cut)}), each.rows) << "cut at " << cut;
            for (auto again = cut; again <= file.size(); ++again)
                EXPECT_EQ(rows_of({file.substr(0, cut), file.substr(cut, again - cut), file.substr(again)}), each.rows)
                    << "cut at " << cut << " and " << again;
        }
    }
}

TEST(CsvReader, OtherSeparators) {
    EXPECT_EQ(rows_of({"a;b,c;\"d;e\"\n"}, ';'), (kept_rows{{{"a", "b,c", "d;e"}, 1, "a;b,c;\"d;e\""}}));
    csv_reader reader;
    reader.give("a;b\nc;d\n");
    EXPECT_THAT(reader.next()->cells, ElementsAre("a;b"));
    reader.use_separator(';');
    EXPECT_THAT(reader.next()->cells, ElementsAre("c", "d"));
}

TEST(CsvReader, ALineThatIsTooLongIsDroppedToItsEnd) {
    const std::string longest(csv_reader::longest_row, 'x');
    EXPECT_EQ(rows_of({longest + "\n"}).at(0).what, flaw::none);
    csv_reader reader;
    for (int pieces = 0; pieces < 5; ++pieces) {
        reader.give(longest);
        kept_rows rows;
        take_rows(reader, rows);
        ASSERT_EQ(rows.size(), pieces == 1 ? 1U : 0U) << "held no longer than needed";
        for (const auto& row : rows) EXPECT_EQ(row, (kept_row{{}, 1, std::string(200, 'x'), flaw::too_long}));
    }
    reader.give("x\na\n");
    const auto row = reader.next();
    ASSERT_TRUE(row);
    EXPECT_EQ(row->line, 2U);
    EXPECT_THAT(row->cells, ElementsAre("a"));
}

TEST(CsvReader, AnOpenQuoteIsGivenUpWhenItIsTooLong) {
    csv_reader reader;
    reader.give("\"a\n");
    const std::string line(99, 'x');
    std::size_t given = 0;
    while (!reader.next()) {
        reader.give(line + "\n");
        ASSERT_LT(++given, csv_reader::longest_row / 100 + 2);
    }
    std::size_t seen = 0;
    for (auto row = reader.next(); row; row = reader.next()) {
        ++seen;
        EXPECT_EQ(row->line, seen + 1);
        EXPECT_EQ(row->text, line);
    }
    EXPECT_EQ(seen, given) << "none of the lines behind it is lost";
}

}  // namespace
}  // namespace tests::admin
