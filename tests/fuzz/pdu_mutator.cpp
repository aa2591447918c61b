// libFuzzer's mutator for inputs that are streams of PDUs: it changes what SMPP is made of (whole PDUs, headers, strings, TLVs,
// lengths) and mends the lengths behind it, so that most of what it makes still frames. Other inputs are left to libFuzzer's own.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

#include "protocol/command_id.hpp"
#include "protocol/framer.hpp"
#include "protocol/pdu_view.hpp"

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace {

using pdu = std::vector<std::uint8_t>;
using protocol::command_id;

constexpr std::uint32_t commands[] = {0x1,   0x2,   0x3,   0x4,   0x5,   0x6,     0x7,     0x8,        0x9, 0xB,   0x15, 0x21,
                                      0x102, 0x103, 0x111, 0x112, 0x113, 0x10200, 0x102FF, 0x7F000000, 0x0, 0x0FF, 0xA};
constexpr std::uint16_t tags[] = {0x0204, 0x020C, 0x020E, 0x020F, 0x001E, 0x0210, 0x0424, 0x0427, 0x0423, 0x1400, 0x3FFF, 0x0000};
constexpr std::uint32_t numbers[] = {0, 1, 2, 7, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};

class dice {
public:
    explicit dice(unsigned seed) : from_(seed) {}
    std::size_t below(std::size_t limit) { return limit == 0 ? 0 : from_() % limit; }
    template <class T, std::size_t N>
    T one_of(const T (&all)[N]) {
        return all[below(N)];
    }

private:
    std::minstd_rand from_;
};

// The whole PDUs at the front of `stream`, and what is left.
std::pair<std::vector<pdu>, pdu> cut(protocol::octets stream) {
    std::vector<pdu> all;
    while (true) {
        const auto next = protocol::next_frame(stream, 1U << 20U);
        if (next.state != protocol::framing::whole) return {all, {stream.begin(), stream.end()}};
        all.emplace_back(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(next.size));
        stream = stream.subspan(next.size);
    }
}

void mend(pdu& one) { protocol::store32(one.data(), static_cast<std::uint32_t>(one.size())); }

// A place in the body, its end included.
std::size_t place(const pdu& one, dice& roll) {
    return protocol::header_octets + roll.below(one.size() - protocol::header_octets + 1);
}

void mutate_body(pdu& one) {
    const auto before = one.size() - protocol::header_octets;
    one.resize(one.size() + 64);
    const auto after = LLVMFuzzerMutate(one.data() + protocol::header_octets, before, before + 64);
    one.resize(protocol::header_octets + after);
}

void insert_tlv(pdu& one, dice& roll) {
    const auto tag = roll.one_of(tags);
    const auto size = roll.below(2) == 0 ? roll.below(4) : roll.below(300);
    pdu made(4 + size, static_cast<std::uint8_t>(roll.below(256)));
    protocol::store16(made.data(), tag);
    // One in eight promises another length.
    protocol::store16(made.data() + 2, static_cast<std::uint16_t>(roll.below(8) == 0 ? roll.below(65'536) : size));
    const auto at = roll.below(4) == 0 ? place(one, roll) : one.size();
    one.insert(one.begin() + static_cast<std::ptrdiff_t>(at), made.begin(), made.end());
}

// Takes a run of octets out, or doubles it: fields shift, strings lose their ends, destinations come twice.
void shift(pdu& one, dice& roll) {
    const auto from = place(one, roll);
    const auto size = std::min(one.size() - from, 1 + roll.below(32));
    const auto begin = one.begin() + static_cast<std::ptrdiff_t>(from);
    if (roll.below(2) == 0) {
        one.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
    } else {
        const pdu run(begin, begin + static_cast<std::ptrdiff_t>(size));
        one.insert(begin, run.begin(), run.end());
    }
}

void mutate(pdu& one, dice& roll) {
    switch (roll.below(8)) {
        case 0: protocol::store32(one.data() + 4, roll.one_of(commands) | (roll.below(2) == 0 ? 0 : 0x80000000U)); break;
        case 1: protocol::store32(one.data() + 8, static_cast<std::uint32_t>(roll.below(0x500))); break;
        case 2: protocol::store32(one.data() + 12, roll.one_of(numbers)); break;
        case 3: insert_tlv(one, roll); break;
        case 4: shift(one, roll); break;
        case 5: one.resize(protocol::header_octets + roll.below(one.size() - protocol::header_octets + 1)); break;
        default: mutate_body(one);
    }
    mend(one);
    if (roll.below(64) == 0) protocol::store32(one.data(), static_cast<std::uint32_t>(roll.below(1U << 18U)));
}

void mutate(std::vector<pdu>& all, dice& roll) {
    const auto at = all.begin() + static_cast<std::ptrdiff_t>(roll.below(all.size()));
    switch (roll.below(8)) {
        case 0: all.insert(at, pdu{*at}); break;
        case 1: all.erase(at); break;
        case 2: std::iter_swap(at, all.begin() + static_cast<std::ptrdiff_t>(roll.below(all.size()))); break;
        default: mutate(*at, roll);
    }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size, unsigned seed) {
    auto [all, rest] = cut({data, size});
    if (all.empty()) return LLVMFuzzerMutate(data, size, max_size);
    dice roll(seed);
    mutate(all, roll);
    pdu made;
    for (const auto& one : all) made.insert(made.end(), one.begin(), one.end());
    made.insert(made.end(), rest.begin(), rest.end());
    made.resize(std::min(made.size(), max_size));
    std::copy(made.begin(), made.end(), data);
    return made.size();
}
