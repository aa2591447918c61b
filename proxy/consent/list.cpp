#include "proxy/consent/list.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "protocol/tlv.hpp"
#include "proxy/consent/answer_text.hpp"
#include "proxy/consent/languages.hpp"
#include "proxy/consent/review_rules.hpp"

namespace proxy::consent {
namespace {

bool matches_all(std::string_view pattern) noexcept { return pattern == "*" || pattern == "**"; }

bool may_own(const list& each, std::string_view system_id, std::string_view sender) noexcept {
    return !each.staff_only && matches(each.match_system_id, system_id) && matches(each.match_sender, sender);
}

bool answers_for(const list& each, std::string_view texted) noexcept {
    return std::ranges::find(each.stop_address, texted) != each.stop_address.end();
}

// Of a submit: a terminating NUL is no part of what people mean by the value.
bool has_parameter(const parameter_match& wanted, protocol::octets parameters) noexcept {
    const auto found = protocol::find_tlv(parameters, static_cast<protocol::tlv_tag>(wanted.tag));
    if (!found) return false;
    auto value = protocol::characters(*found);
    if (value.ends_with('\0')) value.remove_suffix(1);
    return matches(wanted.value, value);
}

// Whether it takes each submit that it may own.
bool takes_every(const list& each) noexcept { return matches_all(each.match_service_type) && !each.match_parameter; }

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
    for (list& each : in_order_) {
        keywords_.push_back(keywords_of(each));
        each.key = std::hash<std::string>{}(each.name);
    }
    const list& first = in_order_.front();
    first_takes_all_ =
        !first.staff_only && matches_all(first.match_system_id) && matches_all(first.match_sender) && takes_every(first);
    asks_for_parameters_ = std::ranges::any_of(in_order_, [](const list& each) { return each.match_parameter.has_value(); });
    any_notice_ = std::ranges::any_of(in_order_, [](const list& each) { return !each.first_message_notice.empty(); });
    const bool answers_for_others = std::ranges::any_of(in_order_, [](const list& each) { return !each.stop_address.empty(); });
    contacts_matter_ = answers_for_others || (in_order_.size() > 1 && !first_takes_all_);
}

const list* lists::of_submit(std::string_view system_id, std::string_view sender, std::string_view service_type,
                             protocol::octets parameters) const noexcept {
    if (first_takes_all_) return &in_order_.front();
    const auto owns = [&](const list& each) {
        return may_own(each, system_id, sender) && matches(each.match_service_type, service_type) &&
               (!each.match_parameter || has_parameter(*each.match_parameter, parameters));
    };
    const auto at = std::ranges::find_if(in_order_, owns);
    return at == in_order_.end() ? nullptr : &*at;
}

std::vector<const list*> lists::of_reply(std::string_view system_id, std::string_view texted) const {
    std::vector<const list*> owners;
    bool taken = false;  // a list takes every submit of this number, so no later one can own one
    for (const list& each : in_order_) {
        const bool owns = !taken && may_own(each, system_id, texted);
        if (owns || answers_for(each, texted)) owners.push_back(&each);
        taken = taken || (owns && takes_every(each));
    }
    return owners;
}

const dictionary& lists::keywords(const list& of) const noexcept {
    return keywords_[static_cast<std::size_t>(&of - in_order_.data())];
}

// Most names that are asked for are views of our own, as questions have them: told by their place, without looking at an octet.
const list* lists::named(std::string_view name) const noexcept {
    const auto same = [name](const list& each) { return each.name.data() == name.data() && each.name.size() == name.size(); };
    if (const auto own = std::ranges::find_if(in_order_, same); own != in_order_.end()) return &*own;
    const auto at = std::ranges::find(in_order_, name, &list::name);
    return at == in_order_.end() ? nullptr : &*at;
}

store::list_names lists::names() const {
    store::list_names all;
    for (const list& each : in_order_) all.push_back(each.name);
    return all;
}

// A number that answers for others speaks for the one sender that the list has, or for all of them.
store::binding binding_of(const list& owner, std::string_view texted) {
    if (owner.reach != store::scope::sender) return {owner.reach, owner.name, {}};
    if (!answers_for(owner, texted)) return {store::scope::sender, owner.name, std::string(texted)};
    if (owner.match_sender.find('*') != std::string::npos) return {store::scope::list, owner.name, {}};
    return {store::scope::sender, owner.name, owner.match_sender};
}

bool can_be_texted(std::string_view recipient) noexcept {
    constexpr std::size_t shortest = 7;
    return recipient.size() >= shortest && std::ranges::all_of(recipient, [](char c) { return c >= '0' && c <= '9'; });
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

namespace {

// One of the lists that `made` is for.
void add_owner(decision& made, const list& owner, std::string_view language, std::string_view texted) {
    if (made.what != keyword_class::help) made.bindings.push_back(binding_of(owner, texted));
    const auto& words = answer_of(owner, made.what, language);
    if (!words.empty()) made.texts.push_back({&owner, filled(words, texted, owner.name)});
    const auto limit = owner.answers_per_day;
    if (made.answers_per_day == 0 || (limit != 0 && limit < made.answers_per_day)) made.answers_per_day = limit;
}

// A reply that is no keyword. Where some list takes what reads like an opt-out for one, it is one for those lists.
void suspect(decision& made, const folded_text& reply, std::string_view texted) {
    const auto any = [&](review_mode mode) {
        return std::ranges::any_of(made.owners, [mode](const list* owner) { return owner->review == mode; });
    };
    const bool acts = any(review_mode::opt_out);
    if (!acts && !any(review_mode::queue)) return;
    made.rule = review_rules::built_in().match(reply);
    if (made.rule.empty()) return;
    if (acts) made.what = keyword_class::opt_out;
    for (const list* const owner : made.owners) {
        if (owner->review != (acts ? review_mode::opt_out : review_mode::queue)) continue;
        add_owner(made, *owner, owner->languages.front(), texted);
    }
}

}  // namespace

decision decide(const lists& all, const folded_text& reply, std::string_view system_id, std::string_view texted) {
    struct taking {
        const list* owner;
        dictionary::hit found;
    };
    decision made;
    std::vector<taking> taken;
    made.owners = all.of_reply(system_id, texted);
    for (const list* const owner : made.owners) {
        const auto found = all.keywords(*owner).find(reply);
        if (acts_on(*owner, found.what, found.language)) taken.push_back({owner, found});
    }
    made.last_contact_decides =
        all.contacts_matter() &&
        (made.owners.size() > 1 || std::ranges::any_of(made.owners, [&](auto* owner) { return answers_for(*owner, texted); }));
    made.forward = std::ranges::any_of(made.owners, [](const list* owner) { return owner->forward_keywords; });
    if (taken.empty()) {
        suspect(made, reply, texted);
        return made;
    }
    made.what = std::ranges::min(taken, {}, [](const taking& each) { return each.found.what; }).found.what;  // opt_out goes first
    for (const auto& [owner, found] : taken) {
        if (found.what == made.what) add_owner(made, *owner, found.language, texted);
    }
    return made;
}

}  // namespace proxy::consent
