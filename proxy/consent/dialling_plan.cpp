#include "proxy/consent/dialling_plan.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>

#include "proxy/consent/canonical.hpp"
#include "proxy/consent/dialling_tables.hpp"

namespace proxy::consent {
namespace {

// Types of number (SMPP 3.4 §5.2.5).
constexpr std::uint8_t unknown_type = 0;
constexpr std::uint8_t international_number = 1;
constexpr std::uint8_t alphanumeric = 5;

// Short codes have up to six digits; where mobile numbers have six or fewer, less than those.
constexpr std::size_t longest_short_code = 6;

constexpr std::string_view punctuation = " \t\r\n\v\f-./()";

bool is_digit(char octet) noexcept { return octet >= '0' && octet <= '9'; }

// How likely a reading of a number is meant, by what it is then.
enum class likelihood : std::uint8_t {
    none,
    length,                 // a number of its length exists
    prefixed_twice,         // a number of a plan, once a national prefix is taken away that has no place behind a country code
    known,                  // a number of a plan
    bare_of_mobile_length,  // known and as long as a mobile number, but without the prefix that people there dial
    of_mobile_length,
    mobile,
};

likelihood likelihood_of(fit how) noexcept {
    switch (how) {
        case fit::none: return likelihood::none;
        case fit::length: return likelihood::length;
        case fit::known: return likelihood::known;
        case fit::mobile_sized: return likelihood::of_mobile_length;
        case fit::mobile: return likelihood::mobile;
    }
    return likelihood::none;
}

class speller {
public:
    speller(const dialling_plan& home, canonical_room& room) noexcept : home_(home), room_(room) {}

    // `digits` begins with a country code, or is no number that we know.
    std::string_view international(std::string_view digits) noexcept {
        // A prefix may hide another one; each turn makes a number that fits its plan and the plans end after a few.
        for (int turn = 0; turn < 4; ++turn) {
            const numbering_plan* plan = plan_behind(digits);
            if (plan == nullptr) return digits;
            const auto cut = without_prefix(digits.substr(code_length(*plan)), *plan);
            if (!cut || cut->how < fit::known) return digits;
            digits = joined(*plan, cut->text());
        }
        return digits;
    }

    // `digits` with no prefix recognised so far.
    std::string_view ambiguous(std::string_view digits) noexcept {
        const numbering_plan& plan = numbering_of(home_);
        const auto cut = without_prefix(digits, home_);
        if (!(cut && cut->completed) && is_short_code(digits, plan)) return digits;

        const auto behind = behind_prefix_abroad(digits);
        const likelihood national = cut ? likelihood_of(cut->how) : read_bare(digits, plan);
        const likelihood abroad = read_abroad(behind);
        const likelihood without_plus = read_abroad(digits);
        if (abroad > likelihood::length && abroad >= std::max(national, without_plus)) return international(behind);
        if (national > likelihood::none && national >= without_plus)
            return international(joined(plan, cut ? cut->text() : digits));
        if (without_plus > likelihood::length) return international(digits);
        // No country code begins with 0, so it can only be a prefix.
        return digits.starts_with('0') && plan_behind(behind) != nullptr ? international(behind) : digits;
    }

    // Behind "00", or behind the longer prefix of home that begins so ("0011", or one with a carrier's number in it).
    std::string_view behind_zeros(std::string_view digits) noexcept {
        const std::string_view own = behind_prefix_abroad(digits);
        const std::string_view plain = digits.substr(2);
        const likelihood plainly = read_abroad(plain);
        if (plainly > likelihood::length && plan_behind(plain) == &numbering_of(home_)) return plain;
        return read_abroad(own) > likelihood::length && read_abroad(own) >= plainly ? own : plain;
    }

private:
    // What follows a prefix for numbers abroad, with the likeliest end of that prefix; empty if `digits` doesn't begin with one.
    std::string_view behind_prefix_abroad(std::string_view digits) const noexcept {
        std::string_view best;
        for (const std::uint8_t end : ends_of_prefix_abroad(digits, home_)) {
            const std::string_view behind = digits.substr(end);
            if (end == 0 || behind.empty() || behind.front() == '0') continue;
            if (best.empty() || read_abroad(behind) > read_abroad(best)) best = behind;
        }
        return best;
    }

    // `digits` as an international number.
    static likelihood read_abroad(std::string_view digits) noexcept {
        const numbering_plan* plan = plan_behind(digits);
        if (plan == nullptr) return likelihood::none;
        const std::string_view national = digits.substr(code_length(*plan));
        const auto cut = without_prefix(national, *plan);
        if (!cut) return likelihood_of(fit_of(national, *plan));
        return cut->how >= fit::known ? likelihood::prefixed_twice : likelihood::none;
    }

    // `digits` as a national number without a national prefix; the right length alone makes it none. Where people dial a prefix,
    // a number without one more likely has a country code.
    likelihood read_bare(std::string_view digits, const numbering_plan& plan) const noexcept {
        const likelihood read = likelihood_of(fit_of(digits, plan));
        if (read == likelihood::length) return likelihood::none;
        return read == likelihood::of_mobile_length && home_.trunk ? likelihood::bare_of_mobile_length : read;
    }

    static bool is_short_code(std::string_view digits, const numbering_plan& plan) noexcept {
        return digits.size() <= longest_short_code && digits.size() < shortest_mobile(plan) && digits.front() != '0';
    }

    // `national` may lie in the room.
    std::string_view joined(const numbering_plan& plan, std::string_view national) noexcept {
        const std::size_t code = code_length(plan);
        std::memmove(room_.octets.data() + code, national.data(), national.size());
        for (std::size_t at = code, left = plan.code; at-- > 0; left /= 10) room_.octets[at] = static_cast<char>('0' + left % 10);
        return {room_.octets.data(), code + national.size()};
    }

    const dialling_plan& home_;
    canonical_room& room_;
};

// The digits and plus signs of `number`; a view of it where it has no punctuation. Null for text.
std::optional<std::string_view> digits_of(std::string_view number, canonical_room& room) noexcept {
    if (number.size() > canonical_octets) return std::nullopt;
    const auto* odd = std::ranges::find_if_not(number, is_digit);
    if (odd == number.end()) return number;
    std::size_t size = 0;
    bool any_digit = false;
    for (const char octet : number) {
        if (is_digit(octet) || octet == '+') {
            any_digit |= octet != '+';
            room.octets[size++] = octet;
        } else if (punctuation.find(octet) == std::string_view::npos) {
            return std::nullopt;
        }
    }
    if (!any_digit) return std::nullopt;
    return size == number.size() ? number : std::string_view(room.octets.data(), size);
}

// Null for text.
std::optional<std::string_view> spelled(std::uint8_t ton, std::string_view number, const dialling_plan* home,
                                        canonical_room& room) noexcept {
    const auto found = digits_of(number, room);
    if (!found) return std::nullopt;
    if (home == nullptr) return canonical(*found);
    speller spell(*home, room);
    std::string_view digits = *found;
    bool international = ton == international_number;
    for (;;) {
        if (digits.starts_with('+')) {
            digits.remove_prefix(1);
        } else if (digits.starts_with("00")) {
            digits = digits.find('+') == std::string_view::npos ? spell.behind_zeros(digits) : digits.substr(2);
        } else {
            break;
        }
        international = true;
    }
    if (digits.find('+') != std::string_view::npos) return std::nullopt;
    if (digits.empty()) return digits;
    if (international && digits.front() != '0') return spell.international(digits);
    return spell.ambiguous(digits);
}

}  // namespace

std::string_view canonical(const protocol::address& number, const dialling_plan* home, canonical_room& room) noexcept {
    if (number.ton == alphanumeric) return number.digits;
    const auto found = spelled(number.ton, number.digits, home, room);
    return found ? *found : canonical(number);
}

std::string_view canonical(std::string_view typed, const dialling_plan* home, canonical_room& room) noexcept {
    const auto found = spelled(unknown_type, typed, home, room);
    return found ? *found : canonical(typed);
}

}  // namespace proxy::consent
