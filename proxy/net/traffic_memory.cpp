#include "proxy/net/traffic_memory.hpp"

#include <functional>
#include <string>

#include "proxy/net/unix_ms.hpp"

namespace proxy::net {
namespace {

std::uint64_t hash_of(std::string_view text) noexcept { return std::hash<std::string_view>{}(text); }

// Mixes both, so that the low bits and the high ones depend on all of them (the finalizer of splitmix64).
std::uint64_t pair_of(std::string_view sender, std::string_view recipient) noexcept {
    std::uint64_t mixed = hash_of(sender) * 0x9E3779B97F4A7C15U + hash_of(recipient);
    mixed = (mixed ^ mixed >> 30U) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31U;
}

std::uint64_t pair_of(const store::question& to) noexcept { return to.pair != 0 ? to.pair : pair_of(to.sender, to.recipient); }

// `sender`: empty for most, and then the list's own key is enough.
std::uint64_t list_key(const consent::list& of, std::string_view sender) noexcept {
    return sender.empty() ? of.key : pair_of(of.name, sender);
}

// A place in the texts of one worker and which worker it is, in one word.
constexpr unsigned worker_shift = 54;
constexpr std::uint64_t place_bits = (std::uint64_t{1} << worker_shift) - 1;

}  // namespace

traffic_memory::traffic_memory(store::suppression_store& store, std::size_t workers, std::size_t text_octets)
    : store_(&store), pairs_(most_pairs) {
    for (std::size_t at = 0; at < workers; ++at)
        witnesses_.push_back(std::make_unique<worker_witness>(*this, at, text_octets / workers));
}

void traffic_memory::worker_witness::expect(std::span<store::question> to) noexcept {
    if (!texts_.kept()) return;  // and what matters else may be fetched when it is needed
    for (auto& one : to) {
        one.pair = pair_of(one.sender, one.recipient);
        all_->pairs_.expect(one.pair);
    }
}

void traffic_memory::worker_witness::sent(const store::question& to, const consent::list* of, protocol::octets pdu) noexcept {
    if (!texts_.kept() && of == nullptr) return;
    const auto pair = pair_of(to);
    if (texts_.kept()) all_->pairs_.learn_place(pair, texts_.add(pair, recent_unix_ms(), pdu) | number_ << worker_shift);
    if (of != nullptr) all_->note(to, pair, *of);
}

void traffic_memory::worker_witness::all_sent() noexcept { texts_.publish(); }

void traffic_memory::worker_witness::refused(const store::question& to) noexcept {
    const auto now_ms = recent_unix_ms();
    all_->store_->note(to.recipient, {std::string(to.sender), std::string(to.list), 1, now_ms, now_ms});
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

store::answered_text traffic_memory::last(std::string_view sender, std::string_view recipient) {
    const auto pair = pair_of(sender, recipient);
    const auto place = pairs_.place(pair);
    const auto worker = place >> worker_shift;
    if (worker >= witnesses_.size()) return {};
    const auto found = witnesses_[worker]->texts_.at(place & place_bits, pair);
    if (!found) return {};
    return {found->unix_ms, {}, std::string(protocol::characters(found->pdu))};
}

}  // namespace proxy::net
