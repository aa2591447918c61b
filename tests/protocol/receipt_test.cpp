#include "protocol/receipt.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "protocol/receipt_text.hpp"
#include "tests/support/golden.hpp"

namespace {

using namespace tests::support;
using protocol::same_message_id;

TEST(Receipt, NamesItsMessage) {
    const std::pair<const char*, std::string> table[] = {
        {"receipt.plain", "7f3a91c2"},     {"receipt.text_only", "7f3a91c2"},
        {"receipt.tlvs_only", "7f3a91c2"}, {"receipt.esm_class_0_text", "7f3a91c2"},
        {"receipt.esm_class_0_tlv", "42"}, {"receipt.id_without_nul", "42"},
        {"receipt.empty_id_tlv", "99"},    {"receipt.capitals", "0001918445032"},
        {"receipt.id_not_first", "17"},    {"receipt.no_id", ""},
        {"receipt.in_payload", "5"},       {"receipt.intermediate", "6"},
        {"receipt.with_header", "8"},      {"receipt.conversation_abort", ""},
        {"data_sm.receipt", "42"},
    };
    for (const auto& [name, expected] : table) {
        EXPECT_EQ(protocol::receipted_id(protocol::read_short_message(golden(name).view()).message), expected) << name;
    }
}

struct pair_of_ids {
    std::string_view one;
    std::string_view other;
    bool same;
};

TEST(Receipt, KnowsTwoSpellingsOfOneId) {
    constexpr pair_of_ids table[] = {
        {"7f3a91c2", "7f3a91c2", true},
        {"7f3a91c2", "7F3A91C2", true},
        {"7f3a91c2", "007f3a91c2", true},
        {"725925e8", "1918445032", true},  // hexadecimal in the answer, decimal in the receipt
        {"725925E8", "01918445032", true},
        {"725925e8", "1918445033", false},
        {"a", "10", true},
        {"10", "16", true},  // either may be the hexadecimal one
        {"10", "17", false},
        {"ffffffffffffffff", "18446744073709551615", true},
        {"10000000000000000", "18446744073709551616", false},  // over 64 bits: compared as text alone
        {"10000000000000000", "010000000000000000", true},
        {"0", "000", true},
        {"0", "00x", false},
        {"", "", false},  // no id is nobody's
        {"", "0", false},
        {"0", "", false},
        {"b7e1-44", "B7E1-44", true},
        {"b7e1-44", "b7e1-45", false},
        {"b7e1-44", "b7e144", false},
        {"+10", "16", false},
        {"-1", "1", false},
        {"0x10", "16", false},
        {"12 ", "12", false},
        {"1234", "12345", false},
    };
    for (const pair_of_ids& each : table) {
        EXPECT_EQ(same_message_id(each.one, each.other), each.same) << each.one << " and " << each.other;
        EXPECT_EQ(same_message_id(each.other, each.one), each.same) << each.other << " and " << each.one;
        if (each.one.empty() && each.other.empty()) continue;
        const auto one = protocol::keys_of_message_id(each.one), other = protocol::keys_of_message_id(each.other);
        EXPECT_EQ(std::ranges::find_first_of(one, other) != one.end(), each.same) << each.one << " and " << each.other;
    }
}

TEST(ReceiptText, FindsWordsByTheirKey) {
    using protocol::receipt_text::value;
    EXPECT_EQ(value("id:1 stat:OK", "stat:"), "OK");
    EXPECT_EQ(value("ID:1\tStat:OK\r\n", "stat:"), "OK");
    EXPECT_EQ(value("id: stat:OK", "id:"), "");
    EXPECT_EQ(value("paid:1", "id:"), std::nullopt);
    EXPECT_EQ(value("id", "id:"), std::nullopt);
    EXPECT_EQ(value("", "id:"), std::nullopt);
    EXPECT_EQ(value(std::string_view("id:7\0", 5), "id:"), "7");
}

TEST(ReceiptText, OfARefusalIsReadBackAsItWasMeant) {
    EXPECT_EQ(protocol::receipt_text::rejected("17", 1'700'000'000'123, "Hello"),
              "id:17 sub:001 dlvrd:000 submit date:2311142213 done date:2311142213 stat:REJECTD err:000 text:Hello");
    const auto bare = protocol::receipt_text::rejected("17", 0, "");
    EXPECT_EQ(protocol::receipt_text::value(bare, "id:"), "17");
    EXPECT_EQ(protocol::receipt_text::value(bare, "stat:"), "REJECTD");
    EXPECT_TRUE(bare.ends_with(" text:"));
}

}  // namespace
