#pragma once
// What was read from one leg: two buffers, so that one fills while octets of the other are being written to the other leg.
//
// Octets that the core relayed are lent: they neither move nor change until the batch that they belong to is written. Reading
// goes on behind them, then in the other buffer; when both are lent there is no room, and the peer has to wait: that is the back
// pressure. Buffers grow with what comes and shrink again, so that an idle link keeps one small one. Single-threaded.
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "protocol/octets.hpp"

namespace proxy::net {

class inbox {
public:
    static constexpr std::size_t smallest = 4096;  // an idle link's
    static constexpr std::size_t largest =
        131'072;  // about a thousand submits; larger reads gain nothing (systems.md, section 5)
    static constexpr std::size_t least_read = 1024;  // less room than this is not worth a system call

    // Where the next octets go; empty while both buffers are lent. Stays valid until consumed() or the next space().
    [[nodiscard]] protocol::mutable_octets space();
    void filled(std::size_t octets);

    // What has not been consumed yet.
    [[nodiscard]] protocol::mutable_octets unread() noexcept;
    // `lent`: some of the consumed octets now belong to the batch that waits to be written.
    void consumed(std::size_t octets, bool lent) noexcept;
    // The front of unread() is a PDU of that size: there must be room for it.
    void expect(std::size_t octets) noexcept { expected_ = octets; }

    // The other leg began to write what waited; it has written it.
    void batch_started() noexcept;
    void batch_written() noexcept;
    // Nothing of what waits or is on its way will be written any more.
    void batch_dropped() noexcept;

    [[nodiscard]] std::size_t capacity() const noexcept { return buffers_[0].capacity + buffers_[1].capacity; }

private:
    struct buffer {
        std::unique_ptr<std::uint8_t[]> octets;
        std::size_t capacity = 0;
        std::size_t begin = 0;  // of what is unread
        std::size_t end = 0;
        bool waits = false;       // lent to the batch that waits
        bool is_written = false;  // lent to the batch on its way

        [[nodiscard]] bool lent() const noexcept { return waits || is_written; }
        [[nodiscard]] std::size_t size() const noexcept { return end - begin; }
    };
    buffer& current() noexcept { return buffers_[current_]; }
    void make_room(buffer& from, buffer& to);
    [[nodiscard]] std::size_t wanted_capacity(std::size_t kept) const noexcept;

    std::array<buffer, 2> buffers_;
    std::size_t current_ = 0;
    std::size_t wanted_ = smallest;
    std::size_t expected_ = 0;
    unsigned small_reads_ = 0;
};

}  // namespace proxy::net
