#include "proxy/net/traffic_memory.hpp"

#include <optional>
#include <string>
#include <utility>

#include "proxy/net/unix_ms.hpp"
#include "store/number_hash.hpp"

namespace proxy::net {
namespace {

using store::pair_hash;

std::uint64_t pair_of(const store::question& to) noexcept {
    return to.pair != 0 ? to.pair : pair_hash(store::number_hash(to.sender), store::number_hash(to.recipient));
}
std::uint64_t pair_of(std::string_view sender, std::string_view recipient) noexcept {
    return pair_hash(store::number_hash(sender), store::number_hash(recipient));
}

// `sender`: empty for most, and then the list's own key is enough.
std::uint64_t list_key(const consent::list& of, std::string_view sender) noexcept {
    return sender.empty() ? of.key : pair_of(of.name, sender);
}

}  // namespace

traffic_memory::traffic_memory(store::suppression_store& store, std::size_t workers, std::size_t text_octets)
    : store_(&store), pairs_(most_pairs) {
    for (std::size_t made = 0; made < workers; ++made)
        witnesses_.push_back(std::make_unique<worker_witness>(*this, text_octets / workers));
}

void traffic_memory::worker_witness::expect(std::span<const store::question> to) noexcept {
    for (const auto& one : to) all_->pairs_.expect(pair_of(one));
}

void traffic_memory::worker_witness::sent(const store::question& to, const consent::list* of, protocol::octets pdu) noexcept {
    if (texts_.kept()) texts_.add(pair_of(to), now_ms(), pdu);
    if (of != nullptr) all_->note(to, pair_of(to), *of);
}

void traffic_memory::worker_witness::all_sent() noexcept {
    texts_.publish();
    now_ms_ = 0;
}

std::int64_t traffic_memory::worker_witness::now_ms() noexcept {
    if (now_ms_ == 0) now_ms_ = recent_unix_ms();
    return now_ms_;
}

void traffic_memory::worker_witness::refused(const store::question& to) noexcept {
    all_->store_->note(to.recipient, {std::string(to.sender), std::string(to.list), 1, now_ms(), now_ms()});
}

bool traffic_memory::worker_witness::introduced(const store::question& to) noexcept {
    return all_->pairs_.introduced(pair_of(to));
}

// What the store takes is not told again until it changes. `pair`: of who wrote and who was written to.
void traffic_memory::note(const store::question& to, std::uint64_t pair, const consent::list& of) noexcept {
    const auto tell = [&](std::string_view number, std::uint64_t contact, std::string_view sender) {
        const auto key = list_key(of, sender);
        if (pairs_.last_was(contact, key)) return;
        if (store_->note({std::string(to.recipient), std::string(number), of.name, std::string(sender)}))
            pairs_.learn_last(contact, key);
    };
    tell(to.sender, pair, {});
    const bool each_sender = of.reach == store::scope::sender;
    for (const auto& number : of.stop_address)
        tell(number, pair_of(number, to.recipient), each_sender ? to.sender : std::string_view{});
}

void traffic_memory::introduced(std::string_view sender, std::string_view recipient) noexcept {
    pairs_.learn_introduced(pair_of(sender, recipient));
}

store::answered_text traffic_memory::last(std::string_view sender, std::string_view recipient) const {
    const auto pair = pair_of(sender, recipient);
    std::optional<relay::sent_texts::found> latest;
    for (const auto& each : witnesses_) {
        if (!each->texts_.kept()) continue;
        auto found = each->texts_.last(pair);
        if (found && (!latest || found->unix_ms > latest->unix_ms)) latest = std::move(found);
    }
    if (!latest) return {};
    return {latest->unix_ms, {}, std::string(protocol::characters(latest->pdu))};
}

}  // namespace proxy::net
