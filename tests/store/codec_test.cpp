#include "store/codec.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace {

using namespace store;
using namespace std::string_literals;

TEST(Codec, NumbersAreBigEndianSoThatKeysSortAsNumbersDo) {
    std::string out;
    record_writer to(out);
    to.u8(0xAB);
    to.u32(0x01020304);
    to.u64(0x05060708090A0B0C);
    EXPECT_EQ(out, "\xAB\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0C"s);
    record_reader in(out);
    EXPECT_EQ(in.u8(), 0xAB);
    EXPECT_EQ(in.u32(), 0x01020304U);
    EXPECT_EQ(in.u64(), 0x05060708090A0B0CU);
    EXPECT_TRUE(in.done());
}

TEST(Codec, LengthsTakeAsFewOctetsAsTheyNeed) {
    const struct {
        std::size_t value;
        std::string octets;
    } table[] = {{0, "\0"s},         {1, "\1"s},         {127, "\x7F"s},
                 {128, "\x80\x01"s}, {300, "\xAC\x02"s}, {(1 << 28) - 1, "\xFF\xFF\xFF\x7F"s}};
    for (const auto& row : table) {
        std::string out;
        record_writer(out).length(row.value);
        EXPECT_EQ(out, row.octets) << row.value;
        record_reader in(out);
        EXPECT_EQ(in.length(), row.value);
        EXPECT_TRUE(in.done());
    }
}

TEST(Codec, TextsMayHoldAnyOctets) {
    const auto text = "a\0b\xFF"s + std::string(200, 'x');
    std::string out;
    record_writer to(out);
    to.text(text);
    to.text("");
    record_reader in(out);
    EXPECT_EQ(in.text(), text);
    EXPECT_EQ(in.text(), "");
    EXPECT_TRUE(in.done());
}

TEST(Codec, AnythingTooLongOrTooShortIsAFaultForGood) {
    const struct {
        std::string what, octets;
    } table[] = {{"empty", ""s},
                 {"length without an end", "\x80\x80"s},
                 {"five octets of length", "\x80\x80\x80\x80\x01"s},
                 {"text longer than the record", "\x05"s + "abc"}};
    for (const auto& row : table) {
        record_reader in(row.octets);
        EXPECT_EQ(in.text(), "") << row.what;
        EXPECT_FALSE(in.good()) << row.what;
        EXPECT_EQ(in.u8(), 0) << row.what;
        EXPECT_FALSE(in.done()) << row.what;
    }
}

TEST(Codec, FlagsAndEnumeratorsOutOfRangeAreFaults) {
    enum class colour : std::uint8_t { red = 1, blue = 2 };
    for (const int value : {0, 3, 255}) {
        const std::string octet(1, static_cast<char>(value));
        record_reader in(octet);
        EXPECT_EQ(in.one_of(colour::blue), colour::red);
        EXPECT_FALSE(in.good()) << value;
    }
    const auto octets = "\2\0\1\2"s;
    record_reader in(octets);
    EXPECT_EQ(in.one_of(colour::blue), colour::blue);
    EXPECT_FALSE(in.flag());
    EXPECT_TRUE(in.flag());
    EXPECT_TRUE(in.good());
    in.flag();
    EXPECT_FALSE(in.good());
}

TEST(Codec, ARecordWithATailIsNotDone) {
    record_reader in("\1\2");
    in.u8();
    EXPECT_TRUE(in.good());
    EXPECT_FALSE(in.done());
}

}  // namespace
