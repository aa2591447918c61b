#include "proxy/consent/review_rules.hpp"

#include <algorithm>
#include <bitset>
#include <set>
#include <utility>

namespace proxy::consent {

class review_rules::compiler {
public:
    explicit compiler(review_rules& into) noexcept : into_(into) {}

    bool add(const review_rule& one, std::string& error) {
        const auto fail = [&](const std::string& what) {
            error = "rule \"" + one.name + "\": " + what;
            return false;
        };
        if (one.name.empty()) return fail("has no name");
        if (!names_.insert(one.name).second) return fail("there is another of that name");
        rule made{.name = one.name, .phrase = {}, .unless = {}};
        std::string fault;
        const auto needed = compile(one.phrase, made.phrase, fault);
        if (!fault.empty()) return fail("phrase, " + fault);
        for (const auto& each : one.unless) {
            compile(each, made.unless.emplace_back(), fault);
            if (!fault.empty()) return fail("unless " + std::to_string(made.unless.size()) + ", " + fault);
        }
        into_.asked_by_.resize(into_.words_.size());
        for (const auto word : needed) into_.asked_by_[word].push_back(static_cast<std::uint32_t>(into_.rules_.size()));
        into_.rules_.push_back(std::move(made));
        return true;
    }

private:
    using kind = phrase_part::kind;
    using ids = std::set<vocabulary::id>;

    ids compile(std::string_view text, stretch& to, std::string& fault) {
        const auto read = parse_phrase(text, fault);
        if (!read) return {};
        to.from_start = read->from_start;
        to.to_end = read->to_end;
        to.first = place();
        auto needed = compile(read->parts);
        to.end = place();
        if (needed.empty()) fault = "character 1: every reply matches, for all of it may be missing";
        return needed;
    }

    // Gives words one of which is in whatever matches, as few as there are; none when the parts match nothing at all as well.
    ids compile(const phrase_parts& parts) {
        ids fewest;
        for (const auto& each : parts) {
            auto needed = compile(each);
            if (!needed.empty() && (fewest.empty() || needed.size() < fewest.size())) fewest = std::move(needed);
        }
        return fewest;
    }

    ids compile(const phrase_part& part) {
        switch (part.what) {
            case kind::word: return word(into_.words_.add_word(part.text));
            case kind::word_beginning: return word(into_.words_.add_beginning(part.text));
            case kind::gap: push(item::kind::gap, static_cast<std::uint32_t>(part.most)); return {};
            case kind::may_be_missing: group(item::kind::may_be_missing, part); return {};
            case kind::one_of: return group(item::kind::one_of, part);
        }
        return {};
    }

    ids word(vocabulary::id number) {
        push(item::kind::word, number);
        return {number};
    }

    ids group(item::kind what, const phrase_part& part) {
        const auto at = push(what, 0);
        ids needed;
        bool all_need = true;
        for (const auto& each : part.alternatives) {
            const auto before = push(item::kind::alternative, 0);
            const auto more = compile(each);
            into_.items_[before].end = place();
            all_need = all_need && !more.empty();
            needed.insert(more.begin(), more.end());
        }
        into_.items_[at].end = place();
        return all_need ? needed : ids{};
    }

    std::uint32_t push(item::kind what, std::uint32_t value) {
        into_.items_.push_back({what, value, 0});
        return place() - 1;
    }
    [[nodiscard]] std::uint32_t place() const noexcept { return static_cast<std::uint32_t>(into_.items_.size()); }

    review_rules& into_;
    std::set<std::string> names_;
};

// A reply as sets of positions: bit 0 is before its first word, bit n behind its n-th. A step of a phrase moves a whole set at
// once, so that no phrase is tried in two ways one after the other.
template <std::size_t width>
struct review_rules::seen_words {
    using positions = std::bitset<width>;

    seen_words(const review_rules& rules, std::string_view words) : set_of(rules.words_.size(), 0), sets(1) {
        const auto inside_one = [&](vocabulary::id word) {
            if (set_of[word] == 0) {
                set_of[word] = static_cast<std::uint32_t>(sets.size());
                sets.emplace_back();
                found.push_back(word);
            }
            sets[set_of[word]].set(count);
        };
        inside.set(0);
        while (!words.empty() && count < width - 1) {
            const auto end = std::min(words.find(' '), words.size());
            rules.words_.for_each(words.substr(0, end), inside_one);
            words.remove_prefix(std::min(end + 1, words.size()));
            inside.set(++count);
        }
        whole = words.empty();
    }

    // Where one is that came through items[first, end) from any position of `from`.
    [[nodiscard]] positions after(std::span<const item> items, std::uint32_t first, std::uint32_t end, positions from) const {
        while (first < end && from.any()) {
            const item& each = items[first++];
            switch (each.what) {
                case item::kind::word: from = (from & sets[set_of[each.value]]) << 1U; break;
                case item::kind::gap:  // bits behind the last word do no harm: no word is there, and it isn't the end
                    for (std::uint32_t n = 0; n < each.value; ++n) from |= from << 1U;
                    break;
                case item::kind::one_of:
                case item::kind::may_be_missing: {
                    auto reached = each.what == item::kind::may_be_missing ? from : positions{};
                    for (; first < each.end; first = items[first].end) reached |= after(items, first + 1, items[first].end, from);
                    from = reached;
                    break;
                }
                case item::kind::alternative: break;  // stepped over by its group
            }
        }
        return from;
    }

    std::vector<std::uint32_t> set_of;  // by word id: its place in `sets`; those not in the reply share the empty set
    std::vector<positions> sets;        // before which words of the reply one is
    std::vector<vocabulary::id> found;
    positions inside;
    std::size_t count = 0;
    bool whole = true;
};

std::optional<review_rules> review_rules::make(std::span<const review_rule> in_order, std::string& error) {
    review_rules made;
    compiler to(made);
    for (const auto& each : in_order) {
        if (!to.add(each, error)) return {};
    }
    made.words_.index();
    return made;
}

std::string_view review_rules::match(const folded_text& reply) const {
    // Nearly every reply fits one machine word.
    constexpr std::size_t few = 64;
    const auto blanks = static_cast<std::size_t>(std::ranges::count(reply.words, ' '));
    return blanks + 1 < few ? first_match<few>(reply.words) : first_match<longest_reply_words + 1>(reply.words);
}

template <std::size_t width>
std::string_view review_rules::first_match(std::string_view words) const {
    const seen_words<width> in(*this, words);
    std::vector<bool> tried(rules_.size());
    for (const auto word : in.found) {
        for (const auto place : asked_by_[word]) tried[place] = true;
    }
    for (std::size_t place = 0; place < rules_.size(); ++place) {
        if (tried[place] && matches(rules_[place], in)) return rules_[place].name;
    }
    return {};
}

template <std::size_t width>
bool review_rules::matches(const rule& one, const seen_words<width>& in) const {
    return holds(in, one.phrase) && std::ranges::none_of(one.unless, [&](const stretch& each) { return holds(in, each); });
}

template <std::size_t width>
bool review_rules::holds(const seen_words<width>& in, const stretch& what) const {
    if (what.to_end && !in.whole) return false;
    const auto to = in.after(items_, what.first, what.end, what.from_start ? std::bitset<width>(1) : in.inside);
    return what.to_end ? to.test(in.count) : to.any();
}

}  // namespace proxy::consent
