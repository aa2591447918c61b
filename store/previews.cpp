#include "store/previews.hpp"

#include <algorithm>

namespace store {

const previews::preview* previews::at(std::uint64_t id) const {
    const auto found = std::ranges::find(open_, id, &preview::id);
    return found == open_.end() ? nullptr : &*found;
}

std::uint64_t previews::open(filter wanted, std::uint64_t mark, std::uint64_t high_water, std::int64_t now_ms) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(open_,
                  [now_ms](const preview& each) { return each.mark == 0 && each.complete && now_ms - each.made_ms > kept_ms; });
    const auto oldest = std::ranges::find(open_, 0U, &preview::mark);
    if (open_.size() >= most && oldest != open_.end()) open_.erase(oldest);
    open_.push_back({++last_id_, std::move(wanted), mark, high_water, now_ms, false, {}, {}});
    return last_id_;
}

bool previews::counted(std::uint64_t id, const entry_counts& found, std::int64_t now_ms) {
    const std::scoped_lock lock(mutex_);
    const auto mine = std::ranges::find(open_, id, &preview::id);
    if (mine == open_.end()) return false;
    mine->found = found;
    mine->complete = true;
    mine->made_ms = now_ms;  // the count may have taken as long as a person has to look at it
    return true;
}

bool previews::is_open(std::uint64_t id) const {
    const std::scoped_lock lock(mutex_);
    return at(id) != nullptr;
}

void previews::close(std::uint64_t id) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(open_, [id](const preview& each) { return each.id == id; });
}

std::uint64_t previews::find(std::uint64_t id, const filter& wanted, std::uint64_t matched, std::int64_t now_ms) const {
    const std::scoped_lock lock(mutex_);
    for (auto each = open_.rbegin(); each != open_.rend(); ++each) {
        if (each->complete && each->mark == 0 && (id == 0 || each->id == id) && each->wanted == wanted &&
            now_ms - each->made_ms <= kept_ms && sum_of(each->found) == matched)
            return each->id;
    }
    return 0;
}

std::optional<previews::settled> previews::settle(std::uint64_t id) const {
    const std::scoped_lock lock(mutex_);
    const auto* const mine = at(id);
    if (mine == nullptr || !mine->complete) return std::nullopt;
    settled out{mine->found, mine->high_water};
    add(out.counts, mine->lifted);
    std::erase_if(out.counts, [](const auto& each) { return each.second == 0; });
    return out;
}

void previews::lifted(std::span<const suppression> entries) {
    if (entries.empty()) return;
    const std::scoped_lock lock(mutex_);
    for (auto& each : open_) {
        for (const auto& entry : entries) {
            const bool meant = each.mark != 0 ? entry.mark == each.mark : matches(each.wanted, view_of(entry));
            if (meant && entry.cause.number <= each.high_water) --each.lifted[kind_of(entry)];
        }
    }
}

void previews::joined(std::uint64_t number, source from, std::span<const binding> bound) {
    const std::scoped_lock lock(mutex_);
    std::erase_if(open_, [&](const preview& each) {
        if (each.mark != 0 || number > each.high_water) return false;
        const auto& wanted = each.wanted;
        if ((wanted.from && *wanted.from != from) || (wanted.import_id != 0 && wanted.import_id != number)) return false;
        return std::ranges::any_of(bound, [&](const binding& to) {
            return (wanted.list.empty() || wanted.list == to.list) && (wanted.sender.empty() || wanted.sender == to.sender) &&
                   (!wanted.reach || *wanted.reach == to.reach);
        });
    });
}

void previews::break_all() {
    const std::scoped_lock lock(mutex_);
    open_.clear();
}

}  // namespace store
