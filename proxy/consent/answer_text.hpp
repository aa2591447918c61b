#pragma once
// The texts that answer keywords may hold placeholders: {sender}, the number that was texted, and {list}, the name of the list.
#include <cstddef>
#include <string>
#include <string_view>

namespace proxy::consent {

// Short messages that one answer may need. Each is a submit of its own, paid for, and takes a place of the link's window, which
// is 10 where nothing else is said: four leave the sender more than half of it. 612 characters, or 268 in UCS-2, are enough to
// say who writes and what to do.
inline constexpr std::size_t most_parts = 4;

// Everything else stays as it is, other braces too, and so does what the values themselves hold.
[[nodiscard]] std::string filled(std::string_view text, std::string_view sender, std::string_view list);

// The first placeholder, with its braces, that filled() does not know; empty when there is none. Braces are a placeholder around
// ASCII letters, digits, "_" and "-" alone.
[[nodiscard]] std::string unknown_placeholder(std::string_view text);

}  // namespace proxy::consent
