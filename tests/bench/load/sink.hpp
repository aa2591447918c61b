#pragma once
// The SMSC: answers everything at once, in one write for what came in one read, and may send STOPs: as many as a window allows,
// or at a fixed rate, each at its time whether or not the one before has been answered.
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/bench/load/latencies.hpp"
#include "tests/bench/load/loop.hpp"
#include "tests/bench/load/stream.hpp"

namespace tests::bench {

struct stop_plan {
    std::size_t window = 0;   // under way on each link
    double rate = 0;          // STOPs a second of all links
    std::uint64_t first = 0;  // the number of the first of those who opt out; the others follow
};

class sink final : public woken {
public:
    sink(const loop& in, std::uint16_t& port, tls_context tls, const stop_plan& stops);
    ~sink() override;
    void wake() override;

    void begin_stops() { next_stop_ns_ = now_ns(); }
    void send_stop_if_due();  // at a fixed rate

    // From deliver_sm to its answer, of STOPs answered since clear().
    [[nodiscard]] const latencies& stops() const noexcept { return stops_; }
    void clear() noexcept { stops_.clear(); }

private:
    class link;

    const loop& in_;
    tls_context tls_;
    const int descriptor_;
    const stop_plan plan_;
    std::uint64_t stops_sent_ = 0;
    std::uint64_t next_stop_ns_ = 0;
    latencies stops_;
    std::vector<std::unique_ptr<link>> links_;  // also those that are gone
};

}  // namespace tests::bench
