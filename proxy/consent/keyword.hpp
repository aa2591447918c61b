#pragma once
// Which texts are keywords.
#include <cstdint>
#include <string_view>

namespace proxy::consent {

enum class keyword_class : std::uint8_t { none, opt_out, opt_in, help };
inline constexpr std::size_t keyword_class_count = 4;

[[nodiscard]] std::string_view name(keyword_class what) noexcept;  // "none", "opt_out", "opt_in", "help"

// A text is a keyword only when it is the whole message: any case, white space around it ignored, and runs of white space inside
// it count as one blank. `text`: UTF-8; what is not valid UTF-8 is no keyword.
[[nodiscard]] keyword_class classify(std::string_view text) noexcept;

}  // namespace proxy::consent
