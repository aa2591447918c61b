#pragma once
// The keywords of one list, and how a reply must hold them.
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proxy/consent/fold.hpp"
#include "proxy/consent/keyword.hpp"

namespace proxy::consent {

enum class match_mode : std::uint8_t {
    exact,    // the keyword is the whole message
    lenient,  // punctuation, quotes and emoji around and inside it don't count
    prefix,   // the message begins with it, leniently; a word ends where it ends
};

struct keyword {
    std::string text;  // in any spelling
    keyword_class what = keyword_class::none;
    std::string language;  // of the answer
    match_mode mode = match_mode::exact;
};

// Immutable, read by all workers.
class dictionary {
public:
    struct hit {
        keyword_class what = keyword_class::none;
        std::string_view text;      // as configured; lives as long as the dictionary
        std::string_view language;  // likewise
    };
    // One spelling in two classes: the one that counts, and the one that does not.
    struct clash {
        keyword counts;
        keyword ignored;
    };

    // Where one spelling has two classes, opt_out goes before opt_in, that before help; then the earlier counts.
    explicit dictionary(std::vector<keyword> all);

    // The whole message goes before a lenient match, that before the longest prefix.
    [[nodiscard]] hit find(const folded_text& reply) const;

    [[nodiscard]] const std::vector<keyword>& all() const& noexcept { return all_; }  // those that count
    const std::vector<keyword>& all() && = delete;
    [[nodiscard]] const std::vector<clash>& clashes() const& noexcept { return clashes_; }
    const std::vector<clash>& clashes() && = delete;

private:
    using index = std::unordered_map<std::string, std::size_t>;  // folded: place in all_

    void add(keyword&& each);
    void index_words(std::size_t place);
    [[nodiscard]] hit at(std::size_t place) const noexcept;

    std::vector<keyword> all_;
    std::vector<clash> clashes_;
    index whole_;
    index words_;
    index prefixes_;
    std::size_t longest_prefix_ = 0;  // octets
};

}  // namespace proxy::consent
