#pragma once
// Which link sends which message of ours. A STOP may come on a bind that can't submit: its confirmation goes by any bind of the
// same [[link]] and system_id that may transmit, or waits for one until it is too old to be sent at all. A receipt for a submit
// goes by any such bind that may receive.
// Pure: time is an argument. One for the whole gateway, on its control thread.
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "proxy/relay/side.hpp"
#include "proxy/relay/time.hpp"
#include "store/change.hpp"

namespace proxy::relay {

class dispatcher {
public:
    // A confirmation that comes later than this is worse than none (optout.md: five minutes).
    static constexpr std::chrono::minutes oldest{5};
    // A receipt is waited for over a weekend: as long as SMSCs keep theirs for a sender that is not there.
    static constexpr std::chrono::hours oldest_receipt{72};
    // Waits between tries, doubling, after the peer said that it is busy or a claim could not be written.
    static constexpr std::chrono::seconds first_pause{1};
    static constexpr std::chrono::seconds longest_pause{30};
    // Of receipts: all that a sender in trouble may have waiting come back at this pace, for days.
    static constexpr std::chrono::seconds longest_receipt_pause{300};

    struct assignment {
        std::uint64_t link = 0;
        store::outbox_entry entry;
        time_point expires = never;
    };
    // What is to be done after a call.
    struct orders {
        std::vector<assignment> offer;
        std::vector<store::outbox_entry> expired;  // settle them so in the store
    };

    // `per_link`: confirmations on their way by one link, and receipts (limits::offered_confirmations).
    explicit dispatcher(std::size_t per_link) : per_link_(per_link) {}

    // A link that takes messages of ours `to` that side until link_gone(): confirmations to the SMSC, receipts to the sender. A
    // transceiver is ready for both. `id`: of the link, since the start.
    void link_ready(std::uint64_t id, side to, const std::string& name, const std::string& system_id);
    void link_gone(std::uint64_t id);

    // A new entry, or one found waiting in the store. `age`: since its creation, by the wall clock. `came_by`: the link of the
    // reply or submit, preferred when it is ready; 0: unknown.
    void add(store::outbox_entry entry, std::chrono::milliseconds age, std::uint64_t came_by, time_point now);
    // An offered entry came back unsent; `busy`: not before a pause.
    void returned(std::uint64_t outbox_id, bool busy, time_point now);
    // An offered entry is settled.
    void done(std::uint64_t outbox_id);

    // Hands out what can go now. Call after every change and at wake_at().
    [[nodiscard]] orders dispatch(time_point now);
    [[nodiscard]] time_point wake_at() const noexcept;
    // Waiting and offered.
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

private:
    using group_key = std::tuple<side, std::string, std::string>;  // where to, [[link]] name, system_id
    using carrier_key = std::pair<std::uint64_t, side>;            // link, where to
    struct waiting {
        store::outbox_entry entry;
        time_point expires;
        std::uint64_t came_by = 0;
        std::uint64_t offered_to = 0;  // 0: it waits
        time_point timer = never;      // while it waits: the end of its pause, else `expires`
        std::chrono::seconds pause = first_pause;
    };
    struct carrier {
        group_key group;
        std::size_t offered = 0;
    };
    // Entries of one bind's kind and the links that may take them.
    struct group {
        std::set<std::uint64_t> ready;  // ids: they grow with time
        std::set<std::uint64_t> links;
    };
    [[nodiscard]] static side side_of(const waiting& one) { return one.entry.is_receipt() ? side::esme : side::smsc; }
    [[nodiscard]] static group_key key_of(const waiting& one) { return {side_of(one), one.entry.link(), one.entry.system_id()}; }
    void wait(std::uint64_t id, waiting& one);
    void forget(std::uint64_t id, waiting& one);
    void drop_if_empty(std::map<group_key, group>::iterator at);
    void set_timer(std::uint64_t id, waiting& one, time_point when);
    void give_back(waiting& one);
    void hand_out(const group_key& key, orders& what);
    [[nodiscard]] std::uint64_t choose(const group& among, side to, std::uint64_t preferred) const;

    std::size_t per_link_;
    std::map<std::uint64_t, waiting> entries_;  // by outbox id
    std::map<carrier_key, carrier> links_;
    std::map<group_key, group> groups_;
    std::set<group_key> touched_;  // where something may go out since the last dispatch()
    std::set<std::pair<time_point, std::uint64_t>> timers_;
};

}  // namespace proxy::relay
