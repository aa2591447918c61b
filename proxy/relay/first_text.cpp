#include "proxy/relay/first_text.hpp"

#include <algorithm>

#include "protocol/tlv.hpp"
#include "proxy/consent/text_of.hpp"

namespace proxy::relay {

using protocol::esm_class_bits::message_type;
using protocol::esm_class_bits::user_data_header;

namespace {

constexpr std::size_t septets = 160, octets = 140, ucs2_octets = 140;  // of one short message (3GPP TS 23.040 §9.2.3.16)

bool is_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct coding {
    std::optional<std::string> notice;  // in it, with the blank before it
    std::size_t room = 0;
};

coding coding_of(const protocol::short_message& message, const std::string& notice, protocol::alphabet of_link) {
    const auto plain = [&](std::size_t room) { return coding{is_ascii(notice) ? std::optional{notice} : std::nullopt, room}; };
    constexpr std::uint8_t ascii = 1, latin1 = 3, ucs2 = 8;
    switch (message.data_coding) {
        case 0:
            if (of_link == protocol::alphabet::gsm7) return {protocol::encode_gsm7(notice), septets};
            if (of_link == protocol::alphabet::ucs2) return {protocol::encode_ucs2(notice), ucs2_octets};
            // Packed septets end anywhere in an octet: the notice goes by itself.
            if (of_link == protocol::alphabet::gsm7_packed) return {};
            return plain(octets);
        case ascii:
        case latin1: return plain(octets);
        case ucs2: return {protocol::encode_ucs2(notice), ucs2_octets};
        default: return {};
    }
}

}  // namespace

bool can_have_notice(const protocol::short_message& message, protocol::alphabet of_link) {
    if ((message.esm_class & message_type) != 0 || message.sm_default_msg_id != 0 || protocol::is_for_a_port(message))
        return false;
    return consent::text_of(message, of_link).has_value();
}

std::optional<std::string> with_notice(const protocol::short_message& message, std::string_view notice,
                                       protocol::alphabet of_link) {
    // A payload is no single short message, and a header says that this one is a part.
    const bool payload = protocol::find_tlv(message.tlvs, protocol::tlv_tag::message_payload).has_value();
    if (message.text.empty() || payload || (message.esm_class & user_data_header) != 0 || protocol::is_part_of_several(message))
        return std::nullopt;
    // Little-endian text would get a tail in the other order, and half a character one that is out of step.
    constexpr std::uint16_t swapped_mark = 0xFFFE;
    const bool swapped =
        message.data_coding == 8 && message.text.size() >= 2 && protocol::load16(message.text.data()) == swapped_mark;
    const bool torn = message.data_coding == 8 && message.text.size() % 2 != 0;
    const auto in = coding_of(message, ' ' + std::string{notice}, of_link);
    if (swapped || torn || !in.notice || message.text.size() + in.notice->size() > in.room) return std::nullopt;
    return std::string{protocol::characters(message.text)} + *in.notice;
}

}  // namespace proxy::relay
