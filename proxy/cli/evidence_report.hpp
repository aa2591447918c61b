#pragma once
// What proves an entry, and what waits for review, as blocks of lines for people.
#include <iosfwd>
#include <nlohmann/json.hpp>

namespace proxy::cli {

// `evidence` of an entry.
void print_evidence(std::ostream& out, const nlohmann::ordered_json& evidence);
// One reply of the review queue, as GET /v1/review/{id} gives it.
void print_waiting(std::ostream& out, const nlohmann::ordered_json& reply);

}  // namespace proxy::cli
