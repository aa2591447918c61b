#pragma once
// The chain over the audit trail: each event has a place in it, and each place is bound to all before it, so that nothing can be
// changed, taken out or put in between without every link after it being another. Who keeps a link elsewhere can tell later.
//
//   chain    sequence(8)  -> the key of its event, leaf and link
//
//   leaf = SHA-256(HMAC of the recipient ‖ time, number and node of the event ‖ content_of(record))
//   link = SHA-256(link before ‖ leaf)
//
// A person is in it by a keyed hash alone, so that it holds also when the number is gone.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/digest.hpp"

namespace store {

// Where the trail ends.
struct chain_end {
    std::uint64_t sequence = 0;  // of the last event
    digest link{};
    bool operator==(const chain_end&) const = default;
};
// What a person can write down: "1234-" and the link in hexadecimal.
[[nodiscard]] std::string text_of(const chain_end& end);
[[nodiscard]] std::optional<chain_end> chain_end_of(std::string_view text);

enum class place_state : std::uint8_t {
    kept = 1,
    erased = 2,   // the event has lost its private part, and stands under the keyed hash of its recipient
    expired = 3,  // the event is gone; what is left of its key is the tail
};

struct chain_place {
    place_state state = place_state::kept;
    std::string event_key;
    digest leaf{}, link{};
    std::uint64_t by = 0;  // of what is not kept any more: the place of the event that says so
};

[[nodiscard]] std::string chain_key(std::uint64_t sequence);
[[nodiscard]] std::optional<std::uint64_t> decode_chain_key(std::string_view key);
[[nodiscard]] std::string encode(const chain_place& what);
[[nodiscard]] std::optional<chain_place> decode_place(std::string_view record);

// What stands for a recipient that is not to be named: no number and no sender reads so.
inline constexpr std::string_view pseudonym_mark = "erased:";
[[nodiscard]] std::string pseudonym_of(std::string_view hash_key, std::string_view recipient);
[[nodiscard]] bool is_pseudonym(std::string_view recipient) noexcept;

// Nothing where content_of() gives nothing.
[[nodiscard]] std::optional<digest> leaf_of(std::string_view hash_key, std::string_view event_key, std::string_view record);
[[nodiscard]] digest link_of(const digest& before, const digest& leaf);

}  // namespace store
