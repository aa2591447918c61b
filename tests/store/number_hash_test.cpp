#include "store/number_hash.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace {

// Stores keep marks by it: another hash would lose them.
TEST(NumberHash, StaysAsItIs) {
    constexpr std::string_view digits = "44770090012345678901234567890";
    constexpr struct {
        std::size_t size;
        std::uint64_t hash;
    } table[] = {
        {0, 0x467F7E1667BFBF3E},  {1, 0xA481EC01D5B4C83B},  {5, 0x474163E3ED9F4A72},  {7, 0x3D25CFDF9FA92724},
        {8, 0x96DE6A0D245772FE},  {9, 0xDEAE02F8F2A4F259},  {12, 0x7066F888CDAF159B}, {15, 0xE8E34C50C3ED637E},
        {16, 0xD27F5A6718B9CB1E}, {17, 0xD60C1B8AEA6D3D99}, {24, 0x55420D0310041919}, {25, 0x4618AFB875EF41F7},
    };
    for (const auto& each : table) EXPECT_EQ(store::number_hash(digits.substr(0, each.size)), each.hash) << each.size;
    EXPECT_EQ(store::number_hash({}), table[0].hash);
}

}  // namespace
