#pragma once
// The last texts that went out, octet by octet, so that a reply can be shown with what it answered: a ring that forgets the
// oldest, and for each pair of sender and recipient the place of the last one. A pair may be forgotten early, for another with
// the same slot. Not thread-safe; time is an argument.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "protocol/octets.hpp"

namespace proxy::relay {

class sent_texts {
public:
    // What is kept of one PDU: 255 octets of short_message and every field before it, with room to spare. A longer payload is
    // cut.
    static constexpr std::size_t longest = 1'024;

    // `octets`: of the ring, which takes memory as it fills; at least one longest PDU.
    explicit sent_texts(std::size_t octets);

    // `pair`: a hash of both numbers.
    void add(std::uint64_t pair, std::int64_t unix_ms, protocol::octets pdu) noexcept;

    struct found {
        std::int64_t unix_ms = 0;
        protocol::octets pdu;  // valid until the next add()
    };
    [[nodiscard]] std::optional<found> last(std::uint64_t pair) const noexcept;

private:
    struct header {
        std::uint64_t pair;
        std::int64_t unix_ms;
        std::uint64_t octets;
    };
    [[nodiscard]] std::size_t slot(std::uint64_t pair) const noexcept { return pair & (places_.size() - 1); }

    std::size_t size_;
    std::unique_ptr<std::uint8_t[]> ring_;
    std::uint64_t head_ = 0;             // where the next goes, counted from the beginning of time
    std::vector<std::uint64_t> places_;  // of headers, plus one; 0: none
};

}  // namespace proxy::relay
