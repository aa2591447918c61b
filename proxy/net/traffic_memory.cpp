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

constexpr std::uint32_t fact_mask = 0xFFFFFF;
constexpr std::uint32_t had_a_text = 1;

std::uint32_t fact_of(std::string_view list, std::string_view sender) noexcept {
    return static_cast<std::uint32_t>(pair_of(list, sender)) & fact_mask;
}

}  // namespace

traffic_memory::traffic_memory(store::suppression_store& store, std::size_t workers, std::size_t text_octets)
    : store_(&store), contacts_(most_pairs), introduced_(most_pairs) {
    for (std::size_t at = 0; at < workers; ++at)
        witnesses_.push_back(std::make_unique<worker_witness>(*this, text_octets / workers));
}

void traffic_memory::worker_witness::sent(const store::question& to, const consent::list* of, protocol::octets pdu) noexcept {
    const auto pair = pair_of(to.sender, to.recipient);
    {
        const std::scoped_lock lock(guard_);
        texts_.add(pair, unix_ms(), pdu);
    }
    if (of != nullptr) all_->note(to, pair, *of);
}

void traffic_memory::worker_witness::refused(const store::question& to) noexcept {
    const auto now_ms = unix_ms();
    all_->store_->note(to.recipient, {std::string(to.sender), std::string(to.list), 1, now_ms, now_ms});
}

bool traffic_memory::worker_witness::introduced(const store::question& to) noexcept {
    return all_->introduced_.knows(pair_of(to.sender, to.recipient), had_a_text);
}

// What the store takes is not told again until it changes. `pair`: of who wrote and who was written to.
void traffic_memory::note(const store::question& to, std::uint64_t pair, const consent::list& of) noexcept {
    const auto tell = [&](std::string_view number, std::uint64_t contact, std::string_view sender) {
        const auto fact = fact_of(of.name, sender);
        if (contacts_.knows(contact, fact)) return;
        if (store_->note({std::string(to.recipient), std::string(number), of.name, std::string(sender)}))
            contacts_.learn(contact, fact);
    };
    tell(to.sender, pair, {});
    const bool each_sender = of.reach == store::scope::sender;
    for (const auto& number : of.stop_address)
        tell(number, pair_of(number, to.recipient), each_sender ? to.sender : std::string_view{});
}

void traffic_memory::introduced(std::string_view sender, std::string_view recipient) noexcept {
    introduced_.learn(pair_of(sender, recipient), had_a_text);
}

store::answered_text traffic_memory::last(std::string_view sender, std::string_view recipient) {
    store::answered_text newest;
    const auto pair = pair_of(sender, recipient);
    for (const auto& one : witnesses_) {
        const std::scoped_lock lock(one->guard_);
        const auto found = one->texts_.last(pair);
        if (found && found->unix_ms > newest.sent_ms)
            newest = {found->unix_ms, {}, std::string(protocol::characters(found->pdu))};
    }
    return newest;
}

}  // namespace proxy::net
