#pragma once
// Which replies that are no keyword are for a person to look at: their words ask for an end of the messages.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proxy/consent/fold.hpp"
#include "proxy/consent/phrase.hpp"
#include "proxy/consent/vocabulary.hpp"

namespace proxy::consent {

// More than a text of 36 parts holds. Of a longer reply the first ones are looked at, and "$" is nowhere in them.
inline constexpr std::size_t longest_reply_words = 1023;

struct review_rule {
    std::string name;      // shown to whoever reviews
    std::string language;  // for reviewers of the rules; every rule is tried on every reply
    std::string phrase;
    std::vector<std::string> unless;  // phrases: the rule doesn't count for a reply that holds one
};

// Immutable, read by all workers.
class review_rules {
public:
    // nullopt: `error` names the rule, the phrase and the character.
    [[nodiscard]] static std::optional<review_rules> make(std::span<const review_rule> in_order, std::string& error);

    // review/rules.toml, put into the program when it is built.
    [[nodiscard]] static const review_rules& built_in();

    // The name of the first rule that matches, or empty. Takes time that grows with words times rules, whatever they say.
    // The name lives as long as this object.
    [[nodiscard]] std::string_view match(const folded_text& reply) const;

    [[nodiscard]] std::size_t size() const noexcept { return rules_.size(); }

private:
    class compiler;
    template <std::size_t width>
    struct seen_words;

    // Phrases as they are matched, one behind another. A group is an item, then an item `alternative` before each of its
    // alternatives; `end` is the place behind all that belongs to such an item.
    struct item {
        enum class kind : std::uint8_t { word, gap, one_of, may_be_missing, alternative };
        kind what = kind::word;
        std::uint32_t value = 0;  // word: its id; gap: the most words
        std::uint32_t end = 0;
    };
    struct stretch {
        std::uint32_t first = 0, end = 0;  // in items_
        bool from_start = false, to_end = false;
    };
    struct rule {
        std::string name;
        stretch phrase;
        std::vector<stretch> unless;
    };

    review_rules() = default;
    template <std::size_t width>
    [[nodiscard]] std::string_view first_match(std::string_view words) const;
    template <std::size_t width>
    [[nodiscard]] bool matches(const rule& one, const seen_words<width>& in) const;
    template <std::size_t width>
    [[nodiscard]] bool holds(const seen_words<width>& in, const stretch& what) const;

    std::vector<rule> rules_;
    std::vector<item> items_;
    vocabulary words_;
    std::vector<std::vector<std::uint32_t>> asked_by_;  // by word id: places of rules that match no reply without such words
};

}  // namespace proxy::consent
