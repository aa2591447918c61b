#pragma once
// The SMSC: answers everything at once, in one write for what came in one read, and may send STOPs.
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/bench/load/latencies.hpp"
#include "tests/bench/load/loop.hpp"
#include "tests/bench/load/stream.hpp"

namespace tests::bench {

class sink final : public woken {
public:
    // `stop_window`: so many STOPs are under way on each link; 0: none are sent.
    sink(const loop& in, std::uint16_t& port, tls_context tls, std::size_t stop_window);
    ~sink() override;
    void wake() override;

    // From deliver_sm to its answer, of STOPs answered since clear().
    [[nodiscard]] const latencies& stops() const noexcept { return stops_; }
    void clear() noexcept { stops_.clear(); }

private:
    class link;

    const loop& in_;
    tls_context tls_;
    const int descriptor_;
    const std::size_t stop_window_;
    std::uint64_t stops_sent_ = 0;
    latencies stops_;
    std::vector<std::unique_ptr<link>> links_;  // also those that are gone
};

}  // namespace tests::bench
