#include "proxy/admin/csv_reader.hpp"

#include <algorithm>
#include <utility>

namespace proxy::admin {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t shown_of_a_long_line = 200;  // enough to find it by

std::size_t without_carriage_return(std::string_view in, std::size_t begin, std::size_t end) noexcept {
    return end > begin && in[end - 1] == '\r' ? end - 1 : end;
}

}  // namespace

void csv_reader::give(std::string_view octets) {
    buffer_.erase(0, std::exchange(at_, 0));
    buffer_.append(octets);
}

std::optional<csv_reader::row> csv_reader::next() {
    if (!begun_) {
        if (!ended_ && buffer_.size() < byte_order_mark.size()) return std::nullopt;
        drop_mark();
    }
    if ((dropping_ && !drop_rest_of_line()) || !drop_empty_lines()) return std::nullopt;

    const std::string_view all = buffer_;
    const auto line_end = all.find('\n', at_);
    const auto stop = line_end == std::string_view::npos ? all.size() : line_end;
    const bool has_end = line_end != std::string_view::npos || ended_;
    const bool too_long = stop - at_ > longest_row;
    if (!has_end && !too_long) return std::nullopt;
    if (too_long) return flawed(flaw::too_long);

    cells_.clear();
    if (scan_plain(stop)) return take(stop);
    auto row_end = stop;
    switch (scan_quoted(row_end)) {
        case scanned::whole: return take(row_end);
        case scanned::after_quote: return flawed(flaw::after_quote);
        case scanned::unfinished: break;
    }
    if (!ended_ && all.size() - at_ <= longest_row) return std::nullopt;
    return flawed(flaw::open_quote);
}

void csv_reader::drop_mark() {
    begun_ = true;
    if (std::string_view(buffer_).starts_with(byte_order_mark)) at_ = byte_order_mark.size();
}

// False when its end is not there yet.
bool csv_reader::drop_rest_of_line() {
    const auto line_end = buffer_.find('\n', at_);
    if (line_end == std::string::npos) {
        at_ = buffer_.size();
        return false;
    }
    at_ = line_end + 1;
    ++line_;
    dropping_ = false;
    return true;
}

// False when nothing else is there.
bool csv_reader::drop_empty_lines() {
    while (at_ < buffer_.size()) {
        const auto line_end = buffer_[at_] == '\r' ? at_ + 1 : at_;
        if (line_end == buffer_.size()) return false;
        if (buffer_[line_end] != '\n') return true;
        at_ = line_end + 1;
        ++line_;
    }
    return false;
}

// The usual row: one line and no quotes. False when there are some.
bool csv_reader::scan_plain(std::size_t stop) {
    const std::string_view line(buffer_.data() + at_, stop - at_);
    if (line.find('"') != std::string_view::npos) return false;
    const auto end = without_carriage_return(buffer_, at_, stop);
    auto begin = at_;
    for (;;) {
        const auto found = std::string_view(buffer_.data(), end).find(separator_, begin);
        cells_.push_back({begin, found == std::string_view::npos ? end : found, false});
        if (found == std::string_view::npos) return true;
        begin = found + 1;
    }
}

// `stop`: where the row's line end is, once it is whole.
csv_reader::scanned csv_reader::scan_quoted(std::size_t& stop) {
    const std::string_view all = buffer_;
    for (auto begin = at_;; ++begin) {
        std::size_t end = 0;  // of the cell: its separator, the line end, or the end of all
        if (begin < all.size() && all[begin] == '"') {
            bool doubled = false;
            auto quote = all.find('"', begin + 1);
            for (; quote != std::string_view::npos && quote + 1 < all.size() && all[quote + 1] == '"';
                 quote = all.find('"', quote + 2))
                doubled = true;
            if (quote == std::string_view::npos || (quote + 1 == all.size() && !ended_)) return scanned::unfinished;
            cells_.push_back({begin + 1, quote, doubled});
            end = quote + 1;
            if (end < all.size() && all[end] == '\r') {
                if (end + 1 == all.size() && !ended_) return scanned::unfinished;
                if (end + 1 == all.size() || all[end + 1] == '\n') ++end;
            }
            if (end < all.size() && all[end] != separator_ && all[end] != '\n') return scanned::after_quote;
        } else {
            const char ends[] = {separator_, '\n'};
            end = std::min(all.find_first_of(std::string_view(ends, sizeof ends), begin), all.size());
            if (end == all.size() && !ended_) return scanned::unfinished;
            const bool last = end == all.size() || all[end] == '\n';
            cells_.push_back({begin, last ? without_carriage_return(all, begin, end) : end, false});
        }
        begin = end;
        if (end == all.size() || all[end] == '\n') {
            stop = end;
            return scanned::whole;
        }
    }
}

csv_reader::row csv_reader::take(std::size_t stop) {
    row out;
    out.line = line_;
    out.text = std::string_view(buffer_).substr(at_, without_carriage_return(buffer_, at_, stop) - at_);
    room_.clear();
    room_.reserve(stop - at_);  // so that views into it stay valid
    views_.clear();
    for (const auto& each : cells_) views_.push_back(unquoted(each));
    out.cells = views_;
    line_ += 1 + static_cast<std::uint64_t>(std::ranges::count(out.text, '\n'));
    at_ = std::min(stop + 1, buffer_.size());
    return out;
}

std::string_view csv_reader::unquoted(const cell& from) {
    const auto text = std::string_view(buffer_).substr(from.begin, from.end - from.begin);
    if (!from.doubled) return text;
    const auto begin = room_.size();
    for (std::size_t at = 0; at < text.size(); ++at) {
        room_.push_back(text[at]);
        if (text[at] == '"') ++at;
    }
    return std::string_view(room_).substr(begin);
}

csv_reader::row csv_reader::flawed(flaw what) {
    row out;
    out.line = line_;
    out.what = what;
    const auto line_end = std::min(buffer_.find('\n', at_), buffer_.size());
    const auto shown =
        what == flaw::too_long ? std::min(line_end, at_ + shown_of_a_long_line) : without_carriage_return(buffer_, at_, line_end);
    out.text = std::string_view(buffer_).substr(at_, shown - at_);
    at_ = line_end;
    dropping_ = true;
    return out;
}

}  // namespace proxy::admin
