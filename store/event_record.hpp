#pragma once
// Events as they are stored.
//
//   key      recipient NUL hlc(8) number(8) node(8)    the recipient is empty where no person is concerned
//   record   3, the public part, whether the private part is there, and it, or its digest where it was erased
//
// The private part holds what a person said and was told. The trail's chain covers both parts by their digests, so that it holds
// also when the private one is gone. Records of the versions before have no parts and no place in the chain.
#include <optional>
#include <string>
#include <string_view>

#include "store/change.hpp"
#include "store/digest.hpp"

namespace store {

[[nodiscard]] std::string event_key(const event& what);
[[nodiscard]] std::string encode(const event& what);
[[nodiscard]] std::optional<event> decode_event(std::string_view key, std::string_view record);

// Of octets of a key that end it: what comes after the recipient.
inline constexpr std::size_t event_key_tail = 24;
// The time in it; 0 when it is no key of an event.
[[nodiscard]] std::uint64_t hlc_in(std::string_view event_key) noexcept;
[[nodiscard]] std::string_view recipient_in(std::string_view event_key) noexcept;

// What the chain takes of a record, the same before and after without_private_part(); nothing when it is damaged, or of a version
// that has no place in the chain.
[[nodiscard]] std::optional<digest> content_of(std::string_view record);
// The record of an erased person. Of a version without parts: encoded anew.
[[nodiscard]] std::optional<std::string> without_private_part(std::string_view key, std::string_view record);

}  // namespace store
