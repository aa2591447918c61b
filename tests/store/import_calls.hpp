#pragma once
// Imports that wait for their answers.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/store/flush_calls.hpp"

namespace store_test {

// A line of a file: the recipient, and what it is bound to.
struct line {
    std::string recipient;
    binding bound = to_list();
    std::string reason = "from the old system";
};

inline import_answer begin_import(suppression_store& in, import_order order = {}) {
    if (order.actor.empty()) order.actor = "ann";
    return answer_of<import_answer>([&](auto done) { in.begin_import(std::move(order), done); });
}
inline import_answer resume_import(suppression_store& in, std::uint64_t id) {
    import_order order;
    order.resume = id;
    return begin_import(in, std::move(order));
}

// `before`: lines of the file that came before these.
inline std::shared_ptr<import_window> window_of(const std::vector<line>& lines, std::uint64_t before = 0) {
    auto out = std::make_shared<import_window>();
    for (const auto& each : lines) out->add(each.recipient, out->add(import_window::target{each.bound, each.reason}));
    out->until.lines = out->until.rows = before + lines.size();
    out->sort();
    return out;
}
inline import_answer import(suppression_store& in, std::uint64_t id, std::shared_ptr<import_window> window) {
    return answer_of<import_answer>([&](auto done) { in.import(id, std::move(window), done); });
}
inline import_answer end_import(suppression_store& in, std::uint64_t id, bool whole = true) {
    return answer_of<import_answer>([&](auto done) { in.end_import(id, whole, done); });
}
// All of a file.
inline import_state import(suppression_store& in, const std::vector<line>& lines, import_order order = {}) {
    const auto begun = begin_import(in, std::move(order));
    EXPECT_TRUE(begun.good) << begun.error;
    const auto done = import(in, begun.state.id, window_of(lines));
    EXPECT_TRUE(done.good) << done.error;
    const auto ended = end_import(in, begun.state.id);
    EXPECT_TRUE(ended.good) << ended.error;
    return ended.state;
}

}  // namespace store_test
