#pragma once
// submit_multi that went up without some of its destinations: what the answer has to say of those. At most one for each number
// that the leg's ring knows, and limits::partial_octets of entries.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "protocol/pdu_builder.hpp"
#include "proxy/relay/sequence_ring.hpp"

namespace proxy::relay {

struct partial_submit {
    std::uint32_t number = 0;  // ours, with the SMSC
    std::size_t taken_out = 0;
    protocol::octet_buffer unsuccess;  // that many entries (SMPP 3.4 §4.5.2.1)
};

class partial_submits {
public:
    // `ring`: what gave the number out. Those whose slot it has needed since are forgotten.
    void remember(partial_submit one, const sequence_ring& ring) {
        while (!all_.empty() && !ring.knows(all_.front().number)) {
            octets_ -= all_.front().unsuccess.size();
            all_.pop_front();
        }
        octets_ += one.unsuccess.size();
        all_.push_back(std::move(one));
    }
    // Nothing when the submit with that number is whole.
    std::optional<partial_submit> take(std::uint32_t number) {
        const auto at = std::ranges::find(all_, number, &partial_submit::number);
        if (at == all_.end()) return std::nullopt;
        auto taken = std::move(*at);
        all_.erase(at);
        octets_ -= taken.unsuccess.size();
        return taken;
    }
    [[nodiscard]] std::size_t octets() const noexcept { return octets_; }

private:
    std::deque<partial_submit> all_;  // by age
    std::size_t octets_ = 0;
};

}  // namespace proxy::relay
