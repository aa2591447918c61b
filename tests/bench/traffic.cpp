#include "tests/bench/traffic.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tests::bench {
namespace {

constexpr std::array<std::string_view, replies> words{
    "Thanks, I got it. I will be there at ten with my brother and the papers that you have asked for.",
    "Hi, could you tell me when my order is going to arrive? I have been waiting since Monday for it now.",
    "No problem at all, Tuesday works fine for us. Please send the address again because I lost the old message.",
    "Hello, this is Maria, my number has changed last week so please write to this one from now on, thank you.",
    "The driver was here and left the parcel with our neighbour, everything is in good order, many thanks to you all."};

}  // namespace

std::string population::number(std::size_t which) const {
    constexpr std::size_t stride = 386'837;  // no divisor of it divides most_people, so that nobody is met twice
    auto digits = std::to_string(which % size * stride % most_people);
    return "447" + std::string(8 - digits.size(), '0') + digits + kind;
}

std::string sender(std::size_t which) { return "1555010" + std::to_string(which % senders); }
std::string service_type(std::size_t which) {
    return which % senders < senders / 2 ? "SMS" : "SV" + std::to_string(which % senders);
}

submits::submits(std::size_t from_so_many) {
    const std::string text(text_octets, 'x'), to = known.number(0);
    for (std::size_t at = 0; at < batch; ++at) {
        const auto from = sender(at % from_so_many), service = service_type(at % from_so_many);
        const auto one = relay::submit(1, {.text = text, .from = from, .to = to, .service_type = service});
        size_ = one.size();
        octets_.insert(octets_.end(), one.begin(), one.end());
    }
    digits_ = static_cast<std::size_t>(std::ranges::search(octets_, to).begin() - octets_.begin());
}

void submits::to_next(const population& whom) {
    for (std::size_t at = 0; at < batch; ++at) {
        const auto digits = whom.number(next_++);
        std::ranges::copy(digits, octets_.begin() + static_cast<std::ptrdiff_t>(at * size_ + digits_));
    }
}

bytes ordinary_replies() {
    bytes all;
    for (std::size_t at = 0; at < replies; ++at) {
        const auto to = sender(at * 3), from = known.number(at);
        const auto one = relay::deliver(static_cast<std::uint32_t>(at + 1), {.text = words[at], .from = from, .to = to});
        all.insert(all.end(), one.begin(), one.end());
    }
    return all;
}

bytes receipts() {
    constexpr std::uint8_t is_a_receipt = 0x04;
    bytes all;
    for (std::size_t at = 0; at < batch; ++at) {
        const auto text =
            "id:" + std::to_string(1'000'000'000 + at * 7'919) +
            " sub:001 dlvrd:001 submit date:2611291200 done date:2611291201 stat:DELIVRD err:000 text:xxxxxxxxxxxxxxxxxxxx";
        const auto from = known.number(at);
        const auto one = relay::deliver(static_cast<std::uint32_t>(at + 1),
                                        {.text = text, .from = from, .to = sender(0), .esm_class = is_a_receipt});
        all.insert(all.end(), one.begin(), one.end());
    }
    return all;
}

bytes answers(protocol::command_id to, const std::vector<std::uint32_t>& numbers) {
    bytes all;
    for (const auto number : numbers) {
        const auto one =
            to == protocol::command_id::submit_sm ? relay::submit_resp(number, "0123456789") : relay::deliver_resp(number);
        all.insert(all.end(), one.begin(), one.end());
    }
    return all;
}

}  // namespace tests::bench
