#pragma once
// The "key:value" words of a delivery receipt's text (SMPP 3.4 App. B). The format is vendor specific: keys are found wherever
// they stand, in any case; nothing else is asked of the text (quirk 45).
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace protocol::receipt_text {

// The characters from the first word that begins with `key` (lower case, its colon included) to the next white space. Nothing
// when no word begins so. A view of `text`.
[[nodiscard]] std::optional<std::string_view> value(std::string_view text, std::string_view key) noexcept;

// The text of a receipt of ours: "id:… stat:REJECTD err:000 text:" and `excerpt`. `unix_ms`: of the submit and of its refusal.
[[nodiscard]] std::string rejected(std::string_view message_id, std::int64_t unix_ms, std::string_view excerpt);

}  // namespace protocol::receipt_text
