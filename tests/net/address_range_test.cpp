#include "proxy/net/address_range.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace proxy::net {
namespace {

bool holds(const std::string& range, const std::string& address) {
    std::string wrong;
    const auto parsed = address_range::parse(range, wrong);
    EXPECT_TRUE(parsed) << wrong;
    return parsed && parsed->holds(boost::asio::ip::make_address(address));
}

TEST(AddressRange, HoldsWhatTheBlockHolds) {
    EXPECT_TRUE(holds("10.0.0.0/8", "10.255.0.1"));
    EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.255"));
    EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::1"));
    EXPECT_TRUE(holds("0.0.0.0/0", "198.51.100.7"));
}

TEST(AddressRange, OneAddressIsItself) {
    EXPECT_TRUE(holds("192.0.2.1", "192.0.2.1"));
    EXPECT_FALSE(holds("192.0.2.1", "192.0.2.2"));
    EXPECT_TRUE(holds("::1", "::1"));
    EXPECT_FALSE(holds("::1", "::2"));
}

TEST(AddressRange, FamiliesAreKeptApartButMappedAddressesAreIpv4) {
    EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
    EXPECT_FALSE(holds("::/0", "192.0.2.1"));
    EXPECT_TRUE(holds("192.0.2.0/24", "::ffff:192.0.2.9"));
}

TEST(AddressRange, SaysWhatIsWrong) {
    for (const auto& [text, says] : std::vector<std::pair<std::string, std::string>>{{"", "must be an address"},
                                                                                     {"balancer", "must be an address"},
                                                                                     {"10.0.0/8", "must be an address"},
                                                                                     {"10.0.0.0/33", "from 0 to 32"},
                                                                                     {"10.0.0.0/", "from 0 to 32"},
                                                                                     {"10.0.0.0/-1", "from 0 to 32"},
                                                                                     {"10.0.0.0/8x", "from 0 to 32"},
                                                                                     {"::/129", "from 0 to 128"},
                                                                                     {"10.0.0.1/8", "bits behind its prefix"}}) {
        std::string wrong;
        EXPECT_FALSE(address_range::parse(text, wrong)) << text;
        EXPECT_THAT(wrong, testing::HasSubstr(says));
    }
}

}  // namespace
}  // namespace proxy::net
