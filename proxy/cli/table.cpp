#include "proxy/cli/table.hpp"

#include <algorithm>
#include <ostream>

namespace proxy::cli {
namespace {

bool begins_code_point(char octet) { return (static_cast<unsigned char>(octet) & 0xC0U) != 0x80U; }

// In code points: close enough for the numbers, names and short texts that are shown.
std::size_t width_of(std::string_view utf8) {
    return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), begins_code_point));
}

}  // namespace

std::string printable(std::string_view utf8) {
    std::string safe;
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const auto octet = static_cast<unsigned char>(utf8[at]);
        const auto next = at + 1 < utf8.size() ? static_cast<unsigned char>(utf8[at + 1]) : 0U;
        const bool c1 = octet == 0xC2 && next >= 0x80 && next < 0xA0;  // U+0080 to U+009F
        if (c1) ++at;
        safe += octet < 0x20 || octet == 0x7F || c1 ? '?' : utf8[at];
    }
    return safe;
}

std::string shortened(const std::string& utf8, std::size_t most) {
    if (width_of(utf8) <= most) return utf8;
    std::size_t at = 0;
    for (std::size_t kept = 0; at < utf8.size(); ++at) {
        if (begins_code_point(utf8[at]) && ++kept == most) break;
    }
    return utf8.substr(0, at) + "…";
}

void table::print(std::ostream& out) const {
    auto rows = rows_;
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (auto& row : rows) {
        for (std::size_t at = 0; at < row.size(); ++at) {
            row[at] = printable(row[at]);
            widths[at] = std::max(widths[at], width_of(row[at]));
        }
    }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t at = 0; at < row.size(); ++at) line += row[at] + std::string(widths[at] - width_of(row[at]) + 2, ' ');
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    }
}

}  // namespace proxy::cli
