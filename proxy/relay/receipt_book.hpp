#pragma once
// Message ids of confirmations that the SMSC accepted, so that a delivery receipt that comes for one anyway is swallowed on
// whichever bind it arrives. One for each worker; the shell tells all of them. Not thread-safe.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "protocol/short_message.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "store/change.hpp"

namespace proxy::relay {

struct sent_confirmation {
    std::string link;
    std::string system_id;
    std::string message_id;
    store::party from, to;  // the number that was texted, the person
    bool operator==(const sent_confirmation&) const = default;
};

class receipt_book {
public:
    // The oldest is forgotten beyond this many: at 100 opt-outs a second, receipts of the last 40 seconds. A receipt that is
    // forgotten reaches the sender, who drops ids that it does not know.
    static constexpr std::size_t most = 4096;

    // Once: the link that sent it knows it first, then all workers are told.
    void remember(sent_confirmation one);
    // True when the message id and both addresses, in either order (quirk 48), are those of a confirmation of ours. `home`: of
    // the link, for numbers in national form.
    [[nodiscard]] bool is_ours(std::string_view link, std::string_view system_id, const protocol::short_message& receipt,
                               const consent::dialling_plan* home) const;
    [[nodiscard]] bool empty() const noexcept { return sent_.empty(); }

private:
    template <class Wanted>
    [[nodiscard]] bool any_with(std::string_view message_id, const Wanted& wanted) const;
    void forget_oldest();

    std::deque<sent_confirmation> sent_;
    std::uint64_t forgotten_ = 0;                                  // those before sent_
    std::unordered_multimap<std::uint64_t, std::uint64_t> by_id_;  // key of the message id -> how many came before
};

}  // namespace proxy::relay
