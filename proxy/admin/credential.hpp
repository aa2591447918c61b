#pragma once
// Who may do what at the admin API.
#include <cstdint>
#include <string>
#include <string_view>

namespace proxy::admin {

// Each role may do what the ones before it may.
enum class role : std::uint8_t { viewer, reserved_operator, admin };  // "operator" is a C++ keyword

[[nodiscard]] std::string_view name(role rank) noexcept;  // "viewer", "operator", "admin"

// A token is known by its digest alone; its name stands in the audit trail.
struct credential {
    std::string name;
    role rank = role::viewer;
    std::string sha256;  // of the token's octets: 64 lower-case hexadecimal digits
};

}  // namespace proxy::admin
