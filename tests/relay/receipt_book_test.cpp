#include "proxy/relay/receipt_book.hpp"

#include <gtest/gtest.h>

namespace proxy::relay {
namespace {

sent_confirmation sent(std::string id) {
    return {.link = "carrier",
            .system_id = "acme",
            .message_id = std::move(id),
            .from = {1, 1, "15550100"},
            .to = {1, 1, "447700900123"}};
}

// A receipt with this id in its text; from the person to the brand as most SMSCs have it.
protocol::short_message receipt(std::string_view text, std::string_view source = "447700900123",
                                std::string_view destination = "15550100") {
    protocol::short_message one;
    one.source = {1, 1, source};
    one.destination = {1, 1, destination};
    one.esm_class = 0x04;
    one.text = protocol::octets_of(text);
    return one;
}

TEST(ReceiptBook, KnowsOurTextsByIdAndBothAddresses) {
    receipt_book book;
    EXPECT_FALSE(book.is_ours("carrier", "acme", receipt("id:77 stat:DELIVRD"), nullptr));
    book.remember(sent("77"));
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:77 stat:DELIVRD"), nullptr));
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:77 stat:DELIVRD", "15550100", "447700900123"), nullptr))
        << "in either order";
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:77 stat:DELIVRD", "+447700900123", "0015550100"), nullptr))
        << "in any spelling";
    EXPECT_FALSE(book.is_ours("carrier", "acme", receipt("id:78 stat:DELIVRD"), nullptr));
    EXPECT_FALSE(book.is_ours("carrier", "acme", receipt("stat:DELIVRD"), nullptr));
    EXPECT_FALSE(book.is_ours("carrier", "acme", receipt("id:77 stat:DELIVRD", "447700900999"), nullptr));
    EXPECT_FALSE(book.is_ours("carrier", "acme", receipt("id:77 stat:DELIVRD", "447700900123", "999"), nullptr));
    EXPECT_FALSE(book.is_ours("carrier", "other", receipt("id:77 stat:DELIVRD"), nullptr));
    EXPECT_FALSE(book.is_ours("other", "acme", receipt("id:77 stat:DELIVRD"), nullptr));
}

TEST(ReceiptBook, ReadsIdsInBothNotations) {
    receipt_book book;
    book.remember(sent("1A2B"));
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:1a2b stat:DELIVRD"), nullptr));
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:0000006699 stat:DELIVRD"), nullptr));
}

TEST(ReceiptBook, ForgetsTheOldestBeyondItsLimit) {
    receipt_book book;
    EXPECT_TRUE(book.empty());
    for (std::size_t at = 0; at <= receipt_book::most; ++at) book.remember(sent("x" + std::to_string(at)));
    EXPECT_FALSE(book.empty());
    EXPECT_FALSE(book.is_ours("carrier", "acme", receipt("id:x0 stat:DELIVRD"), nullptr));
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:x1 stat:DELIVRD"), nullptr));
    EXPECT_TRUE(book.is_ours("carrier", "acme", receipt("id:x" + std::to_string(receipt_book::most) + " stat:DELIVRD"), nullptr));
}

// Each has two keys, and all are told of each.
TEST(ReceiptBook, KnowsEachNumberOnceHoweverOftenItIsTold) {
    receipt_book book;
    const auto id = [](std::size_t at) { return std::to_string(100'000 + at); };
    for (std::size_t at = 0; at < 3 * receipt_book::most; ++at) {
        book.remember(sent(id(at)));
        book.remember(sent(id(at)));
    }
    for (std::size_t at = 0; at < 3 * receipt_book::most; ++at) {
        EXPECT_EQ(book.is_ours("carrier", "acme", receipt("id:" + id(at) + " stat:DELIVRD"), nullptr),
                  at >= 2 * receipt_book::most)
            << at;
    }
}

}  // namespace
}  // namespace proxy::relay
