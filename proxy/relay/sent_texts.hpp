#pragma once
// The last texts that went out, octet by octet, so that a reply can be shown with what it answered: a ring that forgets the
// oldest. One thread adds and waits for nobody, any thread reads; time is an argument.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "protocol/octets.hpp"
#include "protocol/pdu_builder.hpp"
#include "store/large_memory.hpp"

namespace proxy::relay {

class sent_texts {
public:
    // What is kept of one PDU: 255 octets of short_message and every field before it, with room to spare. A longer payload is
    // cut.
    static constexpr std::size_t longest = 1'024;

    // `octets`: of the ring, which takes memory as it fills; two longest PDUs at least. 0: nothing is kept, and add() not called.
    explicit sent_texts(std::size_t octets);
    [[nodiscard]] bool kept() const noexcept { return size_ != 0; }

    // `pair`: a hash of both numbers. Gives the place for at(): above 0, and below 2^54 for twenty years of a million texts a
    // second.
    std::uint64_t add(std::uint64_t pair, std::int64_t unix_ms, protocol::octets pdu) noexcept;
    // What was added since can be read by other threads from here on. Once a read is cheap enough; once a text is not.
    void publish() noexcept;

    struct found {
        std::int64_t unix_ms = 0;
        protocol::octet_buffer pdu;
    };
    // Nothing when it was overwritten, is not published yet, or is of another pair.
    [[nodiscard]] std::optional<found> at(std::uint64_t place, std::uint64_t pair) const noexcept;

private:
    // Words, because readers may look at one while it is overwritten: they notice.
    using word = std::atomic<std::uint64_t>;
    static constexpr std::size_t header_words = 3;  // the pair, the time, how many octets follow

    [[nodiscard]] word* ring() const noexcept { return reinterpret_cast<word*>(memory_.get()); }
    std::size_t size_;  // words
    store::large_memory memory_;
    std::uint64_t position_ = 0;  // where the next goes, in words, counted from the beginning of time
    std::size_t next_ = 0;        // the same in the ring
    word head_ = 0;               // position_ or more: what lies a whole ring before it may be gone
    word published_ = 0;          // position_ when publish() was called last
};

}  // namespace proxy::relay
