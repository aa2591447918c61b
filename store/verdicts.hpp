#pragma once
// Questions to rulings: pending opt-outs first, then the database. In that order, because the writer clears a pending opt-out
// only after its write is visible: whoever misses it in the one place finds it in the other. Thread-safe; see
// suppression_store::judge().
#include <span>

#include "store/configured_lists.hpp"
#include "store/pending.hpp"
#include "store/suppression.hpp"
#include "store/tally.hpp"

namespace store {

class database;

class verdicts {
public:
    verdicts(const database& in, const pending_opt_outs& pending, const configured_lists& lists, store_tally& tally) noexcept
        : in_(in), pending_(pending), lists_(lists), tally_(tally) {}

    // From memory alone.
    void judge(std::span<const question> questions, std::span<ruling> rulings) const noexcept;
    // Reads the disk when it must. Never undecided.
    [[nodiscard]] ruling judge_on_disk(const question& asked) const noexcept;

private:
    void judge(std::span<const question> questions, std::span<ruling> rulings, bool may_read_disk) const noexcept;

    const database& in_;
    const pending_opt_outs& pending_;
    const configured_lists& lists_;
    store_tally& tally_;
};

}  // namespace store
