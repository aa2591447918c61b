#include "protocol/receipt_text.hpp"

#include "protocol/absolute_time.hpp"

namespace protocol::receipt_text {
namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0'; }

bool begins_with(std::string_view text, std::string_view key) noexcept {
    if (text.size() < key.size()) return false;
    for (std::size_t i = 0; i < key.size(); ++i) {
        const char c = text[i];
        if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != key[i]) return false;
    }
    return true;
}

}  // namespace

std::optional<std::string_view> value(std::string_view text, std::string_view key) noexcept {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool word_starts = at == 0 || is_blank(text[at - 1]);
        if (!word_starts || !begins_with(text.substr(at), key)) continue;
        const std::string_view rest = text.substr(at + key.size());
        std::size_t size = 0;
        while (size < rest.size() && !is_blank(rest[size])) ++size;
        return rest.substr(0, size);
    }
    return std::nullopt;
}

std::string rejected(std::string_view message_id, std::int64_t unix_ms, std::string_view excerpt) {
    const auto date = absolute_time(unix_ms).substr(0, 10);
    std::string text{"id:"};
    text.append(message_id).append(" sub:001 dlvrd:000 submit date:").append(date).append(" done date:").append(date);
    return text.append(" stat:REJECTD err:000 text:").append(excerpt);
}

}  // namespace protocol::receipt_text
