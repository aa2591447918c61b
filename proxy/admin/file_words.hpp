#pragma once
// What requests with files say of them.
#include "proxy/admin/query.hpp"

namespace proxy::admin {

enum class file_format : bool { csv, ndjson };

[[nodiscard]] file_format read_format(fields& from);  // "format", csv when missing
[[nodiscard]] char read_separator(fields& from);      // "separator": one character or "tab"; 0 when missing

}  // namespace proxy::admin
