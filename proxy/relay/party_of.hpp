#pragma once
// An address of the wire as the store keeps it.
#include <string>

#include "protocol/address.hpp"
#include "store/change.hpp"

namespace proxy::relay {

[[nodiscard]] inline store::party party_of(const protocol::address& wire) {
    return {.ton = wire.ton, .npi = wire.npi, .digits = std::string{wire.digits}};
}

}  // namespace proxy::relay
