#include "tests/review/figures.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace tests::review {
namespace {

[[noreturn]] void give_up(const std::string& why) {
    std::fprintf(stderr, "labelled replies: %s\n", why.c_str());
    std::abort();
}

double share(std::size_t part, std::size_t rest) noexcept {
    return part + rest == 0 ? 1 : static_cast<double>(part) / static_cast<double>(part + rest);
}

labelled_reply read_line(const std::string& line) {
    const auto first = line.find('\t');
    const auto second = line.find('\t', first + 1);
    if (first == std::string::npos || second == std::string::npos) give_up("no LABEL, LANGUAGE and TEXT: " + line);
    const auto label = line.substr(0, first);
    if (label != "opt-out" && label != "innocent") give_up("no such label: " + line);
    return {label == "opt-out", line.substr(first + 1, second - first - 1), line.substr(second + 1)};
}

}  // namespace

std::vector<labelled_reply> read_replies(const std::string& name) {
    std::ifstream in(std::string(STOPGATE_SOURCE_DIR) + "/tests/consent/replies/" + name + ".tsv");
    std::string line;
    if (!std::getline(in, line) || line != "label\tlanguage\ttext") give_up(name + ".tsv has another head");
    std::vector<labelled_reply> all;
    while (std::getline(in, line)) all.push_back(read_line(line));
    return all;
}

double figures::precision() const noexcept { return share(found, alarms); }
double figures::recall() const noexcept { return share(found, missed); }

score score_of(const proxy::consent::review_rules& rules, const std::vector<labelled_reply>& replies) {
    score made;
    for (const auto& each : replies) {
        const auto rule = rules.match(proxy::consent::fold(each.text));
        const auto counter = each.opt_out ? (rule.empty() ? &figures::missed : &figures::found)
                                          : (rule.empty() ? &figures::passed : &figures::alarms);
        ++(made.all.*counter);
        ++(made.by_language[each.language].*counter);
        if (each.opt_out && rule.empty()) made.wrong.push_back("missed: " + each.text);
        if (!each.opt_out && !rule.empty()) made.wrong.push_back("alarm: " + each.text + "  <- " + std::string(rule));
    }
    return made;
}

}  // namespace tests::review
