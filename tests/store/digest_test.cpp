#include "store/digest.hpp"

#include <gtest/gtest.h>

#include "store/hex.hpp"

namespace {

using namespace store;

std::string hex(const digest& of) { return to_hex(view(of)); }

TEST(Digest, IsThatOfFips180) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

// RFC 4231 §4.2 and §4.3, with the key kept and with another one between.
TEST(Digest, WithAKeyIsThatOfRfc4231) {
    for (const int times : {1, 2, 1}) {
        for (int time = 0; time < times; ++time)
            EXPECT_EQ(hex(hmac_sha256(std::string(20, '\x0B'), "Hi There")),
                      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
        for (int time = 0; time < times; ++time)
            EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
                      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}

TEST(Digest, HexadecimalGoesBothWays) {
    EXPECT_EQ(to_hex(std::string_view("\0\xFF\x1A", 3)), "00ff1a");
    EXPECT_EQ(from_hex("00ff1a"), std::string("\0\xFF\x1A", 3));
    EXPECT_EQ(from_hex(""), "");
    for (const auto* wrong : {"0", "0g", "FF", " 0"}) EXPECT_FALSE(from_hex(wrong)) << wrong;
}

}  // namespace
