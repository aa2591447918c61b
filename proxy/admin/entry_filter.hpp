#pragma once
// Which entries of the list a request means, in the words of a query.
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "proxy/admin/query.hpp"
#include "store/filter.hpp"

namespace proxy::admin {

// "sender", "list" or "global".
[[nodiscard]] std::optional<store::scope> scope_named(std::string_view word) noexcept;

// recipient, prefix, sender, list, source, scope, since, before, import.
[[nodiscard]] store::filter read_filter(fields& from, const consent::dialling_plan* home);

// What was asked for and nothing else, by the same names.
[[nodiscard]] nlohmann::ordered_json json_of(const store::filter& wanted);

}  // namespace proxy::admin
