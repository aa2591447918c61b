#pragma once
// The few PDUs of the load, by their octets: the benchmark does not lean on the protocol code that it measures.
#include <cstdint>
#include <span>
#include <string_view>

#include "tests/bench/load/stream.hpp"

namespace tests::bench::pdu {

inline constexpr std::uint32_t submit_sm = 0x04, deliver_sm = 0x05, unbind = 0x06, bind_transceiver = 0x09, enquire_link = 0x15;
inline constexpr std::uint32_t response = 0x80000000;

[[nodiscard]] inline std::uint32_t command(std::span<const std::uint8_t> of) noexcept { return load32(of.data() + 4); }
[[nodiscard]] inline std::uint32_t status(std::span<const std::uint8_t> of) noexcept { return load32(of.data() + 8); }
[[nodiscard]] inline std::uint32_t sequence(std::span<const std::uint8_t> of) noexcept { return load32(of.data() + 12); }

// Appends one to the stream's output.
void put(stream& to, std::uint32_t command, std::uint32_t sequence, std::span<const std::uint8_t> body);
void put_bind(stream& to, std::uint32_t sequence);

// A submit_sm or deliver_sm in which only the sequence number and one of the addresses, of twelve digits, change.
class message {
public:
    // `moving`: the address that changes is the destination, else the source.
    message(std::uint32_t command, std::string_view source, std::string_view destination, std::string_view text,
            bool destination_moves);
    void put(stream& to, std::uint32_t sequence, std::string_view number) const;

private:
    octets whole_;
    std::size_t number_at_ = 0;
};

}  // namespace tests::bench::pdu
