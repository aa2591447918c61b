#pragma once
// Log lines for the journal: the level as a prefix that it understands (sd-daemon(3)), and no time, since it keeps its own.
#include <spdlog/formatter.h>

#include <memory>

namespace proxy::log {

// Standard error is a stream of the journal, and nobody has redirected it since.
[[nodiscard]] bool stderr_is_journal();

// "<4>accept failed address=…".
[[nodiscard]] std::unique_ptr<spdlog::formatter> journal_formatter();

}  // namespace proxy::log
