#include "protocol/tlv.hpp"

namespace protocol {
namespace {

constexpr std::size_t tag_and_length_octets = 4;

// Length of the value of the parameter at the front; `tlvs` holds at least its tag and length.
std::size_t value_length(octets tlvs) noexcept { return load16(tlvs.data() + 2); }

}  // namespace

std::optional<octets> find_tlv(octets tlvs, tlv_tag tag) noexcept {
    while (tlvs.size() >= tag_and_length_octets) {
        const std::size_t length = value_length(tlvs);
        const auto found = static_cast<tlv_tag>(load16(tlvs.data()));
        tlvs = tlvs.subspan(tag_and_length_octets);
        if (length > tlvs.size()) return std::nullopt;
        if (found == tag) return tlvs.first(length);
        tlvs = tlvs.subspan(length);
    }
    return std::nullopt;
}

bool well_formed(octets tlvs) noexcept {
    while (tlvs.size() >= tag_and_length_octets) {
        const std::size_t length = value_length(tlvs);
        tlvs = tlvs.subspan(tag_and_length_octets);
        if (length > tlvs.size()) return false;
        tlvs = tlvs.subspan(length);
    }
    return true;
}

}  // namespace protocol
