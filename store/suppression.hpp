#pragma once
// Who must not be written to, as plain values. Numbers and senders are canonical (see proxy/consent/canonical.hpp): the store
// compares them octet by octet.
#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace store {

// How far an entry reaches: one sender of a list, a whole list, or everything.
enum class scope : std::uint8_t { sender = 1, list = 2, global = 3 };

// Where an entry came from.
enum class source : std::uint8_t { keyword = 1, staff = 2, import = 3, carrier = 4 };

[[nodiscard]] std::string_view name(scope reach) noexcept;  // "sender", "list", "global"
[[nodiscard]] std::string_view name(source from) noexcept;  // "keyword", "staff", "import", "carrier"

// What an entry is bound to. One recipient has at most one entry for each binding.
struct binding {
    scope reach = scope::sender;
    std::string list;
    std::string sender;  // empty unless reach is scope::sender
    auto operator<=>(const binding&) const = default;
};

// Names an event for ever: the node that made it, its start count and a number that grows within them.
struct event_id {
    std::uint64_t node = 0;
    std::uint32_t epoch = 0;
    std::uint64_t number = 0;
    auto operator<=>(const event_id&) const = default;
};

struct suppression {
    std::string recipient;
    binding bound;
    source from = source::keyword;
    std::int64_t since_ms = 0;  // Unix time in milliseconds
    std::string reason;         // the reply's text, or what staff wrote
    event_id cause;
    std::uint64_t mark = 0;  // the last flush that named it, 0: none
    bool erased = false;     // stands under the pseudonym of its recipient
};

// May `sender`, sending for `list`, write to `recipient`? Views live as long as the call.
struct question {
    std::string_view recipient;
    std::string_view sender;
    std::string_view list;
    std::uint64_t hash = 0;  // number_hash() of the recipient; 0: not made yet
    std::uint64_t pair = 0;  // of both numbers, for who keeps tables of pairs; 0: not made yet
};

enum class ruling : std::uint8_t {
    pass,        // no entry applies
    suppressed,  // an entry of the sender, its list or a global one applies
    undecided,   // needs a disk read
    failed,      // the store can't be read
};

// A binding whose words lie elsewhere, in a stored record for one.
struct binding_view {
    scope reach = scope::sender;
    std::string_view list;
    std::string_view sender;
};

// The lists of the configuration, in any order.
using list_names = std::vector<std::string>;

// True when an entry bound so applies to a submit of `sender` for `list`. Where the entry's list is no longer among `configured`,
// nobody can tell its submits any more: then it applies to those of all lists. nullptr: every list counts as configured.
[[nodiscard]] inline bool applies(const binding_view& bound, std::string_view sender, std::string_view list,
                                  const list_names* configured = nullptr) noexcept {
    if (bound.reach == scope::global) return true;
    if (bound.reach == scope::sender && bound.sender != sender) return false;
    return bound.list == list || (configured != nullptr && std::ranges::find(*configured, bound.list) == configured->end());
}
[[nodiscard]] inline bool applies(const binding& bound, std::string_view sender, std::string_view list,
                                  const list_names* configured = nullptr) noexcept {
    return applies(binding_view{bound.reach, bound.list, bound.sender}, sender, list, configured);
}

}  // namespace store
