#include "proxy/consent/keyword.hpp"

#include <algorithm>
#include <array>

#include "protocol/utf8.hpp"

namespace proxy::consent {
namespace {

using namespace std::string_view_literals;

struct keyword {
    std::string_view text;  // upper case, one blank between words
    keyword_class what;
};

using enum keyword_class;
constexpr std::array english{
    keyword{"STOP"sv, opt_out},        keyword{"STOPALL"sv, opt_out}, keyword{"STOP ALL"sv, opt_out},
    keyword{"UNSUBSCRIBE"sv, opt_out}, keyword{"CANCEL"sv, opt_out},  keyword{"END"sv, opt_out},
    keyword{"QUIT"sv, opt_out},        keyword{"REVOKE"sv, opt_out},  keyword{"OPTOUT"sv, opt_out},
    keyword{"OPT OUT"sv, opt_out},     keyword{"OPT-OUT"sv, opt_out}, keyword{"START"sv, opt_in},
    keyword{"UNSTOP"sv, opt_in},       keyword{"YES"sv, opt_in},      keyword{"SUBSCRIBE"sv, opt_in},
    keyword{"HELP"sv, help},           keyword{"INFO"sv, help},
};

constexpr std::size_t longest = std::ranges::max(english, {}, [](const keyword& each) { return each.text.size(); }).text.size();

// Unicode's White_Space, and the invisible characters that phones put around words.
constexpr bool is_blank(char32_t c) noexcept {
    if (c < 0x80) return c == ' ' || (c >= '\t' && c <= '\r');
    if (c >= 0x2000 && c <= 0x200B) return true;  // 0x200B: zero-width space
    switch (c) {
        case 0x0085:
        case 0x00A0:
        case 0x1680:
        case 0x2028:
        case 0x2029:
        case 0x202F:
        case 0x205F:
        case 0x2060:  // word joiner
        case 0x3000:
        case 0xFEFF:  // zero-width no-break space, the byte order mark
            return true;
        default: return false;
    }
}

// A text as the table has its keywords, in place: anything longer than the longest of them is none.
class normalised {
public:
    // False when the text can't be a keyword any more.
    bool add(char32_t c) noexcept {
        if (is_blank(c)) {
            blank_waits_ = size_ != 0;
            return true;
        }
        if (c >= 0x80) return false;
        if (blank_waits_ && !put(' ')) return false;
        blank_waits_ = false;
        return put(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : static_cast<char>(c));
    }
    [[nodiscard]] std::string_view text() const noexcept { return {letters_.data(), size_}; }

private:
    bool put(char c) noexcept {
        if (size_ == letters_.size()) return false;
        letters_[size_++] = c;
        return true;
    }

    std::array<char, longest> letters_{};
    std::size_t size_ = 0;
    bool blank_waits_ = false;
};

}  // namespace

std::string_view name(keyword_class what) noexcept {
    switch (what) {
        case none: return "none";
        case opt_out: return "opt_out";
        case opt_in: return "opt_in";
        case help: return "help";
    }
    return "none";
}

keyword_class classify(std::string_view text) noexcept {
    // A terminator that was counted as text.
    while (!text.empty() && text.back() == '\0') text.remove_suffix(1);
    normalised words;
    while (!text.empty()) {
        const protocol::utf8::code_point next = protocol::utf8::first(text);
        if (!next.valid || !words.add(next.value)) return none;
        text.remove_prefix(next.size);
    }
    const auto* const found = std::ranges::find(english, words.text(), &keyword::text);
    return found == english.end() ? none : found->what;
}

}  // namespace proxy::consent
