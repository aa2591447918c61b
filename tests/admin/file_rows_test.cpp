// Rows of files by the names of their columns, and cells that spreadsheets must not take for formulas.
#include "proxy/admin/file_rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tests::admin {
namespace {

using namespace proxy::admin;

TEST(FileRows, MapOfColumnsSaysWhatIsWrong) {
    column_map map;
    EXPECT_EQ(map.change(""), "");
    EXPECT_EQ(map.change("recipient:Phone Number,list:-"), "");
    EXPECT_EQ(map.called[0], "Phone Number");
    EXPECT_EQ(map.called[2], "-");
    EXPECT_NE(map.change("recipient"), "");
    EXPECT_NE(map.change("number:x"), "");
    EXPECT_NE(map.change("recipient:-"), "");
}

TEST(FileRows, ARowMayLackCellsButNotHaveMore) {
    csv_rows rows({}, 0);
    rows.give("sender,recipient\n200\n200,4477\n200,4477,x\n");
    rows.end();
    file_row row;
    ASSERT_TRUE(rows.next(row));
    EXPECT_EQ(row[column::recipient], "");
    ASSERT_TRUE(rows.next(row));
    EXPECT_EQ(row[column::recipient], "4477");
    EXPECT_EQ(row.line, 3U);
    ASSERT_TRUE(rows.next(row));
    EXPECT_NE(row.fault, "");
    EXPECT_EQ(row.text, "200,4477,x");
    EXPECT_FALSE(rows.next(row));
}

TEST(FileRows, JsonLinesComeInPiecesAndTooLongOnesCostThemselves) {
    json_rows rows({});
    file_row row;
    rows.give("{\"recipient\":\"44");
    EXPECT_FALSE(rows.next(row));
    rows.give("77\"}\n\n" + std::string(csv_reader::longest_row + 1, 'x'));
    ASSERT_TRUE(rows.next(row));
    EXPECT_EQ(row[column::recipient], "4477");
    ASSERT_TRUE(rows.next(row));
    EXPECT_NE(row.fault, "");
    EXPECT_EQ(row.line, 3U);
    EXPECT_FALSE(rows.next(row));
    rows.give("xx\n{\"recipient\":1}");
    EXPECT_FALSE(rows.next(row));
    rows.end();
    ASSERT_TRUE(rows.next(row));
    EXPECT_EQ(row[column::recipient], "1");
    EXPECT_EQ(row.line, 4U);
    EXPECT_FALSE(rows.next(row));
}

TEST(FileRows, AGuardedCellComesBackAsItWas) {
    for (const std::string_view text :
         {"", "plain", "=1", "'=1", "''+x", "'quoted'", "-", "@", " a ", "a,b", "say \"x\"", "\t1"}) {
        std::string line;
        append_guarded_cell(line, text, ',');
        csv_reader reader;
        reader.give(line + ",x\n");
        const auto row = reader.next();
        ASSERT_TRUE(row);
        EXPECT_EQ(unguarded(row->cells[0]), text);
        EXPECT_EQ(std::string_view("=+-@\t\r").find(row->cells[0].empty() ? 'x' : row->cells[0][0]), std::string_view::npos);
    }
}

}  // namespace
}  // namespace tests::admin
