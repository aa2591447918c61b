#pragma once
// A PDU for people: its fields by the names of the specification, in wire order, and where it stops being one.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/flaw.hpp"
#include "protocol/message_text.hpp"
#include "protocol/pdu_view.hpp"

namespace proxy::trace {

struct field {
    std::string name;   // "source_addr", "message_payload"; "tlv_1401" of a parameter without one
    std::string value;  // texts in UTF-8, C-octet strings as they came, numbers in decimal, other octets in hexadecimal
};

struct fault {
    protocol::flaw what = protocol::flaw::none;
    std::string field;       // where it was met
    std::size_t offset = 0;  // of that field's first octet, from the PDU's first one
};

struct reading {
    std::vector<field> fields;
    // The one that stops the reading, and then fields behind it are not there; else the first overlong one.
    std::optional<fault> wrong;
};

// `fallback`: what data_coding 0 means. Commands that have no layout here give their optional parameters at most.
[[nodiscard]] reading read(protocol::pdu_view pdu, protocol::alphabet fallback);

// "submit_sm"; a command that has no name: "0x00010203". "ESME_ROK"; likewise.
[[nodiscard]] std::string command_of(protocol::pdu_view pdu);
[[nodiscard]] std::string status_of(protocol::pdu_view pdu);

// Makes asterisks of the password that a bind or outbind holds. What follows in one that is too broken to tell where it stands
// goes with it.
void blank_password(protocol::mutable_octets pdu) noexcept;

}  // namespace proxy::trace
