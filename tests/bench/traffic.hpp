#pragma once
// The PDUs of the relay benchmark, batch by batch in buffers that stay where they are, as a busy socket's read buffer does.
#include <cstddef>
#include <cstdint>
#include <string>

#include "protocol/octets.hpp"
#include "tests/relay/pdus.hpp"

namespace tests::bench {

using bytes = relay::bytes;

inline constexpr std::size_t batch = 100;  // submits of one read
inline constexpr std::size_t replies = 5;  // from the SMSC, after each such read
inline constexpr std::size_t senders = 8;  // numbers; half of them with a service_type of their own
inline constexpr std::size_t text_octets = 160;

// Whose numbers a batch goes to, in no order: twelve digits each, and those of all populations lie among each other as keys of a
// database do.
struct population {
    char kind;         // the last digit: no two populations share a number
    std::size_t size;  // after so many it begins again
    [[nodiscard]] std::string number(std::size_t which) const;
};
inline constexpr std::size_t most_people = 1'000'000;
inline constexpr population listed{'8', most_people};  // on the suppression list
inline constexpr population refused{'8', 2'000};       // those of them that submits go to: their blocks fit into the cache
inline constexpr population known{'7', 200'000};       // not on it, written to again and again
inline constexpr population fresh{'9', most_people};   // not on it, written to for the first time

[[nodiscard]] std::string sender(std::size_t which);
[[nodiscard]] std::string service_type(std::size_t which);

class submits {
public:
    // From so many of `senders`.
    explicit submits(std::size_t from = senders);
    // The next 100 people of this population. The same person always gets the same sender.
    void to_next(const population& whom);
    [[nodiscard]] protocol::mutable_octets octets() noexcept { return octets_; }

private:
    bytes octets_;
    std::size_t size_ = 0;  // of one
    std::size_t digits_ = 0;
    std::size_t next_ = 0;
};

// Ordinary words of people, 20 in each.
[[nodiscard]] bytes ordinary_replies();

// Delivery receipts of one size as carriers write them, 100 in a read.
[[nodiscard]] bytes receipts();

// Answers with these numbers, in order.
[[nodiscard]] bytes answers(protocol::command_id to, const std::vector<std::uint32_t>& numbers);

}  // namespace tests::bench
