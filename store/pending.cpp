#include "store/pending.hpp"

#include <algorithm>

namespace store {

pending_opt_outs::table::iterator pending_opt_outs::place_for(std::string_view recipient) {
    const auto at = by_recipient_.find(recipient);
    if (at != by_recipient_.end()) return at;
    cell(recipient).fetch_add(1, std::memory_order_relaxed);
    return by_recipient_.try_emplace(std::string(recipient)).first;
}

// Release: whoever sees that a recipient is not here also sees the write that it waited for.
void pending_opt_outs::erase(table::iterator at) {
    cell(at->first).fetch_sub(1, std::memory_order_release);
    by_recipient_.erase(at);
}

// Calls change(entry) for each of the bindings that is here, and removes the entries for which it gives true.
template <class Change>
void pending_opt_outs::each(std::string_view recipient, std::span<const binding> bound, Change&& change) {
    const auto found = by_recipient_.find(recipient);
    if (found == by_recipient_.end()) return;
    auto& mine = found->second;
    const auto before = mine.size();
    std::erase_if(mine, [&](entry& at) { return std::ranges::find(bound, at.bound) != bound.end() && change(at); });
    tabled_ -= before - mine.size();
    if (mine.empty()) erase(found);
}

// Release: whoever sees nothing held also sees the write that emptied the table.
void pending_opt_outs::recount() noexcept {
    complete_.store(untabled_ == 0 && !lost_, std::memory_order_release);
    held_.store(tabled_ + untabled_ + (lost_ ? 1 : 0), std::memory_order_release);
}

bool pending_opt_outs::put(std::vector<entry>& of, const binding& bound, generation by, source from, std::int64_t since_ms) {
    const auto at = std::ranges::find(of, bound, &entry::bound);
    if (at != of.end()) {
        at->newest = by;
        return true;
    }
    if (tabled_ >= limit_) return false;
    of.push_back({bound, by, 0, from, since_ms});
    ++tabled_;
    return true;
}

bool pending_opt_outs::add(std::string_view recipient, std::span<const binding> bound, generation of, source from,
                           std::int64_t since_ms) {
    if (bound.empty()) return true;
    const std::scoped_lock lock(mutex_);
    const auto at = place_for(recipient);
    bool all = true;
    for (const auto& each_bound : bound) all = put(at->second, each_bound, of, from, since_ms) && all;
    if (at->second.empty()) erase(at);
    if (!all) ++untabled_;
    recount();
    return all;
}

void pending_opt_outs::written(std::string_view recipient, std::span<const binding> bound, generation of, bool tabled) {
    const std::scoped_lock lock(mutex_);
    each(recipient, bound, [of](entry& at) {
        if (at.failed <= of) at.failed = 0;
        return at.newest <= of;
    });
    if (!tabled) --untabled_;
    recount();
}

void pending_opt_outs::failed(std::string_view recipient, std::span<const binding> bound, generation of, bool tabled) {
    const std::scoped_lock lock(mutex_);
    each(recipient, bound, [of](entry& at) {
        at.failed = std::max(at.failed, of);
        return false;
    });
    if (!tabled) {
        --untabled_;
        lost_ = true;
    }
    recount();
}

void pending_opt_outs::lifted(std::string_view recipient, std::span<const binding> bound, generation of) {
    const std::scoped_lock lock(mutex_);
    each(recipient, bound, [of](entry& at) {
        if (at.failed < of) at.failed = 0;
        return at.newest < of;
    });
    recount();
}

void pending_opt_outs::forget_lost() {
    const std::scoped_lock lock(mutex_);
    lost_ = false;
    recount();
}

bool pending_opt_outs::rule(std::span<const question> questions, std::span<ruling> rulings,
                            const list_names* configured) const noexcept {
    const auto maybe = [this](const question& asked) { return cell(asked.recipient).load(std::memory_order_acquire) != 0; };
    if (std::ranges::none_of(questions, maybe)) return complete_.load(std::memory_order_acquire);
    const std::scoped_lock lock(mutex_);
    for (std::size_t at = 0; at < questions.size(); ++at) {
        const auto& asked = questions[at];
        const auto found = by_recipient_.find(asked.recipient);
        if (found == by_recipient_.end()) continue;
        const auto hit = [&](const entry& here) { return applies(here.bound, asked.sender, asked.list, configured); };
        if (std::ranges::any_of(found->second, hit)) rulings[at] = ruling::suppressed;
    }
    return untabled_ == 0 && !lost_;
}

std::vector<binding> pending_opt_outs::failed_before(std::string_view recipient, generation than) const {
    std::vector<binding> out;
    const std::scoped_lock lock(mutex_);
    const auto found = by_recipient_.find(recipient);
    if (found == by_recipient_.end()) return out;
    for (const auto& at : found->second)
        if (at.failed != 0 && at.failed < than) out.push_back(at.bound);
    return out;
}

std::vector<suppression> pending_opt_outs::find(std::string_view recipient) const {
    std::vector<suppression> out;
    const std::scoped_lock lock(mutex_);
    const auto found = by_recipient_.find(recipient);
    if (found == by_recipient_.end()) return out;
    for (const auto& at : found->second)
        out.push_back({std::string(recipient), at.bound, at.from, at.since_ms, "in memory, not stored yet", {}});
    return out;
}

bool pending_opt_outs::lost() const {
    const std::scoped_lock lock(mutex_);
    return lost_;
}

std::size_t pending_opt_outs::size() const {
    const std::scoped_lock lock(mutex_);
    return tabled_;
}

}  // namespace store
