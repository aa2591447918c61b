#include "protocol/receipt.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

#include "protocol/message_text.hpp"
#include "protocol/receipt_text.hpp"
#include "protocol/tlv.hpp"

namespace protocol {
namespace {

// An id that has no digits but zeros keeps one of them.
std::string_view without_leading_zeros(std::string_view id) noexcept {
    while (id.size() > 1 && id.front() == '0') id.remove_prefix(1);
    return id;
}

char folded(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_but_case(std::string_view one, std::string_view other) noexcept {
    if (one.size() != other.size()) return false;
    for (std::size_t i = 0; i < one.size(); ++i) {
        if (folded(one[i]) != folded(other[i])) return false;
    }
    return true;
}

// Nothing when there is any other character or the number has over 64 bits.
std::optional<std::uint64_t> number(std::string_view digits, int base) noexcept {
    std::uint64_t value = 0;
    const char* const start = digits.data();
    const char* const end = start + digits.size();
    const auto [stopped, error] = std::from_chars(start, end, value, base);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

bool same_number(std::string_view hexadecimal, std::string_view decimal) noexcept {
    const auto one = number(hexadecimal, 16);
    return one && one == number(decimal, 10);
}

// FNV-1a.
std::uint64_t hash_but_case(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(folded(c))) * 0x100'0000'01b3;
    return hash;
}

}  // namespace

std::string_view receipted_id(const short_message& receipt) noexcept {
    if (const auto id = find_tlv(receipt.tlvs, tlv_tag::receipted_message_id)) {
        const std::string_view text = characters(*id);
        if (const std::string_view named = text.substr(0, text.find('\0')); !named.empty()) return named;
    }
    const user_data parts = split_user_data(receipt.esm_class, receipt.text);
    return receipt_text::value(characters(parts.text), "id:").value_or(std::string_view{});
}

bool same_message_id(std::string_view one, std::string_view other) noexcept {
    if (one.empty() || other.empty()) return false;
    one = without_leading_zeros(one);
    other = without_leading_zeros(other);
    return same_but_case(one, other) || same_number(one, other) || same_number(other, one);
}

// A text that is a number has the same value to the base of 16 in any case, so its own spelling needs no key.
std::array<std::uint64_t, 2> keys_of_message_id(std::string_view id) noexcept {
    id = without_leading_zeros(id);
    const auto as_hexadecimal = number(id, 16);
    const auto first = as_hexadecimal ? *as_hexadecimal : hash_but_case(id);
    return {first, number(id, 10).value_or(first)};
}

}  // namespace protocol
