#include "proxy/net/log.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace proxy::net {
namespace {

// Quotes when there is a blank, a quote, "=" or anything that is not printable ASCII; those become \xHH.
std::string quoted(std::string_view text) {
    const auto plain = [](unsigned char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '=' && c != '\\'; };
    if (!text.empty() && std::ranges::all_of(text, plain)) return std::string{text};
    std::string safe = "\"";
    for (const char one : text) {
        const auto c = static_cast<unsigned char>(one);
        if (c >= 0x20 && c < 0x7F && c != '"' && c != '\\') {
            safe += one;
        } else {
            safe += fmt::format("\\x{:02x}", c);
        }
    }
    return safe + '"';
}

struct text_of {
    std::string operator()(std::string_view text) const { return quoted(text); }
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(std::uint64_t number) const { return std::to_string(number); }
};

bool is_empty(const field& one) {
    if (const auto* view = std::get_if<std::string_view>(&one.value)) return view->empty();
    const auto* text = std::get_if<std::string>(&one.value);
    return text != nullptr && text->empty();
}

}  // namespace

void note(std::string_view level, std::string_view event, std::initializer_list<field> fields) {
    std::string line{event};
    for (const auto& one : fields) {
        if (!is_empty(one)) line.append(" ").append(one.key).append("=").append(std::visit(text_of{}, one.value));
    }
    spdlog::log(spdlog::level::from_str(std::string{level}), "{}", line);
}

std::string in_hex(std::string_view octets) {
    std::string text;
    for (const char one : octets) text += fmt::format("{:02x}", static_cast<unsigned char>(one));
    return text;
}

}  // namespace proxy::net
