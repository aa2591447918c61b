#pragma once
// One line of the log, as text: logfmt or JSON, in ASCII whatever a peer sends, so that nobody else's octets end a line or a
// value. No state, any thread.
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace proxy::log {

enum class level : std::uint8_t { debug, info, warn, error };
[[nodiscard]] std::string_view name(level one) noexcept;  // "debug", "info", "warn", "error"

enum class format : std::uint8_t { logfmt, json };

// The number of a person: masked where the settings say so.
struct number {
    std::string_view digits;
};

struct field {
    std::string_view key;  // a plain word
    std::variant<std::string_view, std::string, std::uint64_t, bool, number> value;
};

struct style {
    format how = format::logfmt;
    bool mask_numbers = true;
    bool timed = true;
};

// Without the line feed: time, level, event, then `fields` in their order; those with an empty text are left out.
[[nodiscard]] std::string line_of(const style& by, std::int64_t unix_ms, level how, std::string_view event,
                                  std::span<const field> fields);

// The country and the last two digits stay, of short numbers the last two alone: "447700900123" is "447*******23".
[[nodiscard]] std::string masked(std::string_view digits);

}  // namespace proxy::log
