#pragma once
// The memory filter as people see it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace store {

enum class filter_state : std::uint8_t {
    off,      // not wanted, or an answer of it was wrong: every lookup asks the database
    filling,  // the same, for now
    ready,
};
inline constexpr std::size_t filter_state_count = 3;

[[nodiscard]] std::string_view name(filter_state which) noexcept;  // "off", "filling", "ready"

struct filter_status {
    filter_state state = filter_state::off;
    std::size_t keys = 0;    // about
    std::size_t octets = 0;  // of memory
};

struct filter_news {
    filter_status now;
    double seconds = 0;   // ready: that it took to fill
    std::string problem;  // why it is not ready, or not the new one; empty: it is
};

}  // namespace store
