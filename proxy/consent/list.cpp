#include "proxy/consent/list.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "proxy/consent/answer_text.hpp"
#include "proxy/consent/languages.hpp"

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

// Empty when this list does not answer.
const std::string& answer_of(const list& owner, keyword_class keyword, std::string_view language) {
    static const std::string silence;
    if (keyword != keyword_class::help && !owner.confirm) return silence;
    const auto own = owner.text.find(language);
    const auto choose = [&](std::optional<std::string> answers::* which, const std::string& otherwise) -> const std::string& {
        return own != owner.text.end() && own->second.*which ? *(own->second.*which) : otherwise;
    };
    switch (keyword) {
        case keyword_class::opt_out: return choose(&answers::opt_out, owner.opt_out_text);
        case keyword_class::opt_in: return choose(&answers::opt_in, owner.opt_in_text);
        case keyword_class::help: return choose(&answers::help, owner.help_text);
        case keyword_class::none: break;
    }
    return silence;
}

// Whether this list has anything to do for the keyword.
bool acts_on(const list& owner, keyword_class keyword, std::string_view language) {
    switch (keyword) {
        case keyword_class::opt_out: return true;
        case keyword_class::opt_in: return owner.opt_in_by_keyword;
        case keyword_class::help: return !answer_of(owner, keyword, language).empty();
        case keyword_class::none: break;
    }
    return false;
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
    for (const list& each : in_order_) keywords_.push_back(keywords_of(each));
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

const dictionary& lists::keywords(const list& of) const noexcept {
    return keywords_[static_cast<std::size_t>(&of - in_order_.data())];
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

dictionary keywords_of(const list& of) {
    const auto folded = [](const std::vector<std::string>& all) {
        std::set<std::string> made;
        for (const auto& each : all) made.insert(fold(each).whole);
        return made;
    };
    const auto removed = folded(of.keywords.removed), lenient = folded(of.keywords.lenient), prefix = folded(of.keywords.prefix);
    std::vector<keyword> all;
    const auto add = [&](const auto& words, keyword_class what, std::string_view language) {
        for (const auto& word : words) {
            const auto spelled = fold(word).whole;
            if (removed.contains(spelled)) continue;
            const auto mode = prefix.contains(spelled)    ? match_mode::prefix
                              : lenient.contains(spelled) ? match_mode::lenient
                                                          : of.mode;
            all.push_back({std::string(word), what, std::string(language), mode});
        }
    };
    const std::string first = of.languages.empty() ? std::string() : of.languages.front();
    add(of.keywords.opt_out, keyword_class::opt_out, first);
    add(of.keywords.opt_in, keyword_class::opt_in, first);
    add(of.keywords.help, keyword_class::help, first);
    for (const auto& code : of.languages) {
        const language* const built_in = find_language(code);
        if (built_in == nullptr) continue;
        add(built_in->opt_out, keyword_class::opt_out, code);
        add(built_in->opt_in, keyword_class::opt_in, code);
        add(built_in->help, keyword_class::help, code);
    }
    return dictionary(std::move(all));
}

decision decide(const lists& all, const folded_text& reply, std::string_view system_id, std::string_view texted) {
    struct taking {
        const list* owner;
        dictionary::hit found;
    };
    decision made;
    std::vector<taking> taken;
    std::vector<const list*> owners = all.of_reply(system_id, texted);
    for (const list* const owner : owners) {
        const auto found = all.keywords(*owner).find(reply);
        if (acts_on(*owner, found.what, found.language)) taken.push_back({owner, found});
    }
    if (taken.empty()) return made;
    made.what = std::ranges::min(taken, {}, [](const taking& each) { return each.found.what; }).found.what;  // opt_out goes first
    for (const auto& [owner, found] : taken) {
        if (found.what != made.what) continue;
        if (made.what != keyword_class::help) made.bindings.push_back(binding_of(*owner, texted));
        if (made.answer.empty()) made.answer = filled(answer_of(*owner, found.what, found.language), texted, owner->name);
    }
    made.forward = std::ranges::any_of(owners, [](const list* owner) { return owner->forward_keywords; });
    made.owners = std::move(owners);
    return made;
}

}  // namespace proxy::consent
