#pragma once
// Columns for people.
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace proxy::cli {

// Safe on a terminal: control characters (a reply's text may hold any, escape sequences included) become "?".
[[nodiscard]] std::string printable(std::string_view utf8);

// At most so many code points; what was cut ends with "…".
[[nodiscard]] std::string shortened(const std::string& utf8, std::size_t most);

// Rows under a heading, each column as wide as its widest cell. Cells are made printable.
class table {
public:
    explicit table(std::vector<std::string> heading) : rows_{std::move(heading)} {}
    void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    void print(std::ostream& out) const;

private:
    std::vector<std::vector<std::string>> rows_;  // all as long as the first
};

}  // namespace proxy::cli
