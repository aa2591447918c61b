#pragma once
// Keyword messages of the SMSC that wait until the store has them. Bounded by limits::held_replies.
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>

#include "protocol/pdu_builder.hpp"
#include "proxy/consent/keyword.hpp"
#include "proxy/relay/effects.hpp"

namespace proxy::relay {

struct held_reply {
    protocol::octet_buffer pdu;
    consent::keyword_class what = consent::keyword_class::none;
    bool forward = false;  // the sender gets it too, once it is durable
};

class held_replies {
public:
    void hold(ticket name, held_reply one) { waiting_.emplace(name, std::move(one)); }
    std::optional<held_reply> take(ticket name) {
        auto node = waiting_.extract(name);
        return node.empty() ? std::nullopt : std::optional{std::move(node.mapped())};
    }
    // Takes out any; nothing when there is none.
    std::optional<held_reply> take_any() { return waiting_.empty() ? std::nullopt : take(waiting_.begin()->first); }
    [[nodiscard]] std::size_t size() const noexcept { return waiting_.size(); }
    [[nodiscard]] bool empty() const noexcept { return waiting_.empty(); }

private:
    std::unordered_map<ticket, held_reply> waiting_;
};

}  // namespace proxy::relay
