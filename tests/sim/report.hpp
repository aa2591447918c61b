#pragma once
// What a simulator tells its user: one JSON object a line on standard output, written at once.
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "protocol/octets.hpp"

namespace sim {

using json = nlohmann::ordered_json;

// Writes one line. Octets that are not UTF-8 become the replacement character; the field "hex" of a PDU has them all.
// Ends the process when standard output is gone: nobody is listening any more.
void report(const json& event);

// {"event":"error","what":…}: a command that could not be done. The simulator goes on.
void report_error(std::string_view what);

enum class direction { in, out };

// {"event":"pdu",…} for one whole PDU. `session`: nothing for the sender, which has only one.
void report_pdu(std::optional<unsigned> session, direction way, protocol::octets whole);

// The same for every whole PDU at the front of `raw`; octets that make no PDU are left out.
void report_pdus(std::optional<unsigned> session, direction way, protocol::octets raw);

}  // namespace sim
