#pragma once
// Times in answers and questions: RFC 3339, UTC in what we say, any offset in what we are asked. Unix milliseconds inside.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace proxy::admin {

[[nodiscard]] std::string rfc3339(std::int64_t unix_ms);  // "2026-11-22T11:28:06.042Z"

// "2026-11-22" is the midnight at its beginning, UTC. Digits of a second beyond the third are dropped; a leap second is the next
// one.
[[nodiscard]] std::optional<std::int64_t> parse_rfc3339(std::string_view text);

}  // namespace proxy::admin
