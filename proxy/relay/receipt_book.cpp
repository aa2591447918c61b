#include "proxy/relay/receipt_book.hpp"

#include <algorithm>
#include <utility>

#include "protocol/receipt.hpp"
#include "proxy/consent/canonical.hpp"

namespace proxy::relay {

void receipt_book::remember(sent_confirmation one) {
    if (sent_.size() == most) sent_.pop_front();
    sent_.push_back(std::move(one));
}

bool receipt_book::is_ours(std::string_view link, std::string_view system_id, const protocol::short_message& receipt) const {
    if (sent_.empty()) return false;
    const auto id = protocol::receipted_id(receipt);
    if (id.empty()) return false;
    const auto source = consent::canonical(receipt.source);
    const auto destination = consent::canonical(receipt.destination);
    return std::ranges::any_of(sent_, [&](const sent_confirmation& one) {
        const bool addresses = (one.to == source && one.from == destination) || (one.from == source && one.to == destination);
        return addresses && one.link == link && one.system_id == system_id && protocol::same_message_id(one.message_id, id);
    });
}

}  // namespace proxy::relay
