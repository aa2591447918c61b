#pragma once
// What is stored, octet by octet. Every value begins with the version of its form; what doesn't decode to the last octet is
// damaged.
//
//   suppressions   see recipient_record.hpp
//   events         see event_record.hpp
//   chain          see chain.hpp
//   outbox         recipient NUL id(8)                          -> the confirmation, claimed or not, or the receipt
//   review         id(8)                                        -> the reply that waits for people
//
// Keys of events and outbox begin with the recipient, so that all of one person lies together. See also notes.hpp.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/change.hpp"
#include "store/event_record.hpp"
#include "store/recipient_record.hpp"
#include "store/suppression.hpp"

namespace store {

// What all keys of one recipient begin with in events and outbox.
[[nodiscard]] std::string key_prefix(std::string_view recipient);

struct outbox_record {
    outbox_entry entry;
    bool claimed = false;  // confirmations alone
};
[[nodiscard]] std::string outbox_key(std::string_view recipient, std::uint64_t id);
[[nodiscard]] std::string encode(const outbox_record& what);
[[nodiscard]] std::optional<outbox_record> decode_outbox(std::string_view key, std::string_view record);

[[nodiscard]] std::string review_key(std::uint64_t id);
[[nodiscard]] std::string encode(const suspicion& what);
[[nodiscard]] std::optional<suspicion> decode_suspicion(std::string_view key, std::string_view record);

// A recipient can be a key: not empty and without NUL.
[[nodiscard]] bool can_be_key(std::string_view recipient) noexcept;

}  // namespace store
