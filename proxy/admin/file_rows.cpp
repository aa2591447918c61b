#include "proxy/admin/file_rows.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace proxy::admin {
namespace {

constexpr std::string_view not_taken = "-";
constexpr std::string_view separators = ",;\t|";
constexpr std::string_view formula_signs = "=+-@\t\r";

std::string_view trimmed(std::string_view text) noexcept {
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view{} : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string lower(std::string_view text) {
    std::string out(trimmed(text));
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return out;
}

// The one that is there most often outside quotes.
char likely_separator(std::string_view header) {
    std::array<std::size_t, separators.size()> counts{};
    bool quoted = false;
    for (const char c : header) {
        quoted = quoted != (c == '"');
        const auto which = separators.find(c);
        if (!quoted && which != std::string_view::npos) ++counts[which];
    }
    return separators[static_cast<std::size_t>(std::ranges::max_element(counts) - counts.begin())];
}

bool begins_like_a_formula(std::string_view text) noexcept {
    const auto at = text.find_first_not_of('\'');
    return at != std::string_view::npos && formula_signs.find(text[at]) != std::string_view::npos;
}

std::string_view sentence_of(csv_reader::flaw what) noexcept {
    switch (what) {
        case csv_reader::flaw::none: return "";
        case csv_reader::flaw::open_quote: return "a quote opens and does not close";
        case csv_reader::flaw::after_quote: return "text follows a closing quote; a quote within quotes is written twice";
        case csv_reader::flaw::too_long: return "the line is longer than 65536 octets";
    }
    return "";
}

}  // namespace

column_map::column_map() { std::ranges::copy(column_names, called.begin()); }

std::string column_map::change(std::string_view words) {
    while (!words.empty()) {
        const auto end = std::min(words.find(','), words.size());
        const auto one = words.substr(0, end);
        words.remove_prefix(std::min(end + 1, words.size()));
        const auto colon = std::min(one.find(':'), one.size());
        const auto which = std::ranges::find(column_names, lower(one.substr(0, colon)));
        if (which == column_names.end() || colon + 1 >= one.size())
            return "\"" + std::string(one) + "\" is not like recipient:NAME; there are recipient, sender, list, reason and scope";
        called[static_cast<std::size_t>(which - column_names.begin())] = one.substr(colon + 1);
    }
    return called[0] == not_taken ? "the recipient can't be left out" : std::string();
}

csv_rows::csv_rows(column_map columns, char separator)
    : columns_(std::move(columns)), separator_(separator), reader_(separator == 0 ? ',' : separator) {}

void csv_rows::end() {
    ended_ = true;
    reader_.end();
}

void csv_rows::read_header(const csv_reader::row& first) {
    header_ = first.text;
    if (separator_ == 0) separator_ = likely_separator(header_);
    reader_.use_separator(separator_);
    csv_reader again(separator_);
    again.give(header_ + "\n");
    again.end();
    const auto row = again.next();
    const auto flaw = row && first.what == csv_reader::flaw::none ? row->what : first.what;
    if (!row || flaw != csv_reader::flaw::none) {
        fault_ = "line " + std::to_string(first.line) + ": the header can't be read: " + std::string(sentence_of(flaw));
        return;
    }
    width_ = row->cells.size();
    std::string names;
    for (std::size_t n = 0; n < width_; ++n) {
        const auto name = lower(row->cells[n]);
        names += (names.empty() ? "" : ", ") + name;
        for (std::size_t field = 0; field < at_.size(); ++field)
            if (!at_[field] && columns_.called[field] != not_taken && lower(columns_.called[field]) == name) at_[field] = n;
    }
    // A name that somebody took the trouble to give must be there; the others may be missing, but for the recipient.
    for (std::size_t field = 0; field < at_.size() && fault_.empty(); ++field) {
        const auto& called = columns_.called[field];
        if (at_[field] || called == not_taken || (field > 0 && called == column_names[field])) continue;
        fault_ = "line " + std::to_string(first.line) + ": no column is called \"" + called + "\"; there are: " + names +
                 ". Say which one is the " + std::string(column_names[field]);
    }
}

bool csv_rows::next(file_row& into) {
    if (!fault_.empty()) return false;
    if (width_ == 0) {
        const auto first = reader_.next();
        if (first)
            read_header(*first);
        else if (ended_)
            fault_ = "the file is empty; its first line must name its columns";
        if (!ready()) return false;
    }
    const auto row = reader_.next();
    if (!row) return false;
    into = {};
    into.line = row->line;
    into.text = row->text;
    into.fault = sentence_of(row->what);
    if (!into.fault.empty()) return true;
    if (row->cells.size() > width_) {
        into.fault = "there are more cells than columns";
        return true;
    }
    for (std::size_t field = 0; field < at_.size(); ++field)
        if (at_[field] && *at_[field] < row->cells.size()) into.cells[field] = row->cells[*at_[field]];
    return true;
}

void json_rows::give(std::string_view octets) {
    buffer_.erase(0, at_);
    at_ = 0;
    buffer_.append(octets);
}

bool json_rows::next(file_row& into) {
    for (;;) {
        const auto line_end = buffer_.find('\n', at_);
        const bool whole = line_end != std::string::npos || (ended_ && at_ < buffer_.size());
        const auto stop = std::min(line_end, buffer_.size());
        const bool too_long = stop - at_ > csv_reader::longest_row;
        if (!whole && !too_long) return false;
        const auto line = std::string_view(buffer_).substr(at_, stop - at_);
        const bool was_dropping = dropping_;
        dropping_ = line_end == std::string::npos && !ended_;
        if (!was_dropping) ++line_;
        at_ = std::min(stop + 1, buffer_.size());
        if (was_dropping || (!too_long && trimmed(line).empty())) continue;
        into = {};
        into.line = line_;
        into.text = line.substr(0, csv_reader::longest_row);
        if (too_long)
            into.fault = "the line is longer than 65536 octets";
        else
            read(line, into);
        return true;
    }
}

void json_rows::read(std::string_view line, file_row& into) {
    const auto body = nlohmann::json::parse(line, nullptr, false);
    if (!body.is_object()) {
        into.fault = body.is_discarded() ? "the line is not valid JSON" : "the line is no JSON object";
        return;
    }
    for (std::size_t field = 0; field < values_.size(); ++field) {
        const auto found = body.find(columns_.called[field]);
        if (found == body.end() || found->is_null()) continue;
        if (found->is_string()) {
            values_[field] = found->get<std::string>();
        } else if (found->is_number_unsigned()) {
            values_[field] = std::to_string(found->get<std::uint64_t>());
        } else {
            into.fault = "a member is neither a string nor a number";
            return;
        }
        into.cells[field] = values_[field];
    }
}

std::string_view unguarded(std::string_view cell) noexcept {
    return cell.starts_with('\'') && begins_like_a_formula(cell) ? cell.substr(1) : cell;
}

void append_cell(std::string& to, std::string_view text, char separator) {
    const char special[] = {separator, '"', '\n', '\r'};
    const bool blank_ends = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!blank_ends && text.find_first_of(std::string_view(special, sizeof special)) == std::string_view::npos) {
        to.append(text);
        return;
    }
    to.push_back('"');
    for (const char c : text) {
        if (c == '"') to.push_back('"');
        to.push_back(c);
    }
    to.push_back('"');
}

void append_guarded_cell(std::string& to, std::string_view text, char separator) {
    if (!begins_like_a_formula(text)) return append_cell(to, text, separator);
    append_cell(to, "'" + std::string(text), separator);
}

}  // namespace proxy::admin
