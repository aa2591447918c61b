#pragma once
// The ESME: links that submit as fast as their windows allow, or at a fixed rate.
//
// At a fixed rate a submit is due at its time whether or not the one before it has been answered, and its latency counts from
// then: a proxy that stalls can't hide it by slowing the generator down.
#include <cstdint>
#include <deque>
#include <memory>
#include <random>
#include <vector>

#include "tests/bench/load/latencies.hpp"
#include "tests/bench/load/loop.hpp"
#include "tests/bench/load/stream.hpp"

namespace tests::bench {

struct submit_plan {
    std::size_t window = 10;              // of each link; 0: bound and silent
    double rate = 0;                      // submits a second of all links; 0: as fast as the windows allow
    double listed = 0;                    // share of them that goes to suppressed numbers
    std::uint64_t entries = 0;            // in the list; 0: nobody is listed
    std::uint64_t listed_people = 1'000;  // so many of the listed are texted: few are cached, many are not
    std::size_t text_octets = 100;
};

class generator {
public:
    generator(const loop& in, const submit_plan& plan, tls_context tls);
    ~generator();

    // One more link; it binds by itself.
    void connect(std::uint16_t port);
    [[nodiscard]] std::size_t bound() const noexcept { return bound_; }
    [[nodiscard]] std::size_t lost() const noexcept { return lost_; }

    void begin();               // to submit
    void submit_what_is_due();  // at a fixed rate

    struct outcome {
        latencies took;
        std::uint64_t accepted = 0, refused = 0;
    };
    [[nodiscard]] const outcome& seen() const noexcept { return seen_; }
    void clear() { seen_ = {}; }

private:
    class link;
    [[nodiscard]] std::string recipient();

    const loop& in_;
    const submit_plan plan_;
    tls_context tls_;
    std::vector<std::unique_ptr<link>> links_;
    std::size_t bound_ = 0, lost_ = 0;
    bool begun_ = false;
    std::uint64_t began_ns_ = 0, issued_ = 0;
    std::minstd_rand random_{1};
    outcome seen_;
};

}  // namespace tests::bench
