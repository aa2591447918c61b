// A capture file, octet by octet where tshark is forgiving; what it makes of one is in tests/peers/tshark.test.mjs.
#include "proxy/trace/capture.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "tests/support/hex.hpp"

namespace {

using namespace proxy::trace;
using proxy::relay::side;

record connected(side leg, bool v6 = false) {
    ends at;
    at.ours.v6 = at.theirs.v6 = v6;
    at.ours.port = 2775;
    at.theirs.port = 40'112;
    at.ours.address = {10, 0, 0, 1};
    at.theirs.address = {10, 0, 0, 2};
    record made;
    made.what = record::kind::connected;
    made.leg = leg;
    made.octets.resize(sizeof at);
    std::memcpy(made.octets.data(), &at, sizeof at);
    return made;
}

record pdu(direction way, protocol::octet_buffer octets, loss before = {}) {
    record made;
    made.way = way;
    made.unix_us = 1'700'000'000'000'042;
    made.before = before;
    made.octets = std::move(octets);
    return made;
}

std::string packet_of(capture& from, const record& one) {
    std::string made;
    from.append(made, one);
    return made;
}

std::uint32_t big32(std::string_view in, std::size_t at) { return protocol::load32(protocol::octets_of(in).data() + at); }

std::string in_hex(std::string_view packet) {
    const auto octets = protocol::octets_of(packet);
    return tests::support::hex({octets.begin(), octets.end()});
}

constexpr std::size_t file_part = 16, ip4 = 20, ip6 = 40;

TEST(Capture, BeginsAsLibpcapWants) {
    EXPECT_EQ(in_hex(capture::file_header()), "D4 C3 B2 A1 02 00 04 00 00 00 00 00 00 00 00 00 27 00 01 00 65 00 00 00");
}

TEST(Capture, APduIsASegment) {
    capture file;
    EXPECT_EQ(packet_of(file, connected(side::esme)), "");
    const auto got = packet_of(file, pdu(direction::received, {'a', 'b', 'c'}));
    EXPECT_EQ(in_hex(got),
              "00 F1 53 65 2A 00 00 00 2B 00 00 00 2B 00 00 00 "              // time, sizes
              "45 00 00 2B 00 00 40 00 40 06 26 CB 0A 00 00 02 0A 00 00 01 "  // IPv4, its checksum
              "9C B0 0A D7 00 00 00 01 00 00 00 01 50 18 FF FF 2F DB 00 00 "  // TCP, its checksum
              "61 62 63");
}

TEST(Capture, SequenceNumbersGoOnAndLeaveAGapForWhatWasLost) {
    capture file;
    packet_of(file, connected(side::esme));
    const auto sequence = [](std::string_view packet) { return big32(packet, file_part + ip4 + 4); };
    const auto acknowledged = [](std::string_view packet) { return big32(packet, file_part + ip4 + 8); };
    EXPECT_EQ(sequence(packet_of(file, pdu(direction::received, {1, 2, 3}))), 1U);
    const auto sent = packet_of(file, pdu(direction::sent, {1, 2}));
    EXPECT_EQ(sequence(sent), 1U);
    EXPECT_EQ(acknowledged(sent), 4U);
    EXPECT_EQ(sequence(packet_of(file, pdu(direction::received, {1}, {2, 100}))), 104U);
    EXPECT_EQ(acknowledged(packet_of(file, pdu(direction::sent, {1}))), 105U);
}

TEST(Capture, OfIpv6) {
    capture file;
    packet_of(file, connected(side::esme, true));
    const auto got = packet_of(file, pdu(direction::sent, {1, 2, 3}));
    ASSERT_EQ(got.size(), file_part + ip6 + 20 + 3);
    EXPECT_EQ(big32(got, file_part), 0x6000'0000U);
    EXPECT_EQ(big32(got, file_part + 4), 0x0017'0640U);
}

TEST(Capture, ALargePduIsSeveralSegments) {
    capture file;
    packet_of(file, connected(side::esme));
    const auto got = packet_of(file, pdu(direction::received, protocol::octet_buffer(100'000)));
    EXPECT_EQ(got.size(), 100'000 + 2 * (file_part + ip4 + 20));
}

TEST(Capture, TheEndClosesWhatStands) {
    capture file;
    packet_of(file, connected(side::esme));
    record over;
    over.what = record::kind::over;
    EXPECT_EQ(packet_of(file, over).size(), file_part + ip4 + 20);
}

}  // namespace
