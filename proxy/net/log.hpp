#pragma once
// Log lines in logfmt: key=value, quoted where needed, so that what a peer sends can't forge a line.
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace proxy::net {

struct field {
    std::string_view key;
    std::variant<std::string_view, std::string, std::uint64_t> value;
};

// Writes one line: `event` and its fields; those with an empty text are left out. `level`: "info", "warn" or "error".
void note(std::string_view level, std::string_view event, std::initializer_list<field> fields);

[[nodiscard]] std::string in_hex(std::string_view octets);

}  // namespace proxy::net
