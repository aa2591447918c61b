#pragma once
// Which entries somebody means.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/suppression.hpp"

namespace store {

// An entry whose words lie elsewhere.
struct entry_view {
    std::string_view recipient;
    binding_view bound;
    source from = source::keyword;
    std::int64_t since_ms = 0;
    std::uint64_t number = 0;  // of its cause
    std::uint64_t mark = 0;
    bool erased = false;
};
[[nodiscard]] entry_view view_of(const suppression& entry) noexcept;

struct filter {
    std::string recipient, sender, list;  // empty: any; exact, canonical
    std::string prefix;                   // how the recipient begins; of an erased one nobody knows that, so it never does
    std::optional<source> from;
    std::optional<scope> reach;
    std::optional<std::int64_t> since_ms, before_ms;  // from that moment on, and before that one
    std::uint64_t import_id = 0;                      // the number of the event of an import; 0: any
    bool operator==(const filter&) const = default;
};

[[nodiscard]] bool matches(const filter& wanted, const entry_view& entry) noexcept;

// Asks for nothing but what entries are counted by.
[[nodiscard]] bool is_counted(const filter& wanted) noexcept;

// "list=news, source=import"; "all entries" where nothing is asked for.
[[nodiscard]] std::string text_of(const filter& wanted);

}  // namespace store
