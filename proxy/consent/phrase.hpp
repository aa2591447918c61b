#pragma once
// The phrase language of the review rules, read into a tree; review/rules.toml explains it to those who write rules.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace proxy::consent {

// Groups in groups; rules for people to read need two, and reading one takes a stack frame each.
inline constexpr std::size_t deepest_group = 8;

struct phrase_part;
using phrase_parts = std::vector<phrase_part>;  // one after another

struct phrase_part {
    enum class kind : std::uint8_t {
        word,            // text
        word_beginning,  // any word that begins with text
        gap,             // up to `most` words of any kind
        one_of,          // one of the alternatives
        may_be_missing,  // one of the alternatives, or nothing
    };
    kind what = kind::word;
    std::string text = {};  // folded
    std::size_t most = 0;
    std::vector<phrase_parts> alternatives = {};  // none is empty
};

struct phrase {
    bool from_start = false;  // ^
    bool to_end = false;      // $
    phrase_parts parts;       // not empty
};

// nullopt: `error` says at which character what is wrong.
[[nodiscard]] std::optional<phrase> parse_phrase(std::string_view text, std::string& error);

}  // namespace proxy::consent
