#pragma once
// Which build this is.
#include <string_view>

namespace proxy::app {

[[nodiscard]] std::string_view version() noexcept;   // "0.1.0"
[[nodiscard]] std::string_view revision() noexcept;  // as `git describe` had it at configure time; "unknown" outside a clone

}  // namespace proxy::app
