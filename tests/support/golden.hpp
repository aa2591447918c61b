#pragma once
// The PDUs of tests/golden/*.hex: one file a family, in the notation of tests/support/hex.hpp. A line "== name" begins a PDU.
// All are framed right; those of the family "malformed" are wrong inside, or carry a text that is.
#include <string>
#include <string_view>
#include <vector>

#include "protocol/pdu_view.hpp"
#include "tests/support/exact_buffer.hpp"

namespace tests::support {

struct golden_pdu {
    std::string family;  // the file's name without ".hex"
    std::string name;
    exact_buffer bytes;

    // A view of `bytes`.
    [[nodiscard]] protocol::pdu_view view() const noexcept { return protocol::pdu_view(bytes.view()); }
};

// All of them, read once, by family and then as they stand in the file. Ends the process with a message when a file is wrong or a
// PDU's command_length is not its size.
[[nodiscard]] const std::vector<golden_pdu>& golden_pdus();

// The one with this name; ends the process when there is none.
[[nodiscard]] const golden_pdu& golden(std::string_view name);

}  // namespace tests::support
