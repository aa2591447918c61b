#pragma once
// What the store counts for the metrics. Read by any thread.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "metrics/counter.hpp"
#include "store/change.hpp"

namespace store {

enum class operation : std::uint8_t { read, write, open, lookup };
inline constexpr std::size_t operation_count = 4;

[[nodiscard]] std::string_view name(operation what) noexcept;  // "read", "write", "open", "lookup"

struct store_tally {
    // From apply() to durable, opt-outs alone. Written by the writer thread.
    metrics::duration_histogram opt_out_durable_seconds{50};

    // Any thread may meet an error, and errors are rare: a real read-modify-write.
    std::array<std::atomic<std::uint64_t>, operation_count> errors{};
    void failed(operation what) noexcept { errors[static_cast<std::size_t>(what)].fetch_add(1, std::memory_order_relaxed); }
    [[nodiscard]] std::uint64_t errors_of(operation what) const noexcept {
        return errors[static_cast<std::size_t>(what)].load(std::memory_order_relaxed);
    }

    // Numbers that the memory filter ruled out, though they are in the database.
    std::atomic<std::uint64_t> filter_mismatches{0};

    // Outbox entries, by what became of them. Written by the writer thread; those found claimed at the start count as unknown.
    metrics::counter confirmations_queued;
    std::array<metrics::counter, confirmation_outcome_count> confirmations_settled{};
    [[nodiscard]] metrics::counter& settled(confirmation_outcome how) noexcept {
        return confirmations_settled[static_cast<std::size_t>(how) - 1];
    }
    [[nodiscard]] const metrics::counter& settled(confirmation_outcome how) const noexcept {
        return confirmations_settled[static_cast<std::size_t>(how) - 1];
    }
};

}  // namespace store
