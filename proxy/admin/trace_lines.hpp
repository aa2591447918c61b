#pragma once
// PDUs as JSON: those of a trace, and those that did not parse.
#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "protocol/message_text.hpp"
#include "proxy/relay/malformed.hpp"
#include "proxy/trace/tap.hpp"

namespace proxy::admin {

// One line of a trace, without its line feed. `fallback`: what data_coding 0 means.
[[nodiscard]] nlohmann::ordered_json trace_line(const trace::record& one, protocol::alphabet fallback);
[[nodiscard]] nlohmann::ordered_json json_of(const relay::malformed_report& one, protocol::alphabet fallback);

}  // namespace proxy::admin
