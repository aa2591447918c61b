#pragma once
// A bound link without sockets, and the time that its core takes for what passes.
#include <cstdint>
#include <vector>

#include "tests/bench/bound_link.hpp"
#include "tests/bench/filled_store.hpp"
#include "tests/bench/traffic.hpp"

namespace tests::bench {

// Nanoseconds of one PDU each.
struct cost {
    double submit = 0;  // on its way up
    double answer = 0;  // to a submit
    double reply = 0;
};

class rig {
public:
    rig(std::vector<proxy::consent::list> lists, proxy::relay::judge& store, proxy::relay::witness& memory, filled_store& disk);

    // So many reads of submits to those people, each with its answers and some replies.
    cost run(const population& whom, std::size_t reads);
    // Submits that waited for the disk; the wait is not in the time taken.
    [[nodiscard]] std::uint64_t held() const noexcept { return held_; }

private:
    // What one call took.
    std::uint64_t pass(side from, protocol::mutable_octets octets);
    void release_held();
    // Numbers of the PDUs that were written to that side, with this command.
    [[nodiscard]] std::vector<std::uint32_t> written(side to, protocol::command_id command) const;

    filled_store* disk_;
    bound_link link_;
    submits submits_;
    bytes replies_ = ordinary_replies();
    std::uint64_t held_ = 0;
};

}  // namespace tests::bench
