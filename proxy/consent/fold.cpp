#include "proxy/consent/fold.hpp"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include "protocol/utf8.hpp"

namespace proxy::consent {
namespace {

// Never null: both are part of ICU's code, not of data that may be missing.
const icu::Normalizer2& casefold() {
    UErrorCode error = U_ZERO_ERROR;
    static const icu::Normalizer2* const made = icu::Normalizer2::getNFKCCasefoldInstance(error);
    return *made;
}
const icu::Normalizer2& decomposed() {
    UErrorCode error = U_ZERO_ERROR;
    static const icu::Normalizer2* const made = icu::Normalizer2::getNFDInstance(error);
    return *made;
}

bool is_mark(UChar32 c) noexcept {
    constexpr UChar32 tatweel = 0x640;  // stretches Arabic letters
    return c == tatweel || (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_ME_MASK | U_GC_CF_MASK)) != 0;
}
bool is_blank(UChar32 c) noexcept { return u_isUWhiteSpace(c) != 0; }
bool is_of_word(UChar32 c) noexcept { return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_MC_MASK)) != 0; }
bool is_apostrophe(UChar32 c) noexcept {
    return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x2BC || c == 0x2032 || c == '`';
}

// Letters with a stroke and ligatures, which Unicode does not take apart. Lower case: they are folded already.
UChar32 plain(UChar32 c) noexcept {
    switch (c) {
        case 0x0131: return 'i';  // dotless
        case 0x0142: return 'l';
        case 0x00F8: return 'o';
        case 0x0111: return 'd';
        default: return c;
    }
}

// UTF-8, with one blank for each run of them and none at the ends.
class trimmed {
public:
    void blank() noexcept { waits_ = !text_.empty(); }
    void add(UChar32 c) {
        if (waits_) text_.push_back(' ');
        waits_ = false;
        protocol::utf8::append(text_, static_cast<char32_t>(c));
    }
    [[nodiscard]] std::string take() && { return std::move(text_); }

private:
    std::string text_;
    bool waits_ = false;
};

}  // namespace

folded_text fold(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    auto given = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    // "don´t": the accent key beside the letter keys. Unicode folds it to a blank.
    given.findAndReplace(icu::UnicodeString(char16_t{0xB4}), icu::UnicodeString(u'\''));
    const auto letters = decomposed().normalize(casefold().normalize(given, error), error);
    if (U_FAILURE(error)) return {};
    trimmed whole, words;
    bool after_letter = false;
    for (std::int32_t at = 0; at < letters.length(); at = letters.moveIndex32(at, 1)) {
        const UChar32 c = plain(letters.char32At(at));
        if (is_mark(c)) continue;
        if (is_blank(c)) {
            whole.blank();
            words.blank();
            after_letter = false;
            continue;
        }
        whole.add(c);
        if (is_of_word(c)) {
            words.add(c);
            after_letter = true;
        } else if (!after_letter || !is_apostrophe(c)) {
            words.blank();
            after_letter = false;
        }
    }
    return {std::move(whole).take(), std::move(words).take()};
}

bool ends_without_blank(std::string_view folded) noexcept {
    const auto text = icu::UnicodeString::fromUTF8({folded.data(), static_cast<std::int32_t>(folded.size())});
    if (text.isEmpty()) return false;
    UErrorCode error = U_ZERO_ERROR;
    const auto script = uscript_getScript(text.char32At(text.length() - 1), &error);
    return U_SUCCESS(error) && uscript_breaksBetweenLetters(script) != 0;
}

}  // namespace proxy::consent
