#include "proxy/relay/receipt_book.hpp"

#include <algorithm>
#include <utility>

#include "protocol/receipt.hpp"

namespace proxy::relay {

void receipt_book::remember(sent_confirmation one) {
    if (std::ranges::find(sent_, one) != sent_.end()) return;
    if (sent_.size() == most) sent_.pop_front();
    sent_.push_back(std::move(one));
}

bool receipt_book::is_ours(std::string_view link, std::string_view system_id, const protocol::short_message& receipt,
                           const consent::dialling_plan* home) const {
    if (sent_.empty()) return false;
    const auto id = protocol::receipted_id(receipt);
    if (id.empty()) return false;
    const auto source = consent::canonical_text(receipt.source, home);
    const auto destination = consent::canonical_text(receipt.destination, home);
    const auto spelled = [home](const store::party& who) {
        return consent::canonical_text({who.ton, who.npi, who.digits}, home);
    };
    return std::ranges::any_of(sent_, [&](const sent_confirmation& one) {
        if (one.link != link || one.system_id != system_id || !protocol::same_message_id(one.message_id, id)) return false;
        const auto from = spelled(one.from), to = spelled(one.to);
        return (to == source && from == destination) || (from == source && to == destination);
    });
}

}  // namespace proxy::relay
