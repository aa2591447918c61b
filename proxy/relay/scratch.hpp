#pragma once
// Room to think for one read: its submits, and what is asked about them. Kept between calls so that nothing is allocated.
#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
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
    std::uint32_t size = 0;       // of a submit: where the next PDU begins is known without reading this one again
    std::uint32_t question = 0;   // the first of its own in `questions`
    std::uint16_t questions = 0;  // one for each number that it goes to
    bool to_lists = false;        // it also goes to distribution lists
    protocol::flaw flaw = protocol::flaw::none;
    bool plain = false;  // it goes to one number and nowhere else
};

// Elements that are written over and over: those that were there before keep their places, and adding one is an index.
template <class Element>
class reused {
public:
    // To be written, as a whole.
    Element& next() {
        if (size_ == room_) grow();
        return all_[size_++];
    }
    void clear() noexcept { size_ = 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const Element& operator[](std::size_t at) const noexcept { return all_[at]; }
    [[nodiscard]] std::span<const Element> all() const noexcept { return {all_.get(), size_}; }

private:
    [[gnu::noinline, gnu::cold]] void grow() {
        constexpr std::size_t first = 256;
        const auto more = std::max(first, room_ * 2);
        auto wider = std::make_unique<Element[]>(more);
        std::copy_n(all_.get(), size_, wider.get());
        all_ = std::move(wider);
        room_ = more;
    }
    std::unique_ptr<Element[]> all_;
    std::size_t size_ = 0, room_ = 0;
};

// Who sends a submit, and as what: what many submits of one read have in common.
struct origin_of_submit {
    protocol::octets fields;          // of the body, that all else here was read from; empty: don't compare
    protocol::command_id command{};   // how long its addresses may be
    std::string_view sender, list{};  // canonical; the list's name
    std::uint64_t sender_hash = 0;

    static constexpr std::size_t ton_and_npi = 2;
    [[nodiscard]] bool is_of(protocol::octets body, protocol::command_id of) const noexcept {
        return of == command && !fields.empty() && body.size() >= fields.size() + ton_and_npi + consent::plain_number_octets &&
               protocol::same_octets(body.data(), fields.data(), fields.size());
    }
    // The destination's, of a body that is_of() this; empty: another one.
    [[nodiscard]] std::string_view plain_number_behind(protocol::octets body) const noexcept {
        return consent::plain_number(body.subspan(fields.size() + ton_and_npi).first<consent::plain_number_octets>());
    }
};

// The origins of a read's submits.
class known_origins {
public:
    void clear() noexcept {
        for (; used_ != 0; used_ &= used_ - 1) all_[static_cast<std::size_t>(std::countr_zero(used_))].fields = {};
    }
    // That of a submit which begins as one before did, with room for a number behind it; nullptr: to be looked up, and
    // remembered.
    [[nodiscard]] const origin_of_submit* find(protocol::octets body, protocol::command_id command) const noexcept {
        const auto& one = all_[place_of(body)];
        return one.is_of(body, command) ? &one : nullptr;
    }
    // The one before in its place goes: they take turns.
    void remember(protocol::octets body, const origin_of_submit& one) noexcept {
        const auto place = place_of(body);
        used_ |= std::uint32_t{1} << place;
        all_[place] = one;
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
    reused<seen_pdu> submits;  // in order, those of this read that are judged
    known_origins origins;
    reused<store::question> questions;
    store::hashed_lines lines;  // that the answers to them come from
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
    [[gnu::always_inline]] void ask(std::string_view recipient, const origin_of_submit& from) {
        auto& one = questions.next();
        one.recipient = recipient;
        one.sender = from.sender;
        one.list = from.list;
        one.hash = store::number_hash(recipient);
        lines.fetch(one.hash);
        one.pair = store::pair_hash(from.sender_hash, one.hash);
    }
};

}  // namespace proxy::relay
