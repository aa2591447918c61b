#include "tests/bench/load/pdu.hpp"

#include <cstring>

namespace tests::bench::pdu {
namespace {

constexpr std::size_t header = 16;
constexpr std::uint8_t international = 1, isdn = 1;  // TON, NPI

void write_header(std::uint8_t* to, std::size_t size, std::uint32_t command, std::uint32_t sequence) {
    store32(to, static_cast<std::uint32_t>(size));
    store32(to + 4, command);
    store32(to + 8, 0);
    store32(to + 12, sequence);
}

void append(octets& to, std::string_view text) {
    to.insert(to.end(), text.begin(), text.end());
    to.push_back(0);
}

}  // namespace

void put(stream& to, std::uint32_t command, std::uint32_t sequence, std::span<const std::uint8_t> body) {
    const auto size = header + body.size();
    auto* const at = to.room(size);
    write_header(at, size, command, sequence);
    if (!body.empty()) std::memcpy(at + header, body.data(), body.size());
}

void put_bind(stream& to, std::uint32_t sequence) {
    octets body;
    append(body, "load");
    append(body, "secret");
    append(body, "");
    body.insert(body.end(), {0x34, 0, 0});
    append(body, "");
    put(to, bind_transceiver, sequence, body);
}

message::message(std::uint32_t command, std::string_view source, std::string_view destination, std::string_view text,
                 bool destination_moves)
    : whole_(header) {
    append(whole_, "");
    whole_.insert(whole_.end(), {international, isdn});
    if (!destination_moves) number_at_ = whole_.size();
    append(whole_, source);
    whole_.insert(whole_.end(), {international, isdn});
    if (destination_moves) number_at_ = whole_.size();
    append(whole_, destination);
    // esm_class, protocol_id, priority_flag, two times, registered_delivery, replace_if_present_flag, data_coding, default id
    whole_.insert(whole_.end(), {0, 0, 0, 0, 0, 1, 0, 0, 0, static_cast<std::uint8_t>(text.size())});
    whole_.insert(whole_.end(), text.begin(), text.end());
    write_header(whole_.data(), whole_.size(), command, 0);
}

void message::put(stream& to, std::uint32_t sequence, std::string_view number) const {
    auto* const at = to.room(whole_.size());
    std::memcpy(at, whole_.data(), whole_.size());
    store32(at + 12, sequence);
    std::memcpy(at + number_at_, number.data(), number.size());
}

}  // namespace tests::bench::pdu
