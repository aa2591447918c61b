#pragma once
// The numbering plans of the world, generated from libphonenumber's metadata, and the questions that are asked of them. For
// dialling_plan.cpp only.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "proxy/consent/dialling_plan.hpp"

namespace proxy::consent {

// Longer than any national number (17 digits at most) with any prefix before it.
inline constexpr std::size_t longest_national = 32;

// A place in the automaton of digits that all patterns share.
using pattern = std::uint16_t;

// One way to take a national prefix off: what `skip` matches goes; with a `keep`, what that matches stays and what `gap` matches
// behind it goes; `insert` comes to the front. `whole`: the pattern must reach the end of the number.
struct prefix_rule {
    pattern skip;
    pattern keep;  // 0: none
    pattern gap;
    bool whole;
    std::string_view insert;
};

// The numbers behind a country code, of all regions that share it. Bit n of a length mask: numbers of n digits exist.
struct numbering_plan {
    std::uint16_t code;
    pattern numbers;
    std::uint32_t lengths;
    std::uint32_t mobile_lengths;
    std::uint8_t first_rule;  // the national prefixes of the code's main region
    std::uint8_t rule_count;
};

struct dialling_plan {
    std::string_view region;
    std::uint8_t plan;  // index of its numbering_plan
    pattern abroad;     // what is dialled before an international number
    std::uint8_t first_rule;
    std::uint8_t rule_count;
    bool trunk;  // numbers have a national prefix that is not the country code: written without it, they are less likely national
};

// How well a national number fits a plan; a later one is better.
enum class fit : std::uint8_t {
    none,
    length,        // of a length that exists
    known,         // a number of the plan
    mobile_sized,  // known, and as long as a mobile number
    mobile,
};
[[nodiscard]] fit fit_of(std::string_view national, const numbering_plan& plan) noexcept;

[[nodiscard]] const numbering_plan& numbering_of(const dialling_plan& region) noexcept;

// The plan whose country code `international` begins with; null if there is none.
[[nodiscard]] const numbering_plan* plan_behind(std::string_view international) noexcept;
[[nodiscard]] std::size_t code_length(const numbering_plan& plan) noexcept;

// A national number with its prefix taken off or an area code put in front.
struct national_number {
    std::array<char, longest_national + 8> digits{};  // 8: more than any rule inserts
    std::size_t size = 0;
    fit how = fit::none;
    bool completed = false;  // something was put in front

    [[nodiscard]] std::string_view text() const noexcept { return {digits.data(), size}; }
};

// `dialled` without the national prefix, by the rules of a region or of a plan's main region: what fits best, of equals by the
// first rule. Null if no rule makes it another number that fits as well as what was dialled.
[[nodiscard]] std::optional<national_number> without_prefix(std::string_view dialled, const dialling_plan& region) noexcept;
[[nodiscard]] std::optional<national_number> without_prefix(std::string_view dialled, const numbering_plan& plan) noexcept;

// Where what is dialled before an international number may end in `dialled`, longest first; 0 fills the rest.
[[nodiscard]] std::array<std::uint8_t, 4> ends_of_prefix_abroad(std::string_view dialled, const dialling_plan& region) noexcept;

// Shortest number that may get texts.
[[nodiscard]] std::size_t shortest_mobile(const numbering_plan& plan) noexcept;

}  // namespace proxy::consent
