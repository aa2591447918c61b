#include "proxy/admin/flush_file.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <optional>

#include "proxy/admin/query.hpp"

namespace proxy::admin {
namespace {

using field = std::string store::flush_row::*;

std::string_view words_for(csv_reader::flaw what) {
    switch (what) {
        case csv_reader::flaw::open_quote: return "a quote that does not end";
        case csv_reader::flaw::after_quote: return "text behind a closing quote";
        case csv_reader::flaw::too_long: return "the line is too long";
        case csv_reader::flaw::none: break;
    }
    return "";
}

std::optional<field> column_named(std::string_view name) {
    if (name == "recipient") return &store::flush_row::recipient;
    if (name == "sender") return &store::flush_row::sender;
    if (name == "list") return &store::flush_row::list;
    if (name == "reason") return nullptr;
    return std::nullopt;
}

}  // namespace

bool flush_file::give(std::string_view octets) {
    reader_.give(octets);
    return take_rows();
}

bool flush_file::end() {
    reader_.end();
    if (!take_rows()) return false;
    if (columns_.empty()) fault_ = "the file is empty: its first line names the columns, of which recipient must be there";
    return fault_.empty();
}

bool flush_file::take_rows() {
    while (fault_.empty()) {
        const auto row = reader_.next();
        if (!row) break;
        if (columns_.empty())
            read_header(*row);
        else
            read_row(*row);
        if (too_many()) fault_ = fmt::format("the file has more than {} numbers: flush it in parts", most_rows);
    }
    return fault_.empty();
}

void flush_file::read_header(const csv_reader::row& row) {
    if (row.what != csv_reader::flaw::none) {
        fault_ = "line " + std::to_string(row.line) + ": " + std::string(words_for(row.what));
        return;
    }
    for (const auto cell : row.cells) {
        const auto column = column_named(cell);
        if (!column || (*column != nullptr && std::ranges::find(columns_, *column) != columns_.end())) {
            fault_ = "line " + std::to_string(row.line) + ": the column \"" + std::string(cell.substr(0, 64)) +
                     (column ? "\" is there twice" : "\" is unknown; known are recipient, sender, list and reason");
            return;
        }
        columns_.push_back(*column);
    }
    if (std::ranges::find(columns_, &store::flush_row::recipient) == columns_.end())
        fault_ = "line " + std::to_string(row.line) + ": there is no column recipient; the first line names the columns";
}

void flush_file::read_row(const csv_reader::row& row) {
    if (row.what != csv_reader::flaw::none) return reject_line(row.line, std::string(words_for(row.what)));
    if (row.cells.size() > columns_.size()) return reject_line(row.line, "more cells than columns");
    store::flush_row read;
    for (std::size_t at = 0; at < row.cells.size(); ++at) {
        const auto into = columns_[at];
        if (into == nullptr) continue;
        std::string_view wrong;
        read.*into = into == &store::flush_row::list ? std::string(row.cells[at]) : read_party(row.cells[at], home_, wrong);
        if (!wrong.empty())
            return reject_line(row.line,
                               (into == &store::flush_row::sender ? "the sender " : "the recipient ") + std::string(wrong));
    }
    if (read.recipient.empty()) return reject_line(row.line, "there is no recipient");
    if (!is_digits(read.recipient)) return reject_line(row.line, "the recipient is no number");
    rows_.push_back(std::move(read));
}

void flush_file::reject_line(std::uint64_t line, std::string reason) {
    ++rejected_;
    if (rejects_.size() < most_rejects) rejects_.push_back({line, std::move(reason)});
}

}  // namespace proxy::admin
