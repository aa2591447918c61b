#include "proxy/relay/tally.hpp"

namespace proxy::relay {

std::string_view name(outcome what) noexcept {
    constexpr std::array<std::string_view, outcome_count> names{"relayed", "answered", "refused", "dropped"};
    return names[static_cast<std::size_t>(what)];
}

std::string_view name(stall why) noexcept {
    constexpr std::array<std::string_view, stall_count> names{"none", "binding", "window", "store", "slow_reader", "drain"};
    return names[static_cast<std::size_t>(why)];
}

std::string_view name(denial why) noexcept {
    constexpr std::array<std::string_view, denial_count> names{"proxy_header", "tls", "too_slow"};
    return names[static_cast<std::size_t>(why)];
}

std::string_view name(bind_type what) noexcept {
    constexpr std::array<std::string_view, bind_type_count> names{"transmitter", "receiver", "transceiver"};
    return names[static_cast<std::size_t>(what)];
}

std::string_view command_label(std::size_t index) noexcept {
    constexpr std::array<std::uint32_t, 7> beyond{0x21, 0x102, 0x103, 0x111, 0x112, 0x113, 0};
    const auto kind = index % command_kinds;
    if (kind == command_kinds - 1) return index < command_kinds ? "other" : "other_resp";
    const auto low = kind <= 0x15 ? static_cast<std::uint32_t>(kind) : beyond[kind - 22];
    const auto id = static_cast<protocol::command_id>(index < command_kinds ? low : low | 0x80000000U);
    const auto label = protocol::name(id);
    return label == "unknown" ? std::string_view{} : label;
}

}  // namespace proxy::relay
