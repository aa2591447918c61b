#pragma once
// One socket of a link: what was read from it, what waits to be written to it. Single-threaded.
#include <sys/uio.h>

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "proxy/net/event_loop.hpp"
#include "proxy/net/inbox.hpp"
#include "proxy/net/tls_stream.hpp"
#include "proxy/relay/outgoing.hpp"

namespace proxy::net {

struct leg {
    leg(event_loop& loop, reading_room& room) : watch(loop), in(room) {}

    descriptor socket;
    std::unique_ptr<tls_stream> tls;  // nullptr: plain
    event_loop::watch watch;
    inbox in;
    relay::outgoing waiting;     // the core appends here
    relay::outgoing on_its_way;  // being written; empty when nothing is
    std::size_t run = 0;         // how far `on_its_way` has got: run and octets of it
    std::size_t run_octets = 0;

    bool connected = false;
    bool read_ended = false;
    bool writing = false;  // waits until the socket takes more
    bool stuck = false;    // since a write that the socket did not take
    bool broken = false;   // a write failed: what would be written is dropped
    bool close_when_written = false;
    bool write_closed = false;

    [[nodiscard]] bool all_written() const noexcept { return waiting.empty() && on_its_way.empty(); }
    // A read, or another write of what did not go, is worth a call now.
    [[nodiscard]] bool may_read() const noexcept;
    [[nodiscard]] bool may_write() const noexcept;
};

// As much as is there and fits; would_block when nothing is.
std::size_t read_some(leg& from, protocol::mutable_octets into, boost::system::error_code& failed);

// Writes some octets of `on_its_way`, as many as the socket takes at once; would_block when none.
std::size_t write_some(leg& to, boost::system::error_code& failed);

// `octets` more of `on_its_way` are written.
void advance(leg& of, std::size_t octets);

// Says that nothing more comes; would_block: not yet.
void close_write(leg& of, boost::system::error_code& failed);

// For logs: the peer's address, "127.0.0.1:40112"; the subject of its certificate. Empty when there is none.
[[nodiscard]] std::string address_of(const leg& one);
[[nodiscard]] std::string certificate_of(const leg& one);

// Ends reading and writing at once; errors don't matter any more.
void close(leg& of);

}  // namespace proxy::net
