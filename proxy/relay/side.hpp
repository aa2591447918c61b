#pragma once
// The two legs of a link.
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace proxy::relay {

enum class side : std::uint8_t {
    esme,  // downstream: the sender's connection to us
    smsc,  // upstream: our connection to the carrier
};
inline constexpr std::size_t side_count = 2;

[[nodiscard]] constexpr side other(side one) noexcept { return one == side::esme ? side::smsc : side::esme; }
[[nodiscard]] constexpr std::string_view name(side one) noexcept { return one == side::esme ? "sender" : "smsc"; }
[[nodiscard]] constexpr std::size_t index(side one) noexcept { return static_cast<std::size_t>(one); }

}  // namespace proxy::relay
