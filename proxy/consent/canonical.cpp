#include "proxy/consent/canonical.hpp"

namespace proxy::consent {
namespace {

constexpr std::uint8_t alphanumeric = 5;  // TON (SMPP 3.4 §5.2.5)

// Until nothing is left to strip, so that a canonical number stays the same when it is made canonical again.
std::string_view without_prefixes(std::string_view number) noexcept {
    for (;;) {
        if (number.starts_with('+')) {
            number.remove_prefix(1);
        } else if (number.starts_with("00")) {
            number.remove_prefix(2);
        } else {
            return number;
        }
    }
}

constexpr std::string_view blanks = " \t\r\n\v\f";

}  // namespace

std::string_view canonical(const protocol::address& number) noexcept {
    return number.ton == alphanumeric ? number.digits : without_prefixes(number.digits);
}

std::string_view canonical(std::string_view typed) noexcept {
    const std::size_t first = typed.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return without_prefixes(typed.substr(first, typed.find_last_not_of(blanks) - first + 1));
}

}  // namespace proxy::consent
