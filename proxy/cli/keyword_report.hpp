#pragma once
// What check-config shows of a list: the keywords that result from its languages and its own changes, and whether HELP is
// answered.
#include <iosfwd>
#include <nlohmann/json.hpp>

#include "proxy/consent/list.hpp"

namespace proxy::cli {

void print_keywords(const consent::list& of, std::ostream& out);

// {name, keywords: [{text, class, language, match_mode}], clashes: [{text, counts_as, ignored_as, language}]}
[[nodiscard]] nlohmann::ordered_json keywords_as_json(const consent::list& of);

}  // namespace proxy::cli
