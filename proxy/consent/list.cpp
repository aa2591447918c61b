#include "proxy/consent/list.hpp"

#include <algorithm>
#include <utility>

namespace proxy::consent {
namespace {

bool matches_all(std::string_view pattern) noexcept { return pattern == "*" || pattern == "**"; }

bool may_own(const list& each, std::string_view system_id, std::string_view sender) noexcept {
    return matches(each.match_system_id, system_id) && matches(each.match_sender, sender);
}

store::binding binding_of(const list& owner, std::string_view texted) {
    const bool one_sender = owner.reach == store::scope::sender;
    return {owner.reach, owner.name, one_sender ? std::string(texted) : std::string()};
}

// Whether this list has anything to do for the keyword.
bool acts_on(const list& owner, keyword_class keyword) noexcept {
    switch (keyword) {
        case keyword_class::opt_out: return true;
        case keyword_class::opt_in: return owner.opt_in_by_keyword;
        case keyword_class::help: return !owner.help_text.empty();
        case keyword_class::none: break;
    }
    return false;
}

// Empty when this list does not answer.
const std::string& answer_of(const list& owner, keyword_class keyword) noexcept {
    static const std::string silence;
    if (keyword == keyword_class::help) return owner.help_text;
    if (!owner.confirm) return silence;
    return keyword == keyword_class::opt_out ? owner.opt_out_text : owner.opt_in_text;
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) noexcept {
    if (matches_all(pattern)) return true;
    const bool open_start = pattern.starts_with('*');
    const bool open_end = pattern.ends_with('*');
    if (open_start) pattern.remove_prefix(1);
    if (open_end) pattern.remove_suffix(1);
    if (open_start && open_end) return text.find(pattern) != std::string_view::npos;
    if (open_start) return text.ends_with(pattern);
    if (open_end) return text.starts_with(pattern);
    return text == pattern;
}

lists::lists(std::vector<list> in_order) : in_order_(std::move(in_order)) {
    if (in_order_.empty()) in_order_.emplace_back();
    const list& first = in_order_.front();
    first_takes_all_ =
        matches_all(first.match_system_id) && matches_all(first.match_sender) && matches_all(first.match_service_type);
}

const list* lists::of_submit(std::string_view system_id, std::string_view sender, std::string_view service_type) const noexcept {
    if (first_takes_all_) return &in_order_.front();
    const auto owns = [&](const list& each) {
        return may_own(each, system_id, sender) && matches(each.match_service_type, service_type);
    };
    const auto at = std::ranges::find_if(in_order_, owns);
    return at == in_order_.end() ? nullptr : &*at;
}

std::vector<const list*> lists::of_reply(std::string_view system_id, std::string_view texted) const {
    std::vector<const list*> owners;
    for (const list& each : in_order_) {
        if (!may_own(each, system_id, texted)) continue;
        owners.push_back(&each);
        // It takes every submit of this number, so no later list can own one.
        if (matches_all(each.match_service_type)) break;
    }
    return owners;
}

const list* lists::named(std::string_view name) const noexcept {
    const auto at = std::ranges::find(in_order_, name, &list::name);
    return at == in_order_.end() ? nullptr : &*at;
}

store::list_names lists::names() const {
    store::list_names all;
    for (const list& each : in_order_) all.push_back(each.name);
    return all;
}

decision decide(const lists& all, keyword_class keyword, std::string_view system_id, std::string_view texted) {
    decision made;
    if (keyword == keyword_class::none) return made;
    std::vector<const list*> owners = all.of_reply(system_id, texted);
    for (const list* const owner : owners) {
        if (!acts_on(*owner, keyword)) continue;
        made.what = keyword;
        if (keyword != keyword_class::help) made.bindings.push_back(binding_of(*owner, texted));
        if (made.answer.empty()) made.answer = answer_of(*owner, keyword);
    }
    if (made.what == keyword_class::none) return made;
    made.forward = std::ranges::any_of(owners, [](const list* owner) { return owner->forward_keywords; });
    made.owners = std::move(owners);
    return made;
}

}  // namespace proxy::consent
