#pragma once
// How well the review rules find what people labelled: tests/consent/replies/*.tsv.
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "proxy/consent/review_rules.hpp"

namespace tests::review {

struct labelled_reply {
    bool opt_out = false;
    std::string language;
    std::string text;
};

// Ends the program when NAME.tsv isn't as it must be.
[[nodiscard]] std::vector<labelled_reply> read_replies(const std::string& name);

struct figures {
    std::size_t found = 0, missed = 0;   // opt-outs
    std::size_t alarms = 0, passed = 0;  // innocent ones
    [[nodiscard]] double precision() const noexcept;
    [[nodiscard]] double recall() const noexcept;
};

struct score {
    figures all;
    std::map<std::string, figures> by_language;
    std::vector<std::string> wrong;  // one line each, for people
};
[[nodiscard]] score score_of(const proxy::consent::review_rules& rules, const std::vector<labelled_reply>& replies);

}  // namespace tests::review
