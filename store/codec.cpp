#include "store/codec.hpp"

namespace store {

void record_writer::big_endian(std::uint64_t value, unsigned octets) {
    for (auto shift = octets * 8; shift > 0; shift -= 8) out_.push_back(static_cast<char>(value >> (shift - 8) & 0xFF));
}

void record_writer::length(std::size_t value) {
    while (value > 0x7F) {
        u8(static_cast<std::uint8_t>((value & 0x7F) | 0x80));
        value >>= 7;
    }
    u8(static_cast<std::uint8_t>(value));
}

void record_writer::text(std::string_view value) {
    length(value.size());
    out_.append(value);
}

std::uint64_t record_reader::big_endian(std::size_t octets) noexcept {
    if (rest_.size() < octets) {
        fail();
        return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t at = 0; at < octets; ++at) value = value << 8 | static_cast<std::uint8_t>(rest_[at]);
    rest_.remove_prefix(octets);
    return value;
}

bool record_reader::flag() noexcept {
    const auto value = u8();
    if (value > 1) fail();
    return good_ && value == 1;
}

std::size_t record_reader::length() noexcept {
    std::size_t value = 0;
    // Four octets hold 256 MiB, more than any record of ours has.
    for (unsigned shift = 0; shift < 28; shift += 7) {
        const auto octet = u8();
        value |= static_cast<std::size_t>(octet & 0x7F) << shift;
        if ((octet & 0x80) == 0) return value;
    }
    fail();
    return 0;
}

std::string_view record_reader::text() noexcept {
    const auto size = length();
    if (size > rest_.size()) fail();
    if (!good_) return {};
    const auto value = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return value;
}

void record_reader::fail() noexcept {
    good_ = false;
    rest_ = {};
}

}  // namespace store
