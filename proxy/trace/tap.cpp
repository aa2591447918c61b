#include "proxy/trace/tap.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "protocol/framer.hpp"

namespace proxy::trace {

namespace {

// What only PDUs leave free: the legs' connections, and the end.
constexpr std::size_t kept_for_news = 1024;

}  // namespace

static_assert(std::is_trivially_copyable_v<ends>);

ends record::connected() const noexcept {
    ends at;
    if (octets.size() == sizeof at) std::memcpy(&at, octets.data(), sizeof at);
    return at;
}

// Not filled with zeros: pages that nothing comes to are never touched.
tap::tap(std::size_t room) : room_(room), ring_(std::make_unique_for_overwrite<std::uint8_t[]>(room)) {}

void tap::pdus(relay::side leg, direction way, protocol::octets all, std::size_t limit, std::int64_t unix_us) {
    while (!all.empty()) {
        const auto frame = protocol::next_frame(all, limit);
        const bool whole = frame.state == protocol::framing::whole;
        const auto one = whole ? all.first(frame.size) : all;
        all = all.subspan(one.size());
        put({.what = whole ? record::kind::pdu : record::kind::unframed, .leg = leg, .way = way, .unix_us = unix_us}, one);
    }
}

void tap::connected(relay::side leg, const ends& at, std::int64_t unix_us) {
    put({.what = record::kind::connected, .leg = leg, .unix_us = unix_us},
        {reinterpret_cast<const std::uint8_t*>(&at), sizeof at});
}

void tap::over(std::string_view why, std::int64_t unix_us) {
    put({.what = record::kind::over, .unix_us = unix_us}, protocol::octets_of(why));
}

void tap::put(head of, protocol::octets octets) {
    const bool traffic = of.what == record::kind::pdu || of.what == record::kind::unframed;
    auto& missing = missing_[relay::index(of.leg)][static_cast<std::size_t>(of.way)];
    const auto at = written_.load(std::memory_order_relaxed);
    const auto free = room_ - (at - read_.load(std::memory_order_acquire));
    if (free < sizeof of + octets.size() + (traffic ? kept_for_news : 0)) {
        if (!traffic) return;
        ++missing.pdus;
        missing.octets += octets.size();
        lost_.store(lost_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        return;
    }
    of.octets = static_cast<std::uint32_t>(octets.size());
    if (traffic) of.before = std::exchange(missing, {});
    copy_in(at, &of, sizeof of);
    copy_in(at + sizeof of, octets.data(), octets.size());
    written_.store(at + sizeof of + octets.size(), std::memory_order_release);
}

bool tap::next(record& into) {
    const auto at = read_.load(std::memory_order_relaxed);
    if (at == written_.load(std::memory_order_acquire)) return false;
    head of;
    copy_out(at, &of, sizeof of);
    into.what = of.what;
    into.leg = of.leg;
    into.way = of.way;
    into.unix_us = of.unix_us;
    into.before = of.before;
    into.octets.resize(of.octets);
    copy_out(at + sizeof of, into.octets.data(), of.octets);
    read_.store(at + sizeof of + of.octets, std::memory_order_release);
    return true;
}

void tap::copy_in(std::uint64_t at, const void* from, std::size_t octets) noexcept {
    const auto begin = static_cast<std::size_t>(at % room_);
    const auto first = std::min(octets, room_ - begin);
    std::memcpy(ring_.get() + begin, from, first);
    std::memcpy(ring_.get(), static_cast<const std::uint8_t*>(from) + first, octets - first);
}

void tap::copy_out(std::uint64_t at, void* to, std::size_t octets) const noexcept {
    const auto begin = static_cast<std::size_t>(at % room_);
    const auto first = std::min(octets, room_ - begin);
    std::memcpy(to, ring_.get() + begin, first);
    std::memcpy(static_cast<std::uint8_t*>(to) + first, ring_.get(), octets - first);
}

}  // namespace proxy::trace
