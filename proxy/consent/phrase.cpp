#include "proxy/consent/phrase.hpp"

#include <algorithm>
#include <utility>

#include "proxy/consent/fold.hpp"

namespace proxy::consent {
namespace {

using kind = phrase_part::kind;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ends_of_sequence = "|)]$";
constexpr std::string_view ends_of_word = " \t\r\n()[]|^$*~";

bool is_of_word(char c) noexcept {
    const bool ascii = static_cast<unsigned char>(c) < 0x80;
    return !ascii || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '\'' || c == '`';
}

class phrase_reader {
public:
    explicit phrase_reader(std::string_view text) noexcept : text_(text) {}

    std::optional<phrase> read(std::string& error) {
        phrase made;
        skip_blanks();
        made.from_start = take('^');
        if (sequence(made.parts, 0)) {
            made.to_end = take('$');
            skip_blanks();
            if (at_ == text_.size()) return made;
            fail(made.to_end ? "\"$\" is not at the end" : std::string("\"") + text_[at_] + "\" without its beginning");
        }
        error = std::move(error_);
        return {};
    }

private:
    // Characters, not octets: as an editor counts.
    bool fail(const std::string& what) {
        const auto starts_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
        const auto before = std::ranges::count_if(text_.substr(0, at_), starts_character);
        error_ = "character " + std::to_string(before + 1) + ": " + what;
        return false;
    }

    [[nodiscard]] bool ended() const noexcept { return at_ == text_.size(); }
    void skip_blanks() noexcept { at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size()); }
    bool take(char sign) noexcept {
        if (ended() || text_[at_] != sign) return false;
        ++at_;
        return true;
    }

    bool sequence(phrase_parts& into, std::size_t depth) {
        for (;;) {
            const auto before = at_;
            skip_blanks();
            if (ended() || ends_of_sequence.find(text_[at_]) != std::string_view::npos) break;
            // "re(move|do)" would read as if letters were put together.
            if (!into.empty() && at_ == before) return fail("a blank is missing");
            if (!part(into.emplace_back(), depth)) return false;
        }
        return !into.empty() || fail("words are missing");
    }

    bool part(phrase_part& into, std::size_t depth) {
        if (take('(')) return group(into, kind::one_of, ')', depth + 1);
        if (take('[')) return group(into, kind::may_be_missing, ']', depth + 1);
        if (take('*')) return gap(into);
        return word(into);
    }

    bool group(phrase_part& into, kind what, char close, std::size_t depth) {
        if (depth > deepest_group) return fail("groups are more than " + std::to_string(deepest_group) + " deep");
        into.what = what;
        do {
            if (!sequence(into.alternatives.emplace_back(), depth)) return false;
        } while (take('|'));
        if (take(close)) return true;
        return fail(take('$') ? "\"$\" is not at the end" : std::string("\"") + close + "\" is missing");
    }

    bool gap(phrase_part& into) {
        const auto number = text_.substr(at_, std::min(text_.find_first_of(ends_of_word, at_), text_.size()) - at_);
        if (number.size() != 1 || number[0] < '1' || number[0] > '5') return fail("\"*\" needs a number from 1 to 5");
        into.what = kind::gap;
        into.most = static_cast<std::size_t>(number[0] - '0');
        ++at_;
        return true;
    }

    bool word(phrase_part& into) {
        if (text_[at_] == '^') return fail("\"^\" is not at the start");
        if (text_[at_] == '~') return fail("\"~\" without a word before it");
        const auto spelled = text_.substr(at_, std::min(text_.find_first_of(ends_of_word, at_), text_.size()) - at_);
        const auto strange = std::ranges::find_if_not(spelled, is_of_word);
        into.text = fold(spelled).words;
        if (strange != spelled.end() || into.text.empty() || into.text.find(' ') != std::string::npos) {
            return fail("\"" + std::string(spelled) + "\" is no word: write letters and digits, and a blank for a hyphen");
        }
        at_ += spelled.size();
        into.what = take('~') ? kind::word_beginning : kind::word;
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::string error_;
};

}  // namespace

std::optional<phrase> parse_phrase(std::string_view text, std::string& error) { return phrase_reader(text).read(error); }

}  // namespace proxy::consent
