#pragma once
// Header and body of one framed PDU over foreign octets (SMPP 3.4 §3.2). Nothing is copied or owned: a view lives as long
// as the buffer that it looks at. Every accessor is O(1) and can't fail, because the framer saw at least 16 octets.
#include "protocol/command_id.hpp"
#include "protocol/command_status.hpp"
#include "protocol/framer.hpp"
#include "protocol/octets.hpp"

namespace protocol {

class pdu_view {
public:
    // `whole`: exactly one PDU, at least 16 octets.
    explicit constexpr pdu_view(octets whole) noexcept : whole_(whole) {}

    [[nodiscard]] constexpr std::uint32_t length() const noexcept { return load32(whole_.data()); }
    [[nodiscard]] constexpr command_id command() const noexcept { return static_cast<command_id>(load32(whole_.data() + 4)); }
    [[nodiscard]] constexpr command_status status() const noexcept {
        return static_cast<command_status>(load32(whole_.data() + 8));
    }
    [[nodiscard]] constexpr std::uint32_t sequence() const noexcept { return load32(whole_.data() + sequence_offset); }
    [[nodiscard]] constexpr octets body() const noexcept { return whole_.subspan(header_octets); }
    [[nodiscard]] constexpr octets whole() const noexcept { return whole_; }

    static constexpr std::size_t sequence_offset = 12;

private:
    octets whole_;
};

// Replaces the sequence number in place; no other octet changes. `pdu`: at least 16 octets.
constexpr void renumber(mutable_octets pdu, std::uint32_t sequence) noexcept {
    store32(pdu.data() + pdu_view::sequence_offset, sequence);
}

}  // namespace protocol
