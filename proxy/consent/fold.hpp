#pragma once
// What is equal for a reader and differs in its octets: case, width, accents, blanks, what can't be seen.
#include <string>
#include <string_view>

namespace proxy::consent {

// Two forms of a text, both UTF-8. `text` with octets that are no UTF-8 holds U+FFFD in `whole`, which is in no keyword.
struct folded_text {
    // Unicode case folding, compatibility forms (full width) and accents folded, invisible characters gone, blanks at the ends
    // gone, runs of them inside one blank.
    std::string whole;
    // The same with letters and digits alone: punctuation, quotes and emoji are blanks, apostrophes inside a word are nothing.
    std::string words;
};
[[nodiscard]] folded_text fold(std::string_view text);

// True when words in the script of the text's last character are written without blanks between them (Chinese, Japanese, Thai).
[[nodiscard]] bool ends_without_blank(std::string_view folded) noexcept;

}  // namespace proxy::consent
