#pragma once
// What several records hold: each is written behind what is there, and read from where the reader stands.
#include <vector>

#include "store/change.hpp"
#include "store/codec.hpp"
#include "store/suppression.hpp"

namespace store {

void write(record_writer& out, const binding& bound);
// Here, because it is on the way of a verdict.
[[nodiscard]] inline binding_view read_binding(record_reader& in) noexcept {
    const auto reach = in.one_of(scope::global);
    const auto list = in.text();
    return {reach, list, in.text()};
}
[[nodiscard]] binding owned(const binding_view& bound);
void write(record_writer& out, const event_id& id);
[[nodiscard]] event_id read_id(record_reader& in) noexcept;
void write(record_writer& out, const party& who);
[[nodiscard]] party read_party(record_reader& in);
void write(record_writer& out, const evidence& because);
// `with_pdus`: as events since their second version have them.
[[nodiscard]] evidence read_evidence(record_reader& in, bool with_pdus);
void write(record_writer& out, const std::vector<binding>& all);
[[nodiscard]] std::vector<binding> read_bindings(record_reader& in);

}  // namespace store
