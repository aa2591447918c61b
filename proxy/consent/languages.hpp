#pragma once
// The keywords and answers that are built in: languages/*.toml, put into the program when it is built.
#include <span>
#include <string_view>

namespace proxy::consent {

struct language {
    std::string_view code;  // ISO 639-1, with a country where that makes a difference: "fr", "fr-CA"
    std::string_view name;  // in English
    std::span<const std::string_view> opt_out;
    std::span<const std::string_view> opt_in;
    std::span<const std::string_view> help;
    std::string_view opt_out_text;
    std::string_view opt_in_text;
};

[[nodiscard]] std::span<const language> languages() noexcept;
// nullptr: none of that code.
[[nodiscard]] const language* find_language(std::string_view code) noexcept;

}  // namespace proxy::consent
