#pragma once
// In which order an SMSC's addresses are tried: as configured, but an address that failed lately comes last while its back-off
// lasts, so that a dead one does not cost every bind its wait. Pure: time is an argument.
#include <cstddef>
#include <vector>

#include "proxy/relay/time.hpp"

namespace proxy::relay {

class upstream_order {
public:
    static constexpr std::chrono::seconds first_back_off{1};  // doubled by each failure after it is over
    static constexpr std::chrono::seconds longest_back_off{60};
    // After its back-off an address is tried first again by one bind alone, which has this long to find out.
    static constexpr std::chrono::seconds trial{10};

    explicit upstream_order(std::size_t addresses) : all_(addresses) {}

    // All addresses, by their place in the configuration; those in back-off last, the soonest over first.
    [[nodiscard]] std::vector<std::size_t> order(time_point now);

    // What became of a try. True when that is news: the address was good, or had failed, before.
    bool failed(std::size_t which, time_point now);
    bool answered(std::size_t which);

private:
    struct address {
        bool bad = false;
        bool on_trial = false;
        std::chrono::seconds back_off{0};
        time_point until{};  // bad: tried last before that
    };
    std::vector<address> all_;
};

}  // namespace proxy::relay
