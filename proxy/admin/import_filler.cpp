#include "proxy/admin/import_filler.hpp"

#include <algorithm>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/entry_filter.hpp"

namespace proxy::admin {
namespace {

constexpr char between = '\x1F';

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

bool has_control(std::string_view text) noexcept {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

import_filler::import_filler(gateway& asked, import_defaults otherwise)
    : asked_(asked), otherwise_(std::move(otherwise)), home_(asked.home()) {}

void import_filler::begin_window() {
    bound_.clear();
    targets_.clear();
    has_last_ = false;
}

std::string_view import_filler::take(const file_row& row, store::import_window& into) {
    if (!row.fault.empty()) return row.fault;
    const auto typed = unguarded(row[column::recipient]);
    if (typed.empty()) return "the recipient is missing";
    consent::canonical_room room;
    const auto recipient = consent::canonical(typed, home_, room);
    if (recipient.empty() || !std::ranges::all_of(recipient, is_digit)) return "the recipient is no number";
    if (recipient.size() > longest_number) return "the recipient has more digits than any number";
    std::uint32_t target = 0;
    if (const auto why = target_of(row, into, target); !why.empty()) return why;
    into.add(recipient, target);
    return {};
}

// Most rows say what the one before them says.
std::string_view import_filler::target_of(const file_row& row, store::import_window& into, std::uint32_t& found) {
    key_.clear();
    for (const auto which : {column::list, column::sender, column::scope, column::reason})
        key_.append(row[which]).push_back(between);
    if (has_last_ && key_ == last_words_) {
        found = last_target_;
        return {};
    }
    const auto [at, is_new] = targets_.try_emplace(key_, 0);
    if (is_new) {
        const auto& to = bind(unguarded(row[column::list]), unguarded(row[column::sender]), row[column::scope]);
        const auto given = unguarded(row[column::reason]);
        fault_ = to.fault;
        if (fault_.empty() && given.size() > longest_reason) fault_ = "the reason has more than 1000 octets";
        if (!fault_.empty()) {
            targets_.erase(at);
            return fault_;
        }
        at->second = into.add(store::import_window::target{to.bound, given.empty() ? otherwise_.reason : std::string(given)});
    }
    found = last_target_ = at->second;
    last_words_ = key_;
    has_last_ = true;
    return {};
}

const import_filler::bound_words& import_filler::bind(std::string_view list, std::string_view sender, std::string_view reach) {
    std::string key;
    for (const auto part : {list, sender, reach}) key.append(part).push_back(between);
    const auto [at, is_new] = bound_.try_emplace(std::move(key));
    auto& out = at->second;
    if (!is_new) return out;
    if (list.empty()) list = otherwise_.list;
    const auto scope = scope_named(reach);
    if (sender.empty() && (!scope || *scope == store::scope::sender)) sender = otherwise_.sender;
    consent::canonical_room room;
    const auto canonical = consent::canonical(sender, home_, room);
    if (!reach.empty() && !scope)
        out.fault = "scope: must be sender, list or global";
    else if (canonical.size() > longest_sender || has_control(canonical))
        out.fault = "sender: is too long, or holds a control character";
    else
        out.bound = asked_.binding_of(list, canonical, scope, out.fault);
    return out;
}

}  // namespace proxy::admin
