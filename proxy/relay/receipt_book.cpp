#include "proxy/relay/receipt_book.hpp"

#include <algorithm>
#include <utility>

#include "protocol/receipt.hpp"

namespace proxy::relay {

// Every receipt of the sender's own texts is looked up, too: by the keys of its id, not among thousands.
template <class Wanted>
bool receipt_book::any_with(std::string_view message_id, const Wanted& wanted) const {
    return std::ranges::any_of(protocol::keys_of_message_id(message_id), [&](std::uint64_t key) {
        const auto [first, last] = by_id_.equal_range(key);
        return std::any_of(first, last, [&](const auto& at) { return wanted(sent_[at.second - forgotten_]); });
    });
}

void receipt_book::remember(sent_confirmation one) {
    if (any_with(one.message_id, [&](const sent_confirmation& known) { return known == one; })) return;
    if (sent_.size() == most) forget_oldest();
    const auto [first, second] = protocol::keys_of_message_id(one.message_id);
    by_id_.emplace(first, forgotten_ + sent_.size());
    if (second != first) by_id_.emplace(second, forgotten_ + sent_.size());
    sent_.push_back(std::move(one));
}

void receipt_book::forget_oldest() {
    for (const auto key : protocol::keys_of_message_id(sent_.front().message_id)) {
        const auto [first, last] = by_id_.equal_range(key);
        const auto mine = std::find_if(first, last, [this](const auto& at) { return at.second == forgotten_; });
        if (mine != last) by_id_.erase(mine);
    }
    sent_.pop_front();
    ++forgotten_;
}

bool receipt_book::is_ours(std::string_view link, std::string_view system_id, const protocol::short_message& receipt,
                           const consent::dialling_plan* home) const {
    if (sent_.empty()) return false;
    const auto id = protocol::receipted_id(receipt);
    if (id.empty()) return false;
    const auto spelled = [home](const protocol::address& who) { return consent::canonical_text(who, home); };
    const auto party = [&](const store::party& who) { return spelled({who.ton, who.npi, who.digits}); };
    return any_with(id, [&](const sent_confirmation& one) {
        if (one.link != link || one.system_id != system_id || !protocol::same_message_id(one.message_id, id)) return false;
        const auto source = spelled(receipt.source), destination = spelled(receipt.destination);
        const auto from = party(one.from), to = party(one.to);
        return (to == source && from == destination) || (from == source && to == destination);
    });
}

}  // namespace proxy::relay
