#include "proxy/admin/replays.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "proxy/admin/problem.hpp"
#include "store/digest.hpp"

namespace proxy::admin {
namespace {

constexpr std::size_t each_octets = 300;  // an entry besides its strings, by and large

std::string digest_of(const std::string& octets) { return std::string(store::view(store::sha256(octets))); }

std::string fingerprint_of(const request& asked) {
    return digest_of(asked.method + '\0' + asked.target + '\0' + asked.content_type + '\0' + asked.body);
}

bool is_key(const std::string& text) {
    return text.size() <= replays::longest_key &&
           std::ranges::all_of(text, [](char each) { return each >= 0x20 && each < 0x7F; });
}

response again(const response& first) {
    auto made = first;
    made.headers.emplace_back("Idempotency-Replayed", "true");
    return made;
}

}  // namespace

std::size_t replays::octets_of(const entry& one) {
    std::size_t all = each_octets + 2 * one.name.size() + one.fingerprint.size();
    if (one.answer) all += one.answer->body.size();
    return all;
}

void replays::forget(entries::iterator which) {
    octets_ -= octets_of(*which);
    by_name_.erase(which->name);
    entries_.erase(which);
}

// One that is still being answered is kept longer: it can be no more than there are connections.
void replays::make_room(moment now) {
    for (auto at = entries_.begin(); at != entries_.end();) {
        const auto one = at++;
        const bool full = entries_.size() >= most_answers || octets_ >= most_octets;
        if (!full && now - one->since < lifetime) return;
        if (one->answer) forget(one);
    }
}

std::optional<response> replays::begin(const request& asked, const credential& who, moment now, reply& answer) {
    if (!is_key(asked.idempotency_key)) {
        return problem(400, "The Idempotency-Key must have 1 to " + std::to_string(longest_key) + " printable ASCII characters.");
    }
    const auto name = digest_of(who.sha256 + '\0' + asked.idempotency_key);
    auto fingerprint = fingerprint_of(asked);
    const std::lock_guard lock{guard_};
    make_room(now);
    if (const auto found = by_name_.find(name); found != by_name_.end()) {
        const auto& first = *found->second;
        if (first.fingerprint != fingerprint)
            return problem(422, "This Idempotency-Key was used for another request; a new one needs a key of its own.",
                           {{"code", "idempotency-key-reused"}});
        if (!first.answer)
            return problem(409, "The first request with this Idempotency-Key is still being answered; ask again.",
                           {{"code", "idempotency-key-in-use"}});
        return again(*first.answer);
    }
    const auto number = ++last_number_;
    entries_.push_back({name, std::move(fingerprint), now, std::nullopt, number});
    by_name_[name] = std::prev(entries_.end());
    octets_ += octets_of(entries_.back());
    answer = [self = shared_from_this(), name, number, then = std::move(answer)](response given) {
        self->keep(name, number, given);
        then(std::move(given));
    };
    return std::nullopt;
}

// What went wrong on our side may go right next time.
void replays::keep(const std::string& name, std::uint64_t number, const response& given) {
    const std::lock_guard lock{guard_};
    const auto found = by_name_.find(name);
    if (found == by_name_.end() || found->second->number != number || found->second->answer) return;
    if (given.status >= 500 || given.body.size() > largest_answer) return forget(found->second);
    octets_ -= octets_of(*found->second);
    found->second->answer = given;
    octets_ += octets_of(*found->second);
}

std::size_t replays::known() const {
    const std::lock_guard lock{guard_};
    return entries_.size();
}

}  // namespace proxy::admin
