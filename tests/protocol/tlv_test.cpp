#include "protocol/tlv.hpp"

#include <gtest/gtest.h>

#include "tests/support/exact_buffer.hpp"
#include "tests/support/hex.hpp"

namespace {

using namespace tests::support;
using namespace tests::support::literals;
using protocol::find_tlv;
using protocol::tlv_tag;
using protocol::well_formed;

std::optional<std::vector<std::uint8_t>> found(const std::vector<std::uint8_t>& tlvs, tlv_tag tag) {
    const exact_buffer exact(tlvs);
    const auto value = find_tlv(exact.view(), tag);
    if (!value) return std::nullopt;
    return std::vector<std::uint8_t>(value->begin(), value->end());
}

TEST(Tlv, FindsTheFirstWithItsTag) {
    const auto tlvs = "1401 0002 CAFE  0424 0003 \"one\"  0424 0003 \"two\"  001E 0000"_hex;
    EXPECT_EQ(found(tlvs, tlv_tag::message_payload), "\"one\""_hex);
    EXPECT_EQ(found(tlvs, tlv_tag::receipted_message_id), ""_hex);
    EXPECT_EQ(found(tlvs, static_cast<tlv_tag>(0x1401)), "CAFE"_hex);
    EXPECT_EQ(found(tlvs, tlv_tag::message_state), std::nullopt);
    EXPECT_EQ(found({}, tlv_tag::message_state), std::nullopt);
}

TEST(Tlv, IsNotFooledByValuesThatLookLikeParameters) {
    EXPECT_EQ(found("1401 0006 0424 0002 4142  0424 0001 43"_hex, tlv_tag::message_payload), "43"_hex);
}

TEST(Tlv, StopsAtAParameterThatReachesPastTheEnd) {
    const auto tlvs = "0427 0001 02  1401 0005 CAFE  0424 0001 41"_hex;
    EXPECT_EQ(found(tlvs, tlv_tag::message_state), "02"_hex);
    EXPECT_EQ(found("1401 0005 CAFE"_hex, static_cast<tlv_tag>(0x1401)), std::nullopt);
    EXPECT_EQ(found("1401 FFFF CAFE  0424 0001 41"_hex, tlv_tag::message_payload), std::nullopt);
}

TEST(Tlv, ToleratesUpToThreeTrailingOctets) {
    EXPECT_TRUE(well_formed({}));
    EXPECT_TRUE(well_formed("00"_hex));
    EXPECT_TRUE(well_formed("0427 0001 02  00 00 00"_hex));
    EXPECT_TRUE(well_formed("0427 0000"_hex));
    EXPECT_TRUE(well_formed("00 00 00 00"_hex)) << "a parameter with tag 0 and no value";
    EXPECT_FALSE(well_formed("\"abcd\""_hex));
    EXPECT_FALSE(well_formed("0427 0001"_hex));
    EXPECT_FALSE(well_formed("0427 0001 02  1401 0002 CA"_hex));
}

TEST(Tlv, TruncatedAnywhereItIsNeverReadOutside) {
    const auto tlvs = "1401 0002 CAFE  0424 0003 \"one\"  001E 0000"_hex;
    for (std::size_t size = 0; size <= tlvs.size(); ++size) {
        const exact_buffer cut(protocol::octets(tlvs).first(size));
        EXPECT_EQ(find_tlv(cut.view(), tlv_tag::message_payload).has_value(), size >= 13) << size;
        // A cut within a value, or a tag and length whose value is missing altogether.
        const bool torn = (size >= 4 && size < 6) || (size >= 10 && size < 13);
        EXPECT_EQ(well_formed(cut.view()), !torn) << size;
    }
}

}  // namespace
