#pragma once
// Answers "certainly not in the database" from memory: a Bloom filter of cache lines, eight bits of one line for each key. Keys
// are only ever added. Until it is built, and when it is off, the answer is "maybe" for every key.
//
// What makes "certainly not" true for every key that can be seen in the database:
//   a key is added before its write, and hold() is kept from there until the write can be seen
//   begin() waits for those holds; what is written later goes into the new table too, what was written before is scanned
//   publish() puts the new table in the place of the old one, which is freed when nobody asks it any more
//
// A batch that asks costs two uncontended atomic additions and one cache miss, which all its keys share.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <shared_mutex>
#include <span>
#include <string_view>

#include "metrics/counter.hpp"
#include "store/number_hash.hpp"
#include "store/suppression.hpp"

namespace store {

class memory_filter {
public:
    // Of one call: as many as fit into the answer's bits, and as many cache misses as a core has under way by far.
    static constexpr std::size_t most_asked = 64;
    // One of so many "certainly not" is named in `check`: what a look into the database costs vanishes in the others.
    static constexpr std::uint32_t check_every = 4'096;
    // A table is built with more bits a key and replaced when it has so many: 0.9 % wrong "maybe" by then.
    static constexpr std::size_t least_bits_a_key = 10;
    static constexpr std::size_t least_keys = 1'000'000;
    // Beyond, there are fewer bits a key and more wrong "maybe": 800 million keys.
    static constexpr std::size_t most_octets = 1'000'000'000;

    memory_filter();
    ~memory_filter();

    memory_filter(const memory_filter&) = delete;
    memory_filter& operator=(const memory_filter&) = delete;

    struct answer {
        std::uint64_t maybe = 0;         // bit n: the key of question n may be there
        std::size_t check = most_asked;  // the question whose "certainly not" is to be verified, if any
    };
    // Of at most most_asked questions. Any thread; no lock, no allocation.
    [[nodiscard]] answer ask(std::span<const question> asked) noexcept;
    // Any thread. Of the table that is asked, just now.
    [[nodiscard]] hashed_lines lines() const noexcept {
        return {first_line_.load(std::memory_order_relaxed), line_count_.load(std::memory_order_relaxed)};
    }
    // Any thread. Not counted among those to verify.
    [[nodiscard]] bool maybe(std::string_view key) noexcept;

    // --- adding: any thread ---

    using held = std::shared_lock<std::shared_mutex>;
    // While held, no table is begun, published or freed. Not twice on one thread.
    [[nodiscard]] held hold() { return held(changing_); }
    // The caller holds, and goes on to hold until the key can be seen in the database.
    void add(std::string_view key) noexcept;
    // By number_hash() of each key; by cache line, as fill().
    void add(std::span<const std::uint64_t> hashes) noexcept;

    // --- building: one thread ---

    // A new table with room for so many keys and half as many more. False: no memory for it.
    [[nodiscard]] bool begin(std::size_t keys);
    // By number_hash() of each key, into the new table alone; by cache line, so give many.
    void fill(std::span<const std::uint64_t> hashes) noexcept;
    // All keys that could be seen when begin() returned have been filled in.
    void publish();
    // Not finished: the new table is dropped.
    void abandon();
    // For good, unless a table is begun again: "maybe" is the answer to everything.
    void switch_off();

    // Any thread.
    [[nodiscard]] bool ready() const noexcept { return asked_.load(std::memory_order_relaxed) != nullptr; }
    // The table has more keys than it has room for: time to begin a new one.
    [[nodiscard]] bool full() const noexcept { return keys() > room_.load(std::memory_order_relaxed); }
    // Those of the table that answers, about: keys that share all bits with others aren't counted.
    [[nodiscard]] std::size_t keys() const noexcept { return keys_.load(std::memory_order_relaxed); }
    // Of all tables.
    [[nodiscard]] std::size_t octets() const noexcept { return octets_.load(std::memory_order_relaxed); }

private:
    class table;

    // Where a thread says that it is asking. More threads than seats share them, which only makes them slower.
    static constexpr std::size_t seat_count = 64;
    struct alignas(metrics::cache_line) seat {
        std::atomic<std::uint32_t> inside{0};
        std::atomic<std::uint32_t> until_check{check_every};
    };
    [[nodiscard]] seat& mine() noexcept;
    static std::size_t to_check(seat& of, std::uint64_t certain, std::size_t asked) noexcept;
    void wait_for_readers() const;
    void show() noexcept;

    std::array<seat, seat_count> seats_;
    std::shared_mutex changing_;
    std::unique_ptr<table> current_, next_;  // guarded by changing_
    // current_; whoever asks reads it, and each write to the database changes what stands before and behind.
    alignas(metrics::cache_line) std::atomic<const table*> asked_{nullptr};
    std::atomic<const void*> first_line_{nullptr};
    std::atomic<std::uint64_t> line_count_{0};
    alignas(metrics::cache_line) std::atomic<std::size_t> keys_{0}, room_{0}, octets_{0};
};

}  // namespace store
