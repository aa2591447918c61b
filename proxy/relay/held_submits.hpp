#pragma once
// Submits that were cut out of the stream and copied, in order of arrival: their verdict needs the disk, an earlier one to the
// same recipient waits, or they make room for a confirmation of ours. Bounded by limits::held_submits.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/pdu_builder.hpp"
#include "proxy/relay/effects.hpp"
#include "proxy/relay/time.hpp"

namespace proxy::relay {

struct held_submit {
    enum class waits_for : std::uint8_t {
        turn,          // an earlier held submit to one of its recipients
        disk,          // judged(), for each of its recipients that asked
        introduction,  // introduced(), for each of its recipients that may be new
        free_slot,     // the next response of the SMSC, or `until`
    };
    struct destination {
        std::string recipient;
        ticket asker = 0;                               // of the question under way; 0: none
        store::ruling said = store::ruling::undecided;  // what was last known of it
    };
    waits_for what = waits_for::turn;
    std::string sender, list;     // of the questions, owned
    std::vector<destination> to;  // one; of a submit_multi, as many as it has numbers
    bool to_lists = false;        // and to distribution lists
    bool introduced = false;      // it is known whether its text is the first
    protocol::octet_buffer pdu;
    time_point until = never;  // free_slot only

    [[nodiscard]] store::question question(const destination& one) const noexcept {
        return {.recipient = one.recipient, .sender = sender, .list = list};
    }
};

// Pointers stay valid until the next hold() or take().
class held_submits {
public:
    held_submit& hold(held_submit one);

    // True when a submit to this recipient waits: later ones queue behind it.
    [[nodiscard]] bool holds(std::string_view recipient) const noexcept;
    // The submit and the destination that asked the store by this ticket; nullptrs when none did.
    struct asking {
        held_submit* submit = nullptr;
        held_submit::destination* one = nullptr;
    };
    [[nodiscard]] asking asker(ticket name) noexcept;
    // The one that has made room longest; nullptr when there is none.
    [[nodiscard]] held_submit* first_yielding() noexcept;
    // The first one to this recipient when it waits for its turn alone and is first to all its recipients; else nullptr.
    [[nodiscard]] held_submit* next(std::string_view recipient) noexcept;

    // It makes room from now on, until the next response or that time.
    void yield(held_submit& one, time_point until) noexcept;
    // Takes out one of those above.
    [[nodiscard]] held_submit take(const held_submit& one);
    // Takes out whatever is first; not empty().
    [[nodiscard]] held_submit take_first();

    // How many make room.
    [[nodiscard]] std::size_t yielding() const noexcept { return yielding_; }
    // When it has waited long enough.
    [[nodiscard]] time_point yields_until() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }
    // Of all of them, each with its own: what holds() has to look through.
    [[nodiscard]] std::size_t destinations() const noexcept { return destinations_; }
    [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }

private:
    using iterator = std::deque<held_submit>::iterator;
    [[nodiscard]] static bool goes_to(const held_submit& one, std::string_view recipient) noexcept;
    [[nodiscard]] iterator first_to(std::string_view recipient) noexcept;

    std::deque<held_submit> waiting_;
    std::size_t destinations_ = 0;
    std::size_t yielding_ = 0;
};

}  // namespace proxy::relay
