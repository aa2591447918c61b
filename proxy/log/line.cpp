#include "proxy/log/line.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "protocol/utf8.hpp"

namespace proxy::log {
namespace {

bool is_plain(char32_t c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void append_unit(std::string& to, std::uint32_t unit) { fmt::format_to(std::back_inserter(to), "\\u{:04x}", unit); }

// As a string of JSON, which logfmt's quoted values are as well. What is no UTF-8 shows as \xHH.
std::string quoted(std::string_view text) {
    std::string safe = "\"";
    while (!text.empty()) {
        const auto [value, size, valid] = protocol::utf8::first(text);
        if (!valid) {
            for (const char one : text.substr(0, size)) safe += fmt::format("\\\\x{:02x}", static_cast<unsigned char>(one));
        } else if (is_plain(value)) {
            safe += static_cast<char>(value);
        } else if (value == '"' || value == '\\') {
            safe.append("\\").push_back(static_cast<char>(value));
        } else if (value < 0x10000) {
            append_unit(safe, value);
        } else {
            append_unit(safe, 0xD800 + ((value - 0x10000) >> 10U));
            append_unit(safe, 0xDC00 + ((value - 0x10000) & 0x3FFU));
        }
        text.remove_prefix(size);
    }
    return safe + '"';
}

std::string in_logfmt(std::string_view text) {
    const auto is_bare = [](char one) { return one != '=' && one != ' ' && is_plain(static_cast<unsigned char>(one)); };
    return !text.empty() && std::ranges::all_of(text, is_bare) ? std::string{text} : quoted(text);
}

struct text_of {
    const style& by;
    std::string operator()(std::string_view text) const { return by.how == format::json ? quoted(text) : in_logfmt(text); }
    std::string operator()(const std::string& text) const { return (*this)(std::string_view{text}); }
    std::string operator()(std::uint64_t value) const { return std::to_string(value); }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(const number& of) const { return by.mask_numbers ? (*this)(masked(of.digits)) : (*this)(of.digits); }
};

bool is_empty(const field& one) {
    if (const auto* view = std::get_if<std::string_view>(&one.value)) return view->empty();
    if (const auto* of = std::get_if<number>(&one.value)) return of->digits.empty();
    const auto* text = std::get_if<std::string>(&one.value);
    return text != nullptr && text->empty();
}

// RFC 3339 in UTC.
std::string moment(std::int64_t unix_ms) {
    constexpr std::int64_t second = 1000;
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(static_cast<std::time_t>(unix_ms / second)), unix_ms % second);
}

}  // namespace

std::string_view name(level one) noexcept {
    switch (one) {
        case level::debug: return "debug";
        case level::info: return "info";
        case level::warn: return "warn";
        case level::error: return "error";
    }
    return "";
}

std::string masked(std::string_view digits) {
    constexpr std::size_t country = 3, tail = 2, shortest = 8;
    const auto front = digits.size() < shortest ? 0 : country;
    const auto back = std::min(tail, digits.size());
    std::string made(digits.substr(0, front));
    made.append(digits.size() - front - back, '*').append(digits.substr(digits.size() - back));
    return made;
}

std::string line_of(const style& by, std::int64_t unix_ms, level how, std::string_view event, std::span<const field> fields) {
    const bool json = by.how == format::json;
    const text_of text{by};
    std::string line = json ? "{" : "";
    if (by.timed) line.append(json ? "\"time\":" : "time=").append(text(moment(unix_ms))).append(json ? "," : " ");
    line.append(json ? "\"level\":" : "level=").append(text(name(how)));
    line.append(json ? ",\"event\":" : " event=").append(text(event));
    for (const auto& one : fields) {
        if (is_empty(one)) continue;
        line.append(json ? ",\"" : " ").append(one.key).append(json ? "\":" : "=").append(std::visit(text, one.value));
    }
    return json ? line + '}' : line;
}

}  // namespace proxy::log
