#pragma once
// The store's plain values as the API shows them.
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "store/change.hpp"

namespace proxy::admin {

// "node-epoch-number", the node in hexadecimal; empty for what has no event yet.
[[nodiscard]] nlohmann::ordered_json json_of(const store::suppression& entry);
[[nodiscard]] nlohmann::ordered_json json_of(const store::event& event);
[[nodiscard]] nlohmann::ordered_json json_of(const store::proof& of);
// A PDU is the octets in hexadecimal.
enum class pdus : bool { left_out, shown };
[[nodiscard]] nlohmann::ordered_json json_of(const store::suspicion& reply, pdus wanted);

}  // namespace proxy::admin
