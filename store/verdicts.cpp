#include "store/verdicts.hpp"

#include <algorithm>
#include <bit>

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
    const bool filter_decides = complete && !in_.any_erased();
    rocksdb::PinnableSlice record;
    for (std::size_t first = 0; first < questions.size(); first += memory_filter::most_asked) {
        const auto some = questions.subspan(first, std::min(questions.size() - first, memory_filter::most_asked));
        const auto maybe = maybe_stored(some);
        for (auto left = filter_decides ? maybe : ~std::uint64_t{0}; left != 0; left &= left - 1) {
            const auto at = static_cast<std::size_t>(std::countr_zero(left));
            if (at >= some.size()) break;
            const auto& asked = some[at];
            auto& said = rulings[first + at];
            if (said == ruling::suppressed || asked.recipient.empty()) continue;
            if ((maybe >> at & 1U) != 0) said = stored(in_, asked, configured, may_read_disk, record);
            if (said == ruling::pass && in_.maybe_erased(asked.recipient))
                said = rule_erased(in_, asked, configured, may_read_disk);
            if (said == ruling::failed) tally_.failed(may_read_disk ? operation::lookup : operation::read);
            if (said == ruling::pass && !complete) said = ruling::failed;
        }
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
