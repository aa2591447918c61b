#pragma once
// What passes a link, for one who watches: a ring of bounded size between the link's thread, which writes and never waits, and
// the watcher's, which reads. What finds no room is lost and counted.
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "protocol/octets.hpp"
#include "protocol/pdu_builder.hpp"
#include "proxy/relay/side.hpp"

namespace proxy::trace {

enum class direction : std::uint8_t { received, sent };  // as the gateway sees it
[[nodiscard]] constexpr std::string_view name(direction one) noexcept { return one == direction::received ? "received" : "sent"; }

struct endpoint {
    std::array<std::uint8_t, 16> address{};  // of IPv4: the first four
    std::uint16_t port = 0;
    bool v6 = false;
};
// Of one leg.
struct ends {
    endpoint ours, theirs;
};

struct loss {
    std::uint64_t pdus = 0, octets = 0;
};

struct record {
    enum class kind : std::uint8_t {
        pdu,        // one, whole
        unframed,   // the rest of a stream that can't be followed any more
        connected,  // a leg stands: `octets` are its ends
        over,       // the link is: `octets` are the reason's name
    };
    kind what = kind::pdu;
    relay::side leg = relay::side::esme;
    direction way = direction::received;
    std::int64_t unix_us = 0;
    loss before;  // since the last one of this leg and direction
    protocol::octet_buffer octets;

    [[nodiscard]] ends connected() const noexcept;
};

class tap {
public:
    // A second of a few thousand texts each way, or a burst of eight full reads; one PDU that is larger is lost.
    static constexpr std::size_t usual_room = 4U << 20U;

    explicit tap(std::size_t room = usual_room);

    // --- the link's thread ---

    // Whole PDUs, one behind the other; what follows the last one and is none is `unframed`. `limit`: of a PDU's size.
    void pdus(relay::side leg, direction way, protocol::octets all, std::size_t limit, std::int64_t unix_us);
    void connected(relay::side leg, const ends& at, std::int64_t unix_us);
    void over(std::string_view why, std::int64_t unix_us);
    [[nodiscard]] bool closed() const noexcept { return closed_.load(std::memory_order_relaxed); }

    // --- the watcher's thread ---

    // The next one into `into`, whose octets keep their room. False: there is none now.
    [[nodiscard]] bool next(record& into);
    // PDUs that were lost so far.
    [[nodiscard]] std::uint64_t lost() const noexcept { return lost_.load(std::memory_order_relaxed); }
    // Nobody watches any more.
    void close() noexcept { closed_.store(true, std::memory_order_relaxed); }

private:
    struct head {
        std::uint32_t octets = 0;
        record::kind what = record::kind::pdu;
        relay::side leg = relay::side::esme;
        direction way = direction::received;
        std::int64_t unix_us = 0;
        loss before{};
    };
    void put(head of, protocol::octets octets);
    void copy_in(std::uint64_t at, const void* from, std::size_t octets) noexcept;
    void copy_out(std::uint64_t at, void* to, std::size_t octets) const noexcept;

    const std::size_t room_;
    const std::unique_ptr<std::uint8_t[]> ring_;
    std::array<std::array<loss, 2>, relay::side_count> missing_{};  // [leg][direction], not told yet; the link's thread
    // Octets ever written and read; each has one writer.
    alignas(64) std::atomic<std::uint64_t> written_{0};
    alignas(64) std::atomic<std::uint64_t> read_{0};
    std::atomic<std::uint64_t> lost_{0};
    std::atomic<bool> closed_{false};
};

}  // namespace proxy::trace
