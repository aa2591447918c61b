// By itself, so that the program that writes the table can check the rules with the rest.
#include "proxy/consent/review_rules.hpp"

namespace proxy::consent {
namespace {

struct written_rule {
    std::string_view name, language, phrase;
    std::span<const std::string_view> unless;
};

#include "review_rules.inc"

}  // namespace

const review_rules& review_rules::built_in() {
    static const review_rules made = [] {
        std::vector<review_rule> rules;
        for (const auto& each : written) {
            rules.push_back({std::string(each.name),
                             std::string(each.language),
                             std::string(each.phrase),
                             {each.unless.begin(), each.unless.end()}});
        }
        std::string error;
        return std::move(*make(rules, error));  // never nullopt: build/write_review_rules.cpp has checked them
    }();
    return made;
}

}  // namespace proxy::consent
