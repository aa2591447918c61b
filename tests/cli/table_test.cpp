#include "proxy/cli/table.hpp"

#include <gtest/gtest.h>

#include <sstream>

using proxy::cli::printable;
using proxy::cli::shortened;
using proxy::cli::table;

namespace {

TEST(Printable, LeavesTextAndDefusesControls) {
    EXPECT_EQ(printable("caf\u00E9 \u263A"), "caf\u00E9 \u263A");
    EXPECT_EQ(printable("a\x1B[31mb\n\t\x7F"), "a?[31mb???");
    EXPECT_EQ(printable("\xC2\x9B"
                        "31m"),
              "?31m")
        << "the one-character form of ESC [";
    EXPECT_EQ(printable("\xC2"), "\xC2");
}

TEST(Shortened, CountsCodePoints) {
    EXPECT_EQ(shortened("caf\u00E9", 4), "caf\u00E9");
    EXPECT_EQ(shortened("caf\u00E9s", 4), "caf\u2026");
    EXPECT_EQ(shortened("\u00E9\u00E9\u00E9", 2), "\u00E9\u2026");
    EXPECT_EQ(shortened("", 1), "");
}

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
    table shown({"A", "LONG", "C"});
    shown.row({"caf\u00E9", "x", ""});
    shown.row({"1", "123456", "last"});
    std::ostringstream out;
    shown.print(out);
    EXPECT_EQ(out.str(),
              "A     LONG    C\n"
              "caf\u00E9  x\n"
              "1     123456  last\n");
}

}  // namespace
