#pragma once
// The whole audit trail in order, and whether it is what was written. May read the disk. Any thread.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/suppression_store.hpp"
#include "store/tally.hpp"

namespace store {

class database;

// Places that one call of read_trail() looks at when its filter matches little, and of check_trail(): some hundred milliseconds.
inline constexpr std::size_t trail_scan_limit = 20'000;

[[nodiscard]] suppression_store::trail_page read_trail(const database& in, const suppression_store::trail_filter& wanted,
                                                       std::uint64_t cursor, std::size_t limit, store_tally& tally,
                                                       std::size_t scan = trail_scan_limit);

// See suppression_store::check_trail().
[[nodiscard]] suppression_store::trail_check check_trail(const database& in, std::string_view cursor,
                                                         const std::optional<chain_end>& noted,
                                                         std::size_t portion = trail_scan_limit);

// From behind the place `after`: up to `most` places whose events are older than that and still there, kept or erased. `after`
// becomes the last place that was looked at; false: there are no more.
[[nodiscard]] bool old_places(const database& in, std::int64_t before_ms, std::size_t most, std::uint64_t& after,
                              std::vector<std::uint64_t>& found);

// The `detail` of the event of a retention: up to which place events may be gone, and how many it removed.
struct removal {
    std::uint64_t up_to = 0, removed = 0;
};
[[nodiscard]] std::string encode(const removal& what);
[[nodiscard]] std::optional<removal> decode_removal(std::string_view detail);

}  // namespace store
