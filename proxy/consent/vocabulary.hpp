#pragma once
// Words and beginnings of words as numbers, so that a reply's words are compared with all rules once.
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace proxy::consent {

// All add() first, then index(), then for_each(); after index() it is immutable.
class vocabulary {
public:
    using id = std::uint32_t;  // 0, 1, 2, …

    vocabulary() = default;
    vocabulary(vocabulary&&) = default;
    vocabulary& operator=(vocabulary&&) = default;
    vocabulary(const vocabulary&) = delete;  // sorted_ would look into the other one
    vocabulary& operator=(const vocabulary&) = delete;
    ~vocabulary() = default;

    // The same for the same text.
    [[nodiscard]] id add_word(std::string_view text) { return add(words_, text); }
    [[nodiscard]] id add_beginning(std::string_view text) { return add(beginnings_, text); }
    void index();

    [[nodiscard]] std::size_t size() const noexcept { return words_.size() + beginnings_.size(); }

    // Calls it(id) for `word`, if it was added, and for each beginning of it that was.
    template <class call>
    void for_each(std::string_view word, const call& it) const {
        if (const auto found = words_.find(word); found != words_.end()) it(found->second);
        for (auto at = last_not_after(word); at != none; at = sorted_[at].shorter) {
            if (word.starts_with(sorted_[at].text)) it(sorted_[at].number);
        }
    }

private:
    struct hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using numbers = std::unordered_map<std::string, id, hash, std::equal_to<>>;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    struct beginning {
        std::string_view text;  // in beginnings_, whose elements never move
        id number = 0;
        std::size_t shorter = none;  // the place of the longest other one that this one begins with
    };

    [[nodiscard]] id add(numbers& to, std::string_view text);
    [[nodiscard]] std::size_t last_not_after(std::string_view word) const noexcept;

    numbers words_;
    numbers beginnings_;
    std::vector<beginning> sorted_;
};

}  // namespace proxy::consent
