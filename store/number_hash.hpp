#pragma once
// The hash of a number that the memory filter and the relay's memory of texts share, so that a submit's numbers are hashed once.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace store {

// Every bit of it depends on every octet; not for tables that somebody may want to overfill. It stays as it is: a store keeps
// marks by it, see erased_marks.hpp.
[[nodiscard, gnu::always_inline]] inline std::uint64_t number_hash(std::string_view number) noexcept {
    constexpr std::uint64_t odd_1 = 0x9E37'79B9'7F4A'7C15, odd_2 = 0xBF58'476D'1CE4'E5B9, odd_3 = 0x94D0'49BB'1331'11EB;
    constexpr std::size_t word_octets = sizeof(std::uint64_t);
    const auto* at = number.data();
    const auto size = number.size();
    std::uint64_t sum = (size + 1) * odd_3;
    const auto word_at = [](const char* from, std::size_t octets) {
        std::uint64_t word = 0;
        std::memcpy(&word, from, octets);
        return word;
    };
    const auto stir = [&sum](std::uint64_t word) {
        sum = (sum ^ word) * odd_2;
        sum ^= sum >> 32U;
    };
    if (size >= word_octets) {
        const auto* const last = at + size - word_octets;
        for (; at < last; at += word_octets) stir(word_at(at, word_octets));
        stir(word_at(last, word_octets));  // some of them once more
    } else {
        stir(word_at(size != 0 ? at : "", size));
    }
    sum *= odd_3;
    sum ^= sum >> 29U;
    return sum * odd_1;
}

// Of who writes and who is written to, by the hashes of their numbers; high bits and low ones depend on all of both.
[[nodiscard]] constexpr std::uint64_t pair_hash(std::uint64_t sender, std::uint64_t recipient) noexcept {
    auto mixed = sender * 0x9E37'79B9'7F4A'7C15 + recipient;
    mixed = (mixed ^ mixed >> 30U) * 0xBF58'476D'1CE4'E5B9;
    return mixed ^ mixed >> 31U;
}

// A table of cache lines, one of them for each number: who hashes a number some time before he asks of it has its line fetched.
struct hashed_lines {
    const void* first = nullptr;  // where they begin
    std::uint64_t count = 0;      // 0: there is none

    static constexpr std::size_t line_octets = 64;
    // From where they begin, in octets: by the hash's upper half.
    [[nodiscard]] constexpr std::size_t offset_of(std::uint64_t hash) const noexcept {
        return ((hash >> 32U) * count >> 32U) * line_octets;
    }
    // Nobody waits for it, and nothing happens where no such memory is (any more).
    void fetch(std::uint64_t hash) const noexcept { __builtin_prefetch(static_cast<const char*>(first) + offset_of(hash)); }
};

}  // namespace store
