#pragma once
// Messages of ours that were handed to one link, confirmations or receipts, each on its way: wanting a slot -> claiming -> sent
// -> answered. Bounded by limits::offered_confirmations.
//
// A receipt goes to the sender when fewer than `window` of ours are unanswered there; it needs no claim.
//
// A confirmation goes up when fewer than `window` requests are outstanding; else it takes the slot that the next response frees.
// While it is under way it keeps its slot: a submit of the sender that would go over the window waits for the next response, one
// at a time for each confirmation, so that the SMSC never sees more in flight than the sender alone would have caused. It is
// claimed in the store before its first octet leaves.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "proxy/relay/time.hpp"
#include "store/change.hpp"

namespace proxy::relay {

struct offered {
    enum class state : std::uint8_t { wanting, claiming, sent };
    store::outbox_entry entry;
    time_point expires = never;
    state at = state::wanting;
    std::uint32_t number = 0;  // sequence number, once sent
};

class offers {
public:
    void offer(store::outbox_entry entry, time_point expires);

    // The first one that wants a slot, now claiming; nullptr when there is none. Stays valid until the next offer() or take.
    const offered* begin_next();
    // Takes out the one with this id.
    std::optional<offered> take(std::uint64_t outbox_id);
    // Takes out the one that was sent with this sequence number.
    std::optional<offered> take_sent(std::uint32_t number);
    // Takes out one that wants a slot and has expired.
    std::optional<offered> take_expired(time_point now);
    // Takes out one that was sent, for the end of the link.
    std::optional<offered> take_unanswered();

    [[nodiscard]] offered* find(std::uint64_t outbox_id) noexcept;
    [[nodiscard]] bool wanting() const noexcept;
    // Being claimed, not sent yet: each will take a slot soon.
    [[nodiscard]] std::size_t claiming() const noexcept;
    // Being claimed, or sent and not answered.
    [[nodiscard]] std::size_t under_way() const noexcept;
    [[nodiscard]] time_point next_expiry() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

private:
    std::vector<offered> all_;  // in the order of offers; few
};

}  // namespace proxy::relay
