// stopgate-review-figures: precision and recall of the built-in review rules over the labelled replies, and what they get wrong.
#include <cstdio>

#include "tests/review/figures.hpp"

namespace {

void print(const char* name, const tests::review::figures& of) {
    std::printf("  %-4s precision %.3f  recall %.3f   found %zu  missed %zu  alarms %zu  passed %zu\n", name, of.precision(),
                of.recall(), of.found, of.missed, of.alarms, of.passed);
}

}  // namespace

int main() {
    const auto& rules = proxy::consent::review_rules::built_in();
    std::printf("%zu rules\n", rules.size());
    for (const char* name : {"replies", "heldout", "later", "latest"}) {
        const auto replies = tests::review::read_replies(name);
        const auto score = tests::review::score_of(rules, replies);
        std::printf("\n%s.tsv, %zu replies\n", name, replies.size());
        print("all", score.all);
        for (const auto& [language, figures] : score.by_language) print(language.c_str(), figures);
        for (const auto& line : score.wrong) std::printf("  %s\n", line.c_str());
    }
}
