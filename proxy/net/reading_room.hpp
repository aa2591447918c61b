#pragma once
// Where all links of a worker read to. What was read in a turn is passed on in that turn, nearly always, so its octets need a
// place for no longer: the next turn's come to the same one, which the caches still hold, and an idle link needs no buffer.
//
// Who still needs octets when its turn is over copies them. Single-threaded.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "proxy/net/event_loop.hpp"
#include "store/large_memory.hpp"

namespace proxy::net {

class reading_room final : public event_loop::client {
public:
    // A huge page, so that a core needs one entry of its table for all that it reads; most turns need a small part of it.
    static constexpr std::size_t shelf_octets = 2 << 20;
    // Of one turn. Beyond, sockets are read in the next one: more than all that have an event could bring, so that those have
    // their turn, too, who had to wait.
    static constexpr std::size_t most_shelves = 32;

    explicit reading_room(event_loop& in);

    // Room for so many octets until the next call; nullptr: there is none in this turn, or no shelf is so long.
    [[nodiscard]] std::uint8_t* space(std::size_t octets);
    // So many of them, from the first, stay until this turn is over.
    void take(std::size_t octets);

    void turn_over() override { turn_is_over_ = true; }
    void ready(event_loop::watch& /*which*/) override {}

private:
    void clear() noexcept;

    event_loop* loop_;
    std::vector<store::large_memory> shelves_;  // the first stays
    std::size_t used_ = 0;                      // of the last
    bool turn_is_over_ = true;  // others who hear of the same end still look at their octets: they stay until the next call
};

}  // namespace proxy::net
