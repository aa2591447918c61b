#pragma once
// The national language tables of GSM 7-bit text (3GPP TS 23.038 §6.2.1.2, Annex A).
#include <cstdint>
#include <string_view>

namespace protocol::gsm7 {

// Which tables a text is read by: national language identifiers, 0 for the default alphabet and its extension table.
struct shift_tables {
    std::uint8_t locking = 0;  // in place of the default alphabet
    std::uint8_t single = 0;   // behind an escape
};

inline constexpr char16_t no_character = 0xFFFD;

// 128 characters by code, some of which are no_character. Empty where the language has no such table, and for identifiers that
// stand for none: the default table is meant then.
[[nodiscard]] std::u16string_view locking_table(std::uint8_t language) noexcept;
[[nodiscard]] std::u16string_view single_table(std::uint8_t language) noexcept;

}  // namespace protocol::gsm7
