#pragma once
// Flushes that wait for their answers.
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "tests/store/temp_store.hpp"

namespace store_test {

using outcome = flush_result::outcome;

template <class Answer, class Call>
Answer answer_of(Call&& call) {
    auto given = std::make_shared<std::promise<Answer>>();
    auto out = given->get_future();
    call([given](const Answer& answer) { given->set_value(answer); });
    return out.get();
}

inline flush_preview preview(suppression_store& in, filter wanted) {
    return answer_of<flush_preview>([&](auto done) { in.preview(std::move(wanted), done); });
}
inline flush_preview preview(suppression_store& in, std::vector<flush_row> rows) {
    return answer_of<flush_preview>([&](auto done) { in.preview(std::move(rows), done); });
}
inline flush_order an_order(filter wanted, std::uint64_t confirm) {
    flush_order out;
    out.wanted = std::move(wanted);
    out.confirm = confirm;
    out.actor = "ann";
    out.origin = "127.0.0.1";
    out.reason = "asked by legal";
    return out;
}
inline flush_result flush(suppression_store& in, filter wanted, std::uint64_t confirm, std::uint64_t preview_id = 0) {
    auto order = an_order(std::move(wanted), confirm);
    order.preview = preview_id;
    return answer_of<flush_result>([&](auto done) { in.flush(std::move(order), done); });
}
inline flush_result flush(suppression_store& in, std::vector<flush_row> rows, std::uint64_t confirm) {
    return answer_of<flush_result>([&](auto done) { in.flush(std::move(rows), an_order({}, confirm), done); });
}
inline flush_result undo(suppression_store& in, std::uint64_t id) {
    return answer_of<flush_result>([&](auto done) { in.undo(id, "bob", "unix", "a mistake", done); });
}

}  // namespace store_test

namespace store {
inline void PrintTo(flush_result::outcome what, std::ostream* out) {
    constexpr const char* names[] = {"done", "mismatch", "uncounted", "not_found", "refused", "failed"};
    *out << names[static_cast<std::size_t>(what)];
}
}  // namespace store
