#include "proxy/consent/dialling_tables.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <span>

namespace proxy::consent {
namespace {

// A state of the automaton is a run of cells, one for each way on; the state where a pattern may end says so in each of them.
struct cell {
    std::uint16_t bits;  // digits 0 to 9: the ways on that it stands for; then the marks
    std::uint16_t next;
};
constexpr unsigned known_mark = 1U << 10;
constexpr unsigned mobile_mark = 1U << 11;
constexpr unsigned last_of_state = 1U << 12;

#include "proxy/consent/dialling_plans.inc"

constexpr pattern nothing = 0;  // the state with no way on

pattern step(pattern state, char digit) noexcept {
    const unsigned wanted = 1U << (digit - '0');
    for (const cell* each = cells + state;; ++each) {
        if ((each->bits & wanted) != 0) return each->next;
        if ((each->bits & last_of_state) != 0) return nothing;
    }
}

bool ends_here(pattern state) noexcept { return (cells[state].bits & known_mark) != 0; }

// The lengths of the beginnings of `digits` that match, bit n for length n.
std::uint64_t matches(pattern state, std::string_view digits) noexcept {
    std::uint64_t lengths = 0;
    for (std::size_t length = 0;; ++length) {
        if (ends_here(state)) lengths |= std::uint64_t{1} << length;
        if (length == digits.size() || state == nothing) return lengths;
        state = step(state, digits[length]);
    }
}

template <typename F>
void longest_first(std::uint64_t lengths, F body) {
    while (lengths != 0) {
        const auto length = static_cast<std::size_t>(std::bit_width(lengths)) - 1;
        body(length);
        lengths &= ~(std::uint64_t{1} << length);
    }
}

constexpr auto plan_by_code = [] {
    static_assert(std::size(plans) < 255);
    std::array<std::uint8_t, 1000> index{};  // 0: none, otherwise one more than the index
    for (std::size_t each = 0; each < std::size(plans); ++each) index[plans[each].code] = static_cast<std::uint8_t>(each + 1);
    return index;
}();

// Tries a rule's ways to split `dialled` and keeps the result in `best` where it fits better.
class trial {
public:
    trial(std::string_view dialled, const numbering_plan& plan, national_number& best) noexcept
        : dialled_(dialled), plan_(plan), best_(best) {}

    void apply(const prefix_rule& rule) noexcept {
        longest_first(matches(rule.skip, dialled_), [&](std::size_t skipped) {
            const std::string_view rest = dialled_.substr(skipped);
            if (rule.keep == nothing) {
                if (!rule.whole || rest.empty()) offer(rule.insert, {}, rest);
            } else {
                apply_behind(rule, rest);
            }
        });
    }

private:
    void apply_behind(const prefix_rule& rule, std::string_view rest) noexcept {
        longest_first(matches(rule.keep, rest), [&](std::size_t kept) {
            const std::string_view behind = rest.substr(kept);
            longest_first(matches(rule.gap, behind), [&](std::size_t gap) {
                if (!rule.whole || gap == behind.size()) offer(rule.insert, rest.substr(0, kept), behind.substr(gap));
            });
        });
    }

    void offer(std::string_view insert, std::string_view kept, std::string_view rest) noexcept {
        national_number made;
        if (insert.size() + kept.size() + rest.size() > made.digits.size()) return;
        for (const std::string_view part : {insert, kept, rest}) {
            std::ranges::copy(part, made.digits.begin() + static_cast<std::ptrdiff_t>(made.size));
            made.size += part.size();
        }
        made.how = fit_of(made.text(), plan_);
        made.completed = !insert.empty();
        if (made.how > best_.how && made.text() != dialled_) best_ = made;
    }

    std::string_view dialled_;
    const numbering_plan& plan_;
    national_number& best_;
};

std::optional<national_number> stripped(std::string_view dialled, const numbering_plan& plan,
                                        std::span<const prefix_rule> by) noexcept {
    if (dialled.size() > longest_national) return std::nullopt;
    national_number best;
    for (const prefix_rule& rule : by) trial(dialled, plan, best).apply(rule);
    if (best.how == fit::none || best.how < fit_of(dialled, plan)) return std::nullopt;
    return best;
}

}  // namespace

const dialling_plan* plan_of(std::string_view region) noexcept {
    if (region.size() != 2) return nullptr;
    constexpr auto upper = [](char letter) {
        return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    };
    const std::array<char, 2> name{upper(region[0]), upper(region[1])};
    const std::string_view wanted(name.data(), name.size());
    const auto* found = std::ranges::lower_bound(regions, wanted, {}, &dialling_plan::region);
    return found != std::end(regions) && found->region == wanted ? found : nullptr;
}

fit fit_of(std::string_view national, const numbering_plan& plan) noexcept {
    const std::uint32_t length = national.size() < 32 ? std::uint32_t{1} << national.size() : 0;
    if ((plan.lengths & length) == 0) return fit::none;
    pattern state = plan.numbers;
    for (const char digit : national) state = step(state, digit);
    if ((cells[state].bits & mobile_mark) != 0) return fit::mobile;
    if (!ends_here(state)) return fit::length;
    return (plan.mobile_lengths & length) != 0 ? fit::mobile_sized : fit::known;
}

const numbering_plan& numbering_of(const dialling_plan& region) noexcept { return plans[region.plan]; }

const numbering_plan* plan_behind(std::string_view international) noexcept {
    if (international.starts_with('0')) return nullptr;
    std::size_t code = 0;
    for (const char digit : international.substr(0, 3)) {
        code = code * 10 + static_cast<std::size_t>(digit - '0');
        if (plan_by_code[code] != 0) return plans + plan_by_code[code] - 1;
    }
    return nullptr;
}

std::size_t code_length(const numbering_plan& plan) noexcept { return plan.code < 10 ? 1 : plan.code < 100 ? 2 : 3; }

std::optional<national_number> without_prefix(std::string_view dialled, const dialling_plan& region) noexcept {
    return stripped(dialled, numbering_of(region), std::span(rules).subspan(region.first_rule, region.rule_count));
}

std::optional<national_number> without_prefix(std::string_view dialled, const numbering_plan& plan) noexcept {
    return stripped(dialled, plan, std::span(rules).subspan(plan.first_rule, plan.rule_count));
}

std::array<std::uint8_t, 4> ends_of_prefix_abroad(std::string_view dialled, const dialling_plan& region) noexcept {
    std::array<std::uint8_t, 4> ends{};
    std::size_t count = 0;
    longest_first(matches(region.abroad, dialled), [&](std::size_t end) {
        if (count < ends.size()) ends[count++] = static_cast<std::uint8_t>(end);
    });
    return ends;
}

std::size_t shortest_mobile(const numbering_plan& plan) noexcept {
    return static_cast<std::size_t>(std::countr_zero(plan.mobile_lengths != 0 ? plan.mobile_lengths : plan.lengths));
}

}  // namespace proxy::consent
