#pragma once
// Which texts may carry a notice, and what they say then.
#include <optional>
#include <string>
#include <string_view>

#include "protocol/message_text.hpp"
#include "protocol/short_message.hpp"

namespace proxy::relay {

// False for what no person reads: binary data, messages for a port or of another type, text that the SMSC has ready.
[[nodiscard]] bool can_have_notice(const protocol::short_message& message, protocol::alphabet of_link);

// The octets of short_message with a blank and the notice behind what they say, in the message's own coding. Nothing where that
// is no single short message any more, or not to be written in that coding.
[[nodiscard]] std::optional<std::string> with_notice(const protocol::short_message& message, std::string_view notice,
                                                     protocol::alphabet of_link);

}  // namespace proxy::relay
