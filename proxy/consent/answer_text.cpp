#include "proxy/consent/answer_text.hpp"

#include <algorithm>
#include <optional>

namespace proxy::consent {
namespace {

constexpr bool of_a_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// The word of the placeholder that `text` begins with; empty when it begins with none.
std::string_view leading_placeholder(std::string_view text) noexcept {
    if (!text.starts_with('{')) return {};
    const auto word = text.substr(1, text.find('}') - 1);
    const bool closed = word.size() + 1 < text.size();
    return closed && std::ranges::all_of(word, of_a_word) ? word : std::string_view{};
}

std::optional<std::string_view> value_of(std::string_view word, std::string_view sender, std::string_view list) noexcept {
    if (word == "sender") return sender;
    if (word == "list") return list;
    return std::nullopt;
}

}  // namespace

std::string filled(std::string_view text, std::string_view sender, std::string_view list) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) {
        const auto word = leading_placeholder(text);
        const auto value = value_of(word, sender, list);
        made += value.value_or(text.substr(0, 1));
        text.remove_prefix(value ? word.size() + 2 : 1);
    }
    return made;
}

std::string unknown_placeholder(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(1)) {
        const auto word = leading_placeholder(text);
        if (!word.empty() && !value_of(word, {}, {})) return std::string(text.substr(0, word.size() + 2));
    }
    return {};
}

}  // namespace proxy::consent
