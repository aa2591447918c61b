#pragma once
// What a reply can ask for.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace proxy::consent {

enum class keyword_class : std::uint8_t { none, opt_out, opt_in, help };
inline constexpr std::size_t keyword_class_count = 4;

[[nodiscard]] constexpr std::string_view name(keyword_class what) noexcept {
    switch (what) {
        case keyword_class::none: return "none";
        case keyword_class::opt_out: return "opt_out";
        case keyword_class::opt_in: return "opt_in";
        case keyword_class::help: return "help";
    }
    return "none";
}

}  // namespace proxy::consent
