#pragma once
// Room to think for one read: its submits, and what is asked about them. Kept between calls so that nothing is allocated.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <string_view>
#include <vector>

#include "protocol/command_id.hpp"
#include "protocol/flaw.hpp"
#include "protocol/pdu_view.hpp"
#include "proxy/consent/canonical.hpp"
#include "proxy/consent/dialling_plan.hpp"
#include "store/number_hash.hpp"
#include "store/suppression.hpp"

namespace proxy::relay {

// One PDU of a read, and what was asked about it.
struct seen_pdu {
    protocol::command_id command{};
    std::uint32_t question = 0;   // the first of its own in `questions`
    std::uint16_t questions = 0;  // one for each number that it goes to
    bool to_lists = false;        // it also goes to distribution lists
    protocol::flaw flaw = protocol::flaw::none;
};

// Who sends a submit, and as what: what many submits of one read have in common.
struct origin_of_submit {
    protocol::octets fields;          // of the body, that all else here was read from; empty: don't compare
    protocol::command_id command{};   // how long its addresses may be
    std::string_view sender, list{};  // canonical; the list's name
    std::uint64_t sender_hash = 0;

    [[nodiscard]] bool is_of(protocol::pdu_view submit) const noexcept {
        const auto body = submit.body();
        return !fields.empty() && submit.command() == command && body.size() > fields.size() &&
               protocol::same_octets(body.data(), fields.data(), fields.size());
    }
};

// The origins of a read's submits.
class known_origins {
public:
    void clear() noexcept {
        for (; used_ != 0; used_ &= used_ - 1) all_[static_cast<std::size_t>(std::countr_zero(used_))].fields = {};
    }
    // That of a submit which begins as one before did; nullptr: to be looked up, and remembered.
    [[nodiscard]] const origin_of_submit* find(protocol::pdu_view submit) const noexcept {
        const auto& one = all_[place_of(submit.body())];
        return one.is_of(submit) ? &one : nullptr;
    }
    // The one before in its place goes: they take turns.
    const origin_of_submit& remember(protocol::pdu_view submit, const origin_of_submit& one) noexcept {
        const auto place = place_of(submit.body());
        used_ |= std::uint32_t{1} << place;
        return all_[place] = one;
    }

private:
    static constexpr unsigned place_bits = 5;  // 32 places, 2 KiB: pools of numbers are that large, and the first cache has room

    // By the first octets of the body: service_type and most of an ordinary number.
    static std::size_t place_of(protocol::octets body) noexcept {
        std::array<std::uint64_t, 2> words{};
        if (body.size() < sizeof words) return 0;
        std::memcpy(words.data(), body.data(), sizeof words);
        return ((words[0] ^ std::rotl(words[1], 29)) * 0x9E37'79B9'7F4A'7C15) >> (64 - place_bits);
    }

    std::array<origin_of_submit, 1U << place_bits> all_;
    std::uint32_t used_ = 0;  // a bit for each place
};

struct scratch {
    std::vector<seen_pdu> submits;  // in order, those of this read that are judged
    known_origins origins;
    std::vector<store::question> questions;
    std::vector<store::ruling> rulings;
    // Canonical numbers that are no part of the octets read; a deque because they don't move.
    std::deque<consent::canonical_room> spellings;
    std::size_t spelled = 0;

    void clear() noexcept {
        submits.clear();
        origins.clear();
        questions.clear();
        spelled = 0;
    }
    // Valid until clear(), and as long as the octets of `number`.
    std::string_view canonical(const protocol::address& number, const consent::dialling_plan* home) {
        if (home == nullptr && consent::is_plain(number.digits)) return number.digits;
        if (spelled == spellings.size()) spellings.emplace_back();
        auto& room = spellings[spelled].octets;
        const auto found = consent::canonical(number, home, spellings[spelled]);
        if (std::less_equal<>{}(room.data(), found.data()) && std::less<>{}(found.data(), room.data() + room.size())) ++spelled;
        return found;
    }
    // Views live as long as the question.
    void ask(std::string_view recipient, const origin_of_submit& from) {
        const auto hash = store::number_hash(recipient);
        questions.emplace_back(recipient, from.sender, from.list, hash, store::pair_hash(from.sender_hash, hash));
    }
};

}  // namespace proxy::relay
