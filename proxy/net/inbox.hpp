#pragma once
// What was read from one leg and not consumed yet. It is read to the worker's reading room, behind what was left of the turn
// before, and what is left at a turn's end gets a place of its own: the front of a PDU, or all of it while the other side is
// slow.
//
// Octets that were consumed may be lent to who writes them, until the turn is over. Single-threaded.
#include <cstddef>
#include <cstdint>
#include <memory>

#include "protocol/octets.hpp"
#include "proxy/net/reading_room.hpp"

namespace proxy::net {

class inbox {
public:
    // About a thousand submits; larger reads gain nothing (systems.md, section 5).
    static constexpr std::size_t most_read = 131'072;
    // A PDU of which more is there already is gathered where it is, not moved to each next read: its peer could send it octet by
    // octet.
    static constexpr std::size_t most_moved = 4'096;

    explicit inbox(reading_room& in) noexcept : room_(&in) {}

    // Where the next octets go; empty: nowhere in this turn. Valid until another inbox of the room is asked.
    [[nodiscard]] protocol::mutable_octets space();
    // So many came there.
    void filled(std::size_t octets);

    [[nodiscard]] protocol::mutable_octets unread() const noexcept { return {begin_, size_}; }
    void consumed(std::size_t octets) noexcept;
    // The front of unread() is a PDU of that size, when all of it is there.
    void expect(std::size_t octets) noexcept { expected_ = octets; }

    // Before the turn is over, when nothing is lent any more.
    void keep();

private:
    [[nodiscard]] bool gathers() const noexcept;

    reading_room* room_;
    std::uint8_t* begin_ = nullptr;  // of what is unread: in the room, or in kept_
    std::size_t size_ = 0;
    std::size_t expected_ = 0;
    std::uint8_t* next_ = nullptr;  // where it begins once more has come, unless it is gathered
    std::unique_ptr<std::uint8_t[]> kept_;
    std::size_t room_in_kept_ = 0;  // from begin_ on; 0: it is not there
};

}  // namespace proxy::net
