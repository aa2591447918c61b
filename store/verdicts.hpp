#pragma once
// Questions to rulings: pending opt-outs first, then the memory filter, then the database. In that order, because the writer
// clears a pending opt-out only after its write is visible, and the filter knew of it before that: whoever misses it in the one
// place finds it in the other. Thread-safe; see suppression_store::judge().
#include <cstdint>
#include <span>

#include "store/configured_lists.hpp"
#include "store/pending.hpp"
#include "store/suppression.hpp"
#include "store/tally.hpp"

namespace store {

class database;
class filter_keeper;

class verdicts {
public:
    verdicts(const database& in, const pending_opt_outs& pending, const configured_lists& lists, filter_keeper& keeper,
             store_tally& tally) noexcept
        : in_(in), pending_(pending), lists_(lists), keeper_(keeper), tally_(tally) {}

    // From memory alone.
    void judge(std::span<const question> questions, std::span<ruling> rulings) const noexcept;
    // Reads the disk when it must. Never undecided.
    [[nodiscard]] ruling judge_on_disk(const question& asked) const noexcept;

private:
    void judge(std::span<const question> questions, std::span<ruling> rulings, bool may_read_disk) const noexcept;
    [[nodiscard]] std::uint64_t maybe_stored(std::span<const question> some) const noexcept;

    const database& in_;
    const pending_opt_outs& pending_;
    const configured_lists& lists_;
    filter_keeper& keeper_;
    store_tally& tally_;
};

}  // namespace store
