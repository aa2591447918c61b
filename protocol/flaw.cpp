#include "protocol/flaw.hpp"

namespace protocol {

std::string_view name(flaw what) noexcept {
    switch (what) {
        case flaw::none: return "none";
        case flaw::bad_length: return "bad_length";
        case flaw::truncated: return "truncated";
        case flaw::unterminated: return "unterminated";
        case flaw::overlong: return "overlong";
        case flaw::bad_tlv: return "bad_tlv";
        case flaw::bad_destination: return "bad_destination";
    }
    return "none";
}

}  // namespace protocol
