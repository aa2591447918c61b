#pragma once
// Dates as SMPP writes them.
#include <cstdint>
#include <string>

namespace protocol {

// Absolute time format, UTC: YYMMDDhhmmss, tenths of a second, "00+" (SMPP 3.4 §7.1.1). Its first ten characters are the date of
// a receipt's text (App. B). Years before 1970 and after 2069 can't be told apart in two digits and are not asked for.
[[nodiscard]] std::string absolute_time(std::int64_t unix_ms);

}  // namespace protocol
