#include "proxy/trace/capture.hpp"

#include <algorithm>
#include <utility>

namespace proxy::trace {

using protocol::octet_buffer;
using protocol::octets;

namespace {

constexpr std::uint32_t raw_ip = 101;  // LINKTYPE_RAW
constexpr std::size_t tcp_octets = 20, ip4_octets = 20, ip6_octets = 40;
constexpr std::size_t largest_packet = 65'535;  // what the 16 bits of an IP header's length can say
constexpr std::size_t largest_segment = largest_packet - ip4_octets - tcp_octets;
constexpr std::uint8_t tcp = 6;
constexpr std::uint8_t fin = 0x01, psh = 0x08, ack = 0x10;

// The file's own numbers, little-endian; those of packets are big-endian.
void append_file32(std::string& to, std::uint32_t value) {
    for (int at = 0; at < 4; ++at) to.push_back(static_cast<char>(value >> (8 * at)));
}

void append8(octet_buffer& to, std::uint8_t value) { to.push_back(value); }
void append16(octet_buffer& to, std::size_t value) {
    to.resize(to.size() + 2);
    protocol::store16(to.data() + to.size() - 2, static_cast<std::uint16_t>(value));
}
void append32(octet_buffer& to, std::uint32_t value) {
    to.resize(to.size() + 4);
    protocol::store32(to.data() + to.size() - 4, value);
}
void append(octet_buffer& to, octets some) { to.insert(to.end(), some.begin(), some.end()); }

octets address_of(const endpoint& at) { return octets{at.address}.first(at.v6 ? 16U : 4U); }

// RFC 1071, over what may come in pieces of which only the last has an odd size.
class checksum {
public:
    void add(octets some) {
        for (std::size_t at = 0; at + 1 < some.size(); at += 2) sum_ += protocol::load16(some.data() + at);
        if (some.size() % 2 != 0) sum_ += static_cast<std::uint32_t>(some.back() << 8U);
    }
    [[nodiscard]] std::uint16_t value() const {
        auto folded = sum_;
        while (folded >> 16U != 0) folded = (folded & 0xFFFFU) + (folded >> 16U);
        return static_cast<std::uint16_t>(~folded);
    }

private:
    std::uint64_t sum_ = 0;
};

octet_buffer tcp_header(const endpoint& from, const endpoint& to, std::uint32_t sequence, std::uint32_t next,
                        std::uint8_t flags) {
    octet_buffer made;
    append16(made, from.port);
    append16(made, to.port);
    append32(made, sequence);
    append32(made, next);
    append8(made, (tcp_octets / 4) << 4U);
    append8(made, flags);
    append16(made, 0xFFFF);  // window
    append32(made, 0);       // checksum, no urgent data
    return made;
}

octet_buffer ip_header(const endpoint& from, const endpoint& to, std::size_t payload) {
    octet_buffer made;
    if (from.v6) {
        append32(made, 0x6000'0000);
        append16(made, payload);
        append8(made, tcp);
        append8(made, 64);
    } else {
        append16(made, 0x4500);
        append16(made, ip4_octets + payload);
        append32(made, 0x0000'4000);  // never in fragments
        append8(made, 64);
        append8(made, tcp);
        append16(made, 0);
    }
    append(made, address_of(from));
    append(made, address_of(to));
    if (!from.v6) {
        checksum sum;
        sum.add(made);
        protocol::store16(made.data() + 10, sum.value());
    }
    return made;
}

// RFC 9293 §3.1, with the pseudo header of the IP version.
std::uint16_t tcp_checksum(const endpoint& from, const endpoint& to, octets header, octets payload) {
    octet_buffer pseudo;
    append32(pseudo, tcp);
    append32(pseudo, static_cast<std::uint32_t>(header.size() + payload.size()));
    checksum sum;
    sum.add(address_of(from));
    sum.add(address_of(to));
    sum.add(pseudo);
    sum.add(header);
    sum.add(payload);
    return sum.value();
}

}  // namespace

std::string capture::file_header() {
    std::string made;
    append_file32(made, 0xA1B2'C3D4);  // microseconds
    append_file32(made, 2U | 4U << 16U);
    append_file32(made, 0);
    append_file32(made, 0);
    append_file32(made, largest_packet + ip6_octets);
    append_file32(made, raw_ip);
    return made;
}

void capture::append(std::string& to, const record& one) {
    auto& of = flows_[relay::index(one.leg)];
    switch (one.what) {
        case record::kind::connected: of = {.at = one.connected(), .stands = true}; return;
        case record::kind::over:
            for (auto& each : flows_) {
                if (each.stands) segment(to, each, direction::sent, one.unix_us, fin | ack, {});
            }
            return;
        case record::kind::pdu:
        case record::kind::unframed: break;
    }
    of.next[static_cast<std::size_t>(one.way)] += static_cast<std::uint32_t>(one.before.octets);
    for (octets left{one.octets}; !left.empty();) {
        const auto some = left.first(std::min(left.size(), largest_segment));
        left = left.subspan(some.size());
        segment(to, of, one.way, one.unix_us, psh | ack, some);
    }
}

void capture::segment(std::string& to, flow& of, direction way, std::int64_t unix_us, std::uint8_t flags, octets payload) {
    const bool in = way == direction::received;
    const auto& from = in ? of.at.theirs : of.at.ours;
    const auto& at = in ? of.at.ours : of.at.theirs;
    auto& next = of.next[static_cast<std::size_t>(way)];
    const auto acknowledged = of.next[static_cast<std::size_t>(in ? direction::sent : direction::received)];
    auto header = tcp_header(from, at, next, acknowledged, flags);
    protocol::store16(header.data() + 16, tcp_checksum(from, at, header, payload));
    const auto ip = ip_header(from, at, header.size() + payload.size());
    next += static_cast<std::uint32_t>(payload.size());

    const auto size = static_cast<std::uint32_t>(ip.size() + header.size() + payload.size());
    append_file32(to, static_cast<std::uint32_t>(unix_us / 1'000'000));
    append_file32(to, static_cast<std::uint32_t>(unix_us % 1'000'000));
    append_file32(to, size);
    append_file32(to, size);
    for (const octets each : {octets{ip}, octets{header}, payload}) to.append(protocol::characters(each));
}

}  // namespace proxy::trace
