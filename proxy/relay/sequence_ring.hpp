#pragma once
// The sequence numbers of one leg: who waits for the answer to each request that we sent on it.
//
// take() gives a request our next number and remembers the number it came with; answer() gives that back, bit for bit, whatever
// it was (0, over 0x7FFFFFFF, a duplicate: real peers send them). Expiry frees the window's count and keeps the mapping, so that
// a late answer still finds its way until the slot is needed again. Not thread-safe; O(1) but for growth.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "protocol/command_id.hpp"

namespace proxy::relay {

// Who sent the request that a number stands for.
enum class origin : std::uint8_t {
    peer,          // the other leg's peer
    probe,         // our enquire_link
    farewell,      // our unbind
    confirmation,  // our submit_sm
    receipt,       // our deliver_sm
};

struct request {
    std::uint64_t sent_ms = 0;   // milliseconds since the link began
    std::uint32_t number = 0;    // ours, 1 to 0x7FFFFFFF; 0: a free slot
    std::uint32_t original = 0;  // the peer's
    protocol::command_id command{};
    origin from = origin::peer;
    bool expired = false;
};

class sequence_ring {
public:
    static constexpr std::uint32_t last_number = 0x7FFFFFFF;  // then 1 (SMPP 5.0 §4.7.24)

    // `first`: the first number to use, an argument so that wrap-around is an ordinary test; 1 when it is no valid number.
    // `most`: slots, rounded up to a power of two.
    sequence_ring(std::uint32_t first, std::size_t most);

    // Our number for a request, or nothing when `most` requests are unanswered.
    std::optional<std::uint32_t> take(protocol::command_id command, std::uint32_t original, origin from, std::uint64_t now_ms) {
        if (full()) return std::nullopt;
        return number_for(command, original, from, now_ms);
    }
    // The same, when it is not full().
    std::uint32_t number_for(protocol::command_id command, std::uint32_t original, origin from, std::uint64_t now_ms) {
        if (waits(slot(next_))) make_room();
        if (outstanding_ == 0) tail_ = next_;
        // Field by field: put together first and then copied, it would wait for its own stores.
        auto& taken = slot(next_);
        taken.sent_ms = now_ms;
        taken.number = next_;
        taken.original = original;
        taken.command = command;
        taken.from = from;
        taken.expired = false;
        ++outstanding_;
        return pass();
    }

    // A number for a request that nobody answers (alert_notification, outbind): it takes no slot.
    std::uint32_t pass() noexcept { return std::exchange(next_, after(next_)); }

    // Ends the wait for `number`; nothing when nobody waits for it. Expired requests are still found.
    std::optional<request> answer(std::uint32_t number) noexcept {
        if (!knows(number)) return std::nullopt;
        const auto ended = slot(number);
        end(slot(number));
        return ended;
    }

    // The same for what nearly all answers are for: a request of the peer of that kind, in the window. nullptr: `number` is none
    // of those, and nothing has changed. It stands until the next take().
    const request* answer_to_peer(std::uint32_t number, protocol::command_id command) noexcept {
        if (!knows(number)) return nullptr;
        auto& found = slot(number);
        if (found.command != command || found.from != origin::peer || found.expired) return nullptr;
        end(found);
        return &found;
    }

    // Somebody may still wait for the answer to `number`, in the window or after its expiry.
    [[nodiscard]] bool knows(std::uint32_t number) const noexcept {
        return number != 0 && slots_[number & mask_].number == number;
    }

    // The next unanswered request sent at or before `limit_ms` leaves the window; call until it gives nothing.
    std::optional<request> expire(std::uint64_t limit_ms) noexcept;

    // When the oldest unanswered request was sent; nothing when there is none. Moves past answered ones.
    [[nodiscard]] std::optional<std::uint64_t> oldest_ms() noexcept;

    // Requests in the window: sent, neither answered nor expired.
    [[nodiscard]] std::size_t outstanding() const noexcept { return outstanding_; }
    [[nodiscard]] bool full() const noexcept { return outstanding_ >= most_; }
    [[nodiscard]] std::size_t room() const noexcept { return most_ - outstanding_; }  // for more of them

private:
    request& slot(std::uint32_t number) noexcept { return slots_[number & mask_]; }
    [[nodiscard]] static bool waits(const request& one) noexcept { return one.number != 0 && !one.expired; }
    [[nodiscard]] static constexpr std::uint32_t after(std::uint32_t number) noexcept {
        return number == last_number ? 1 : number + 1;
    }
    void end(request& one) noexcept {
        if (!one.expired) --outstanding_;
        if (one.number == tail_) tail_ = after(tail_);  // oldest() goes on from there
        one.number = 0;
    }
    request* oldest() noexcept;
    void make_room();
    void grow();

    std::vector<request> slots_{1};  // the first one needs no other
    std::uint32_t mask_ = 0;         // slots, less one
    std::size_t most_;
    std::size_t outstanding_ = 0;
    std::uint32_t next_;
    std::uint32_t tail_;  // no number before it is in the window
};

}  // namespace proxy::relay
