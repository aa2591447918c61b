#pragma once
// Entries of persons who are not known any more: they stay in force under a keyed hash of the number, and so does when entries
// were lifted, for imports of older files.
//
//   erased    pseudonym -> what recipient_record.hpp has of a recipient, without reasons
//
// Entries come here by an erasure and leave by being lifted, never back into the list: who looks there first and here afterwards
// misses none. Only store/*.cpp include this.
#include <rocksdb/slice.h>

#include <optional>
#include <string>
#include <string_view>

#include "store/recipient_record.hpp"
#include "store/suppression.hpp"

namespace store {

class database;

[[nodiscard]] std::string pseudonym_in(const database& in, std::string_view recipient);

// Both are asked only where maybe_erased(). As verdicts of the list itself; may_read_disk: else perhaps undecided.
[[nodiscard]] ruling rule_erased(const database& in, const question& asked, const list_names* configured,
                                 bool may_read_disk) noexcept;
// Empty when there are none; nothing when they can't be read.
[[nodiscard]] std::optional<recipient_record> read_erased(const database& in, std::string_view recipient);
// The same by what it stands under. Empty, too, when there is nothing.
[[nodiscard]] std::optional<recipient_record> read_pseudonym(const database& in, std::string_view pseudonym);
// What stands under the number and under its pseudonym, in one. Nothing when that can't be read, see `error`.
[[nodiscard]] std::optional<recipient_record> read_recipient(const database& in, std::string_view recipient, std::string& error);

}  // namespace store
