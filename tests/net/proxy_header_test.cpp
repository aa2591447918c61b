#include "proxy/net/proxy_header.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <vector>

#include "tests/support/exact_buffer.hpp"
#include "tests/support/hex.hpp"

namespace proxy::net {
namespace {

using state = proxy_header::state;

const std::string signature = "0d0a0d0a000d0a515549540a ";
const std::string v4 = "c0000201 c6336402 9cb0 0ad7 ";
const std::string v6 = "20010db8000000000000000000000001 20010db8000000000000000000000002 9cb0 0ad7 ";

// A line in version 1; with or without its end.
std::string line(const std::string& text) { return '"' + text + "\" 0d0a"; }
std::string unended(const std::string& text) { return '"' + text + '"'; }

struct given {
    const char* about;
    std::string hex;
    state found;
    std::string client{};
    bool check = false;
    std::string flaw{};
};

const given table[] = {
    {"TCP over IPv4", signature + "21 11 000c " + v4, state::whole, "192.0.2.1:40112"},
    {"TCP over IPv6", signature + "21 21 0024 " + v6, state::whole, "[2001:db8::1]:40112"},
    {"extensions behind the addresses", signature + "21 11 0013 " + v4 + "04 0004 00000000", state::whole, "192.0.2.1:40112"},
    {"LOCAL", signature + "20 00 0000", state::whole, "", true},
    {"LOCAL with addresses", signature + "20 11 000c " + v4, state::whole, "", true},
    {"unspecified", signature + "21 00 0000", state::whole},
    {"unspecified with octets", signature + "21 00 0003 010203", state::whole},
    {"UDP", signature + "21 12 000c " + v4, state::whole},
    {"a Unix socket", signature + "21 31 0002 2f78", state::whole},
    {"the longest", signature + "21 11 0ff0 " + v4 + std::string(2 * (4080 - 12), '0'), state::whole, "192.0.2.1:40112"},
    {"longer", signature + "21 11 0ff1", state::broken, "", false, "too long"},
    {"version 1 in binary", signature + "11 11 000c " + v4, state::broken, "", false, "unknown version"},
    {"version 3", signature + "31 11 000c " + v4, state::broken, "", false, "unknown version"},
    {"command 2", signature + "22 11 000c " + v4, state::broken, "", false, "unknown command"},
    {"family 4", signature + "21 41 0000", state::broken, "", false, "unknown address family"},
    {"transport 3", signature + "21 13 0000", state::broken, "", false, "unknown address family"},
    {"short for IPv4", signature + "21 11 000b c0000201 c6336402 9cb0 0a", state::broken, "", false,
     "too short for its addresses"},
    {"short for IPv6", signature + "21 21 000c " + v4, state::broken, "", false, "too short for its addresses"},
    {"text, IPv4", line("PROXY TCP4 192.0.2.1 198.51.100.2 40112 2775"), state::whole, "192.0.2.1:40112"},
    {"text, IPv6", line("PROXY TCP6 2001:db8::1 2001:db8::2 40112 2775"), state::whole, "[2001:db8::1]:40112"},
    {"text, unknown", line("PROXY UNKNOWN"), state::whole},
    {"text, unknown with addresses", line("PROXY UNKNOWN ffff::1 ffff::2 1 2"), state::whole},
    {"text, the longest", line("PROXY UNKNOWN " + std::string(91, 'f')), state::whole},
    {"text, longer", unended("PROXY UNKNOWN " + std::string(93, 'f')), state::broken, "", false, "too long"},
    {"text, another protocol", line("PROXY UDP4 192.0.2.1 198.51.100.2 1 2"), state::broken, "", false, "unknown address family"},
    {"text, two blanks", line("PROXY TCP4  192.0.2.1 198.51.100.2 1 2"), state::broken, "", false, "bad address or port"},
    {"text, families mixed", line("PROXY TCP4 2001:db8::1 198.51.100.2 1 2"), state::broken, "", false, "bad address or port"},
    {"text, port too large", line("PROXY TCP4 192.0.2.1 198.51.100.2 65536 2"), state::broken, "", false, "bad address or port"},
    {"text, no port", line("PROXY TCP4 192.0.2.1 198.51.100.2"), state::broken, "", false, "bad address or port"},
    {"text, a word too many", line("PROXY TCP4 192.0.2.1 198.51.100.2 1 2 3"), state::broken, "", false, "bad address or port"},
    {"SMPP", "0000002f 00000009 00000000 00000001", state::broken, "", false, "no PROXY header"},
    {"TLS", "16030100", state::broken, "", false, "no PROXY header"},
    {"HTTP", line("GET / HTTP/1.1"), state::broken, "", false, "no PROXY header"},
};

class ProxyHeader : public testing::TestWithParam<given> {};

// As the shell reads: never more than it may. What comes behind the header stays unread.
TEST_P(ProxyHeader, IsReadStepByStepAndNotPast) {
    const auto& one = GetParam();
    auto all = tests::support::bytes(one.hex);
    const auto size = all.size();
    all.insert(all.end(), 64, std::uint8_t{'\n'});
    std::size_t have = 0;
    auto result = read_proxy_header({});
    while (result.found == state::partial) {
        ASSERT_GE(result.needs, 1U);
        have += result.needs;
        ASSERT_LE(have, all.size());
        result = read_proxy_header(protocol::octets{all}.first(have));
    }
    EXPECT_EQ(result.found, one.found);
    EXPECT_EQ(result.client, one.client);
    EXPECT_EQ(result.check, one.check);
    EXPECT_EQ(result.flaw, one.flaw);
    if (one.found == state::whole) {
        EXPECT_EQ(result.size, size);
        EXPECT_EQ(have, size) << "read past the header";
    }
}

// However it comes in pieces, and with nothing readable behind the octets that are there.
TEST_P(ProxyHeader, IsPartialAtEveryOctetBeforeItsEnd) {
    const auto& one = GetParam();
    if (one.found != state::whole) return;
    const auto all = tests::support::bytes(one.hex);
    for (std::size_t have = 0; have < all.size(); ++have) {
        const tests::support::exact_buffer piece{protocol::octets{all}.first(have)};
        const auto result = read_proxy_header(piece.view());
        ASSERT_EQ(result.found, state::partial) << have;
        ASSERT_GE(result.needs, 1U) << have;
        ASSERT_LE(have + result.needs, all.size()) << have;
    }
}

TEST_P(ProxyHeader, BrokenStaysBroken) {
    const auto& one = GetParam();
    if (one.found != state::broken) return;
    const auto all = tests::support::bytes(one.hex);
    bool was_broken = false;
    for (std::size_t have = 0; have <= all.size(); ++have) {
        const tests::support::exact_buffer piece{protocol::octets{all}.first(have)};
        const bool now_broken = read_proxy_header(piece.view()).found == state::broken;
        ASSERT_TRUE(now_broken || !was_broken) << have;
        was_broken = now_broken;
    }
    EXPECT_TRUE(was_broken);
}

INSTANTIATE_TEST_SUITE_P(Table, ProxyHeader, testing::ValuesIn(table), [](const auto& each) {
    std::string name = each.param.about;
    for (auto& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
});

}  // namespace
}  // namespace proxy::net
