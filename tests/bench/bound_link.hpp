#pragma once
// A bound link without sockets: what is read from a side goes in, what is written to either stays until the next call.
#include <memory>
#include <vector>

#include "proxy/relay/link.hpp"
#include "tests/bench/traffic.hpp"

namespace tests::bench {

using proxy::relay::side;

class bound_link {
public:
    bound_link(std::vector<proxy::consent::list> lists, proxy::relay::judge& judge, proxy::relay::witness& memory);

    // For the next call; not in the time taken.
    void clear();
    // So many that the oldest would go for the next.
    void remember_confirmations();
    // How many octets are done with.
    std::size_t received(side from, protocol::mutable_octets octets) { return link_->received(from, octets, now_, out_); }
    void judged(proxy::relay::ticket asker, store::ruling ruling) { link_->judged(asker, ruling, now_, out_); }

    [[nodiscard]] proxy::relay::effects& out() noexcept { return out_; }
    [[nodiscard]] const proxy::relay::outgoing& written(side to) const noexcept { return to_[proxy::relay::index(to)]; }

private:
    proxy::relay::receipt_book receipts_;
    proxy::relay::refused_ids ids_{1, 0, 1, [] { return std::int64_t{0}; }};
    proxy::relay::tally counts_;
    proxy::relay::outgoing to_[2];
    proxy::relay::effects out_;
    proxy::relay::time_point now_ = proxy::relay::time_point{} + std::chrono::hours{1};
    std::unique_ptr<proxy::relay::link> link_;
};

}  // namespace tests::bench
