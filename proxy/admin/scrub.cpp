#include "proxy/admin/scrub.hpp"

#include <algorithm>
#include <future>

#include "proxy/admin/moment.hpp"
#include "store/answer_of.hpp"

namespace proxy::admin {

std::string_view name(verdict what) noexcept {
    switch (what) {
        case verdict::pass: return "pass";
        case verdict::suppressed: return "suppressed";
        case verdict::invalid: return "invalid";
        case verdict::unknown: return "unknown";
    }
    return "";
}

scrub::scrub(gateway& asked, campaign of) : asked_(asked), of_(std::move(of)), home_(asked.home()) {}

void scrub::add(const file_row& row) {
    auto& kept = rows_.emplace_back();
    kept.text = row.text;
    kept.fault = row.fault;
    if (!kept.fault.empty()) return;
    consent::canonical_room room;
    kept.recipient = consent::canonical(unguarded(row[column::recipient]), home_, room);
    const auto sender = unguarded(row[column::sender]);
    kept.sender = sender.empty() ? of_.sender : std::string(consent::canonical(sender, home_, room));
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (kept.recipient.empty() || !std::ranges::all_of(kept.recipient, digit)) kept.fault = "the recipient is no number";
    kept.list = &(of_.list.empty() ? list_of(kept.sender) : of_.list);
}

const std::string& scrub::list_of(const std::string& sender) {
    const auto [at, is_new] = lists_.try_emplace(sender);
    if (is_new) at->second = asked_.lookup(sender, {}, of_.system_id).list;
    return at->second;
}

std::vector<scrub::judged> scrub::judge_all() {
    std::vector<store::question> questions;
    for (const auto& row : rows_) {
        const auto list = row.list == nullptr ? std::string_view{} : std::string_view(*row.list);
        questions.push_back({.recipient = row.recipient, .sender = row.sender, .list = list});
    }
    std::vector<store::ruling> rulings(questions.size(), store::ruling::pass);
    asked_.store().judge(questions, rulings);
    wait_for_disk(questions, rulings);

    std::vector<judged> out;
    for (std::size_t n = 0; n < rows_.size(); ++n) {
        auto& row = rows_[n];
        judged made{std::move(row.text), verdict::pass, {}};
        if (!row.fault.empty()) {
            made.what = verdict::invalid;
            made.reason = row.fault;
        } else if (rulings[n] == store::ruling::suppressed) {
            made.what = verdict::suppressed;
            made.reason = reason_of(row);
        } else if (rulings[n] != store::ruling::pass) {
            made.what = verdict::unknown;
            made.reason = "the store can't be read";
        }
        out.push_back(std::move(made));
    }
    rows_.clear();
    if (lists_.size() > portion) lists_.clear();
    return out;
}

void scrub::wait_for_disk(std::span<const store::question> questions, std::span<store::ruling> rulings) {
    std::vector<std::pair<std::size_t, std::future<store::ruling>>> open;
    for (std::size_t n = 0; n < questions.size(); ++n) {
        if (rulings[n] != store::ruling::undecided) continue;
        open.emplace_back(
            n, store::asked_of<store::ruling>([&](auto done) { asked_.store().judge_on_disk(questions[n], std::move(done)); }));
    }
    for (auto& [n, answer] : open) rulings[n] = answer.get();
}

std::string scrub::reason_of(const asked_row& row) {
    for (const auto& each : asked_.store().find(row.recipient)) {
        if (!store::applies(each.bound, row.sender, *row.list)) continue;
        auto why = std::string(name(each.from)) + " " + rfc3339(each.since_ms).substr(0, 10) + ", list " + each.bound.list;
        return each.reason.empty() ? why : why + ": " + each.reason;
    }
    return "an entry of a list that is no longer configured";
}

}  // namespace proxy::admin
