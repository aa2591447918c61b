#pragma once
// The store as the core's judge, and how long it took. One for each worker.
#include "metrics/counter.hpp"
#include "proxy/relay/judge.hpp"
#include "store/suppression_store.hpp"

namespace proxy::net {

class store_judge final : public relay::judge {
public:
    explicit store_judge(store::suppression_store& store) : store_(&store) {}

    [[nodiscard]] store::hashed_lines lines() const noexcept override { return store_->lines(); }
    void rule(std::span<const store::question> questions, std::span<store::ruling> rulings) noexcept override;

    // Of one read's batch of questions.
    [[nodiscard]] const metrics::duration_histogram& seconds() const noexcept { return seconds_; }

private:
    store::suppression_store* store_;
    metrics::duration_histogram seconds_{1};
};

}  // namespace proxy::net
