#pragma once
// Files of numbers, row by row, whatever their columns are called: CSV with a header line, or a JSON object on each line
// (NDJSON).
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/admin/csv_reader.hpp"

namespace proxy::admin {

enum class column : std::uint8_t { recipient, sender, list, reason, scope };
inline constexpr std::array<std::string_view, 5> column_names{"recipient", "sender", "list", "reason", "scope"};

// What each is called in the file.
struct column_map {
    std::array<std::string, column_names.size()> called;
    column_map();
    // "recipient:phone,list:-": these are called otherwise, or not taken. Empty: all is well; else what is wrong.
    [[nodiscard]] std::string change(std::string_view words);
};

struct file_row {
    std::uint64_t line = 0;  // from 1
    std::string_view text;   // as it came, without its line end
    std::array<std::string_view, column_names.size()> cells{};
    std::string_view fault;  // a sentence; empty: there are cells
    [[nodiscard]] std::string_view operator[](column which) const noexcept { return cells[static_cast<std::size_t>(which)]; }
};

class file_rows {
public:
    virtual ~file_rows() = default;
    // More of the file. What next() gave before is no longer valid.
    virtual void give(std::string_view octets) = 0;
    virtual void end() = 0;  // there is no more
    // False: give more, or that was all; or the file is none of these, see fault().
    [[nodiscard]] virtual bool next(file_row& into) = 0;
    // The header was met and is as it must be.
    [[nodiscard]] virtual bool ready() const = 0;
    // Of the header: says what is wrong and what to do.
    [[nodiscard]] virtual std::string fault() const { return {}; }
};

class csv_rows final : public file_rows {
public:
    // `separator`: 0: what the header shows.
    csv_rows(column_map columns, char separator);
    void give(std::string_view octets) override { reader_.give(octets); }
    void end() override;
    [[nodiscard]] bool next(file_row& into) override;
    [[nodiscard]] bool ready() const override { return width_ > 0 && fault_.empty(); }
    [[nodiscard]] std::string fault() const override { return fault_; }

    [[nodiscard]] bool has(column which) const noexcept { return at_[static_cast<std::size_t>(which)].has_value(); }
    [[nodiscard]] char separator() const noexcept { return separator_; }
    [[nodiscard]] const std::string& header() const noexcept { return header_; }

private:
    void read_header(const csv_reader::row& first);

    const column_map columns_;
    char separator_;
    csv_reader reader_;
    std::size_t width_ = 0;
    std::array<std::optional<std::size_t>, column_names.size()> at_;
    std::string header_, fault_;
    bool ended_ = false;
};

class json_rows final : public file_rows {
public:
    explicit json_rows(column_map columns) : columns_(std::move(columns)) {}
    void give(std::string_view octets) override;
    void end() override { ended_ = true; }
    [[nodiscard]] bool next(file_row& into) override;
    [[nodiscard]] bool ready() const override { return true; }

private:
    void read(std::string_view line, file_row& into);

    const column_map columns_;
    std::string buffer_;
    std::size_t at_ = 0;
    std::uint64_t line_ = 0;
    bool ended_ = false, dropping_ = false;
    std::array<std::string, column_names.size()> values_;
};

// The text of a cell as a spreadsheet may open it: what it would take for a formula gets an apostrophe before it, and so does
// what already begins with one before such a sign; unguarded() takes it away again.
[[nodiscard]] std::string_view unguarded(std::string_view cell) noexcept;
// Appends a cell, in quotes where it needs them.
void append_cell(std::string& to, std::string_view text, char separator);
void append_guarded_cell(std::string& to, std::string_view text, char separator);

}  // namespace proxy::admin
