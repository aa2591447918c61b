#include "store/verdicts.hpp"

#include <algorithm>

#include "store/database_rocksdb.hpp"
#include "store/erased_rocksdb.hpp"
#include "store/filter_keeper.hpp"
#include "store/records.hpp"
#include "store/tuning_rocksdb.hpp"

namespace store {
namespace {

// `record` is only reused, so that a read's whole batch needs one.
ruling stored(const database& in, const question& asked, const list_names* configured, bool may_read_disk,
              rocksdb::PinnableSlice& record) noexcept {
    const auto& how = may_read_disk ? in.disk : in.cached;
    const auto* const since = in.done().first();
    const auto status = in.db().Get(how, in.suppressions(), slice(asked.recipient), &record);
    if (status.IsNotFound()) return ruling::pass;
    if (status.IsIncomplete()) return ruling::undecided;
    auto out = ruling::failed;
    // RocksDB before 9.1 may give an empty value instead of Incomplete; ours are never empty.
    if (status.ok() && record.empty() && !may_read_disk) out = ruling::undecided;
    if (status.ok() && !record.empty()) out = rule(view(record), asked, configured, since);
    record.Reset();
    return out;
}

}  // namespace

void verdicts::judge(std::span<const question> questions, std::span<ruling> rulings, bool may_read_disk) const noexcept {
    static thread_local const bool quiet = (count_nothing_here(), true);
    static_cast<void>(quiet);
    std::ranges::fill(rulings, ruling::pass);
    const auto* const configured = lists_.now();
    const bool complete = pending_.empty() || pending_.rule(questions, rulings, configured);
    rocksdb::PinnableSlice record;
    std::uint64_t maybe = 0;  // of the question at `at` and those that follow it
    for (std::size_t at = 0; at < questions.size(); ++at, maybe >>= 1U) {
        if (at % memory_filter::most_asked == 0)
            maybe = maybe_stored(questions.subspan(at, std::min(questions.size() - at, memory_filter::most_asked)));
        if (rulings[at] == ruling::suppressed || questions[at].recipient.empty()) continue;
        if ((maybe & 1U) != 0) rulings[at] = stored(in_, questions[at], configured, may_read_disk, record);
        if (rulings[at] == ruling::pass && in_.maybe_erased(questions[at].recipient))
            rulings[at] = rule_erased(in_, questions[at], configured, may_read_disk);
        if (rulings[at] == ruling::failed) tally_.failed(may_read_disk ? operation::lookup : operation::read);
        if (rulings[at] == ruling::pass && !complete) rulings[at] = ruling::failed;
    }
}

std::uint64_t verdicts::maybe_stored(std::span<const question> some) const noexcept {
    const auto answer = in_.known().ask(some);
    if (answer.check < some.size()) keeper_.check(some[answer.check].recipient);
    return answer.maybe;
}

void verdicts::judge(std::span<const question> questions, std::span<ruling> rulings) const noexcept {
    judge(questions, rulings, false);
}

ruling verdicts::judge_on_disk(const question& asked) const noexcept {
    auto out = ruling::failed;
    judge({&asked, 1}, {&out, 1}, true);
    return out;
}

}  // namespace store
