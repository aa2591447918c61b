#include "proxy/admin/keyring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <latch>
#include <set>
#include <thread>

#include "store/hex.hpp"
#include "tests/admin/temp_directory.hpp"

using namespace proxy::admin;
using testing::HasSubstr;

namespace {

TEST(Hex, ThereAndBack) {
    EXPECT_EQ(store::to_hex(std::string_view("\x00\x7F\xFFz", 4)), "007fff7a");
    EXPECT_EQ(store::from_hex("007fff7a"), std::string("\x00\x7F\xFFz", 4));
    EXPECT_EQ(store::from_hex(""), "");
    for (const auto* wrong : {"0", "0g", "G0", "FF", " 0"}) EXPECT_EQ(store::from_hex(wrong), std::nullopt) << wrong;
}

TEST(Keyring, KnowsTokensByTheirDigests) {
    // The digest of "abc" is a test vector of FIPS 180-4.
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    const keyring keys({{"desk", role::reserved_operator, sha256_hex("abc")}, {"boss", role::admin, sha256_hex("xyz")}});
    ASSERT_NE(keys.holder_of("abc"), nullptr);
    EXPECT_EQ(keys.holder_of("abc")->name, "desk");
    EXPECT_EQ(keys.holder_of("xyz")->rank, role::admin);
    for (const auto* wrong : {"", "ab", "abcd", "ABC", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}) {
        EXPECT_EQ(keys.holder_of(wrong), nullptr) << wrong;
    }
}

TEST(Keyring, EveryOctetOfADigestCounts) {
    for (std::size_t at = 0; at < 64; ++at) {
        auto digest = sha256_hex("abc");
        digest[at] = digest[at] == '0' ? '1' : '0';
        EXPECT_EQ(keyring({{"near", role::admin, digest}}).holder_of("abc"), nullptr) << at;
    }
}

TEST(Keyring, ABrokenDigestOpensNothing) {
    const keyring keys({{"a", role::admin, ""}, {"b", role::admin, "abc"}, {"c", role::admin, std::string(64, 'x')}});
    EXPECT_EQ(keys.holder_of(""), nullptr);
    EXPECT_EQ(keys.holder_of("abc"), nullptr);
}

class TokenFile : public testing::Test {
protected:
    tests::admin::temp_directory directory_;
    std::string path_ = directory_.path("admin-token");
    std::string error_;
};

TEST_F(TokenFile, IsMadeOnceForItsOwnerAlone) {
    const auto token = read_or_make_token(path_, error_);
    EXPECT_EQ(token.size(), 64U) << error_;
    EXPECT_TRUE(store::from_hex(token));
    struct stat about{};
    ASSERT_EQ(::stat(path_.c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    EXPECT_EQ(read_or_make_token(path_, error_), token);
    EXPECT_EQ(read_token(path_, error_), token);
}

TEST_F(TokenFile, NoTwoAreTheSame) { EXPECT_NE(read_or_make_token(path_, error_), read_or_make_token(path_ + "2", error_)); }

TEST_F(TokenFile, LeavesNoDraftBehind) {
    (void)read_or_make_token(path_, error_);
    std::set<std::string> names;
    for (const auto& each : std::filesystem::directory_iterator(directory_.path(""))) names.insert(each.path().filename());
    EXPECT_THAT(names, testing::ElementsAre("admin-token"));
}

TEST_F(TokenFile, AllThatStartAtOnceGetTheSame) {
    constexpr int rounds = 50, processes = 4;
    for (int round = 0; round < rounds; ++round) {
        const auto path = path_ + std::to_string(round);
        std::vector<std::string> tokens(processes);
        std::vector<std::thread> threads;
        std::latch together(processes);
        for (auto& each : tokens) {
            threads.emplace_back([&] {
                std::string error;
                together.arrive_and_wait();
                each = read_or_make_token(path, error);
            });
        }
        for (auto& each : threads) each.join();
        EXPECT_THAT(std::set<std::string>(tokens.begin(), tokens.end()), testing::SizeIs(1));
        EXPECT_EQ(tokens[0].size(), 64U);
    }
}

TEST_F(TokenFile, TheOperatorsOwnTokenIsTaken) {
    std::ofstream(path_) << "  secret \n\n";
    EXPECT_EQ(read_or_make_token(path_, error_), "  secret");
}

TEST_F(TokenFile, SaysWhatIsWrong) {
    EXPECT_EQ(read_token(path_, error_), "");
    EXPECT_THAT(error_, HasSubstr("No such file"));
    std::ofstream(path_) << "\n";
    EXPECT_EQ(read_or_make_token(path_, error_), "");
    EXPECT_THAT(error_, HasSubstr("holds no token"));
    std::ofstream(path_) << std::string(5'000, 'x');
    EXPECT_EQ(read_token(path_, error_), "");
    EXPECT_THAT(error_, HasSubstr("too long"));
    EXPECT_EQ(read_or_make_token(directory_.path("none/admin-token"), error_), "");
    EXPECT_THAT(error_, HasSubstr("can't be made"));
    EXPECT_EQ(read_or_make_token("/", error_), "");
    EXPECT_THAT(error_, HasSubstr("directory"));
}

}  // namespace
