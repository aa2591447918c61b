#pragma once
// What is stored of one recipient: its entries, in force or not, and when entries were lifted. Octet by octet in the column
// family suppressions; what doesn't decode to the last octet is damaged.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/bulk_change.hpp"
#include "store/codec.hpp"
#include "store/suppression.hpp"

namespace store {

// The entries of one recipient, ordered by binding, one for each.
using entries = std::vector<suppression>;

// The place of `bound` in `in`, or where it would go.
[[nodiscard]] entries::const_iterator place(const entries& in, const binding& bound) noexcept;
[[nodiscard]] bool holds(const entries& in, const binding& bound) noexcept;

// The last time that an opt-in took out an entry bound so: an import of older data does not bring it back.
struct lifting {
    binding bound;
    std::int64_t at_ms = 0;  // Unix time in milliseconds
    bool erased = false;     // stands under the person's pseudonym; not stored
    bool operator==(const lifting&) const = default;
};

struct recipient_record {
    entries now;
    std::vector<lifting> lifted;  // ordered by binding, one for each

    void note_lifted(const binding& bound, std::int64_t at_ms);
    [[nodiscard]] bool empty() const noexcept { return now.empty() && lifted.empty(); }
};

// A record's entries one by one, read in place. Allocates nothing.
class entry_walk {
public:
    entry_walk(std::string_view recipient, std::string_view record, bool erased = false) noexcept;

    // False at the end, or where the record is damaged.
    [[nodiscard]] bool next(entry_view& out) noexcept;
    [[nodiscard]] std::string_view reason() const noexcept { return reason_; }  // of the last one
    [[nodiscard]] const event_id& cause() const noexcept { return cause_; }
    // After the last entry: the rest is as it should be.
    [[nodiscard]] bool ends_well() noexcept;

private:
    std::string_view recipient_;
    record_reader in_;
    bool whole_ = false;  // of the present form
    std::size_t left_ = 0;
    std::string_view reason_;
    event_id cause_;
    bool erased_ = false;
};

[[nodiscard]] std::string encode(const recipient_record& of);
[[nodiscard]] std::optional<recipient_record> decode_recipient(std::string_view recipient, std::string_view record);

// pass or suppressed by a stored record, read in place; failed when it is damaged before an entry applies. Allocates nothing.
// `since`: the first() of bulk_changes, from before the record was read.
[[nodiscard]] ruling rule(std::string_view record, const question& asked, const list_names* configured = nullptr,
                          const bulk_changes::node* since = nullptr, bool erased = false) noexcept;

}  // namespace store
