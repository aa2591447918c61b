#include "proxy/relay/effects.hpp"

#include <array>

namespace proxy::relay {

std::string_view name(end_reason why) noexcept {
    constexpr std::array<std::string_view, 13> names{
        "sender_closed", "smsc_closed",   "unbound",     "drained",        "session_init", "connect_failed", "bad_length",
        "partial_pdu",   "silent_sender", "silent_smsc", "no_bind_answer", "inactivity",   "write_stall"};
    return names[static_cast<std::size_t>(why)];
}

}  // namespace proxy::relay
