#pragma once
// Names and times of events. One thread.
#include <algorithm>
#include <cstdint>

#include "store/suppression.hpp"

namespace store {

// Hybrid logical time: Unix milliseconds << 16 | counter. It never stands still and never goes back, also when the wall clock
// does.
class event_clock {
public:
    event_clock() = default;
    // `last_*`: the highest that were made durable, so that what comes now is later.
    event_clock(std::uint64_t node, std::uint32_t epoch, std::uint64_t last_hlc, std::uint64_t last_number) noexcept
        : node_(node), epoch_(epoch), hlc_(last_hlc), number_(last_number) {}

    struct stamp {
        event_id id;
        std::uint64_t hlc = 0;
    };
    stamp next(std::int64_t unix_ms) noexcept {
        const auto wall = static_cast<std::uint64_t>(std::max<std::int64_t>(unix_ms, 0)) << 16;
        hlc_ = std::max(hlc_ + 1, wall);
        return {{node_, epoch_, ++number_}, hlc_};
    }
    [[nodiscard]] std::uint64_t node() const noexcept { return node_; }
    [[nodiscard]] std::uint64_t hlc() const noexcept { return hlc_; }
    [[nodiscard]] std::uint64_t number() const noexcept { return number_; }

private:
    std::uint64_t node_ = 0;
    std::uint32_t epoch_ = 0;
    std::uint64_t hlc_ = 0;
    std::uint64_t number_ = 0;
};

}  // namespace store
