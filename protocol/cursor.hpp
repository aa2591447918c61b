#pragma once
// Reads the fields of a body in wire order. The first flaw stays; after it every read gives an empty value, so a caller reads
// all fields in a row and asks once. Views live as long as the body.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/flaw.hpp"
#include "protocol/octets.hpp"

namespace protocol {

class cursor {
public:
    explicit cursor(octets body) noexcept : rest_(body) {}

    std::uint8_t octet() noexcept;
    // A C-octet string without its NUL (SMPP 3.4 §3.1). `most`: octets with the NUL; a longer string is given whole and
    // remembered as flaw::overlong, which does not stop the reading.
    std::string_view c_string(std::size_t most) noexcept;
    octets take(std::size_t count) noexcept;

    [[nodiscard]] octets rest() const noexcept { return rest_; }
    // flaw::none, flaw::overlong, or the flaw that stopped the reading.
    [[nodiscard]] flaw found() const noexcept { return found_; }
    [[nodiscard]] bool stopped() const noexcept { return found_ != flaw::none && found_ != flaw::overlong; }

private:
    void stop(flaw why) noexcept;

    octets rest_;
    flaw found_ = flaw::none;
};

}  // namespace protocol
