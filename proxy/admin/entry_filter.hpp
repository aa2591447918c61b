#pragma once
// Which entries of the list a request means, in the words of a query.
#include <nlohmann/json_fwd.hpp>

#include "proxy/admin/query.hpp"
#include "store/filter.hpp"

namespace proxy::admin {

// recipient, prefix, sender, list, source, scope, since, before, import.
[[nodiscard]] store::filter read_filter(fields& from, const consent::dialling_plan* home);

// What was asked for and nothing else, by the same names.
[[nodiscard]] nlohmann::ordered_json json_of(const store::filter& wanted);

}  // namespace proxy::admin
