#include "proxy/net/address_range.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

namespace proxy::net {

using boost::asio::ip::address;

namespace {

std::vector<std::uint8_t> octets_of(const address& one) {
    if (one.is_v4()) {
        const auto octets = one.to_v4().to_bytes();
        return {octets.begin(), octets.end()};
    }
    const auto octets = one.to_v6().to_bytes();
    return {octets.begin(), octets.end()};
}

address plain(const address& one) {
    if (!one.is_v6() || !one.to_v6().is_v4_mapped()) return one;
    return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, one.to_v6());
}

bool bit(const std::vector<std::uint8_t>& octets, std::size_t at) { return (octets[at / 8] >> (7 - at % 8) & 1U) != 0; }

}  // namespace

std::optional<address_range> address_range::parse(std::string_view text, std::string& wrong) {
    const auto refuse = [&](std::string_view why) {
        wrong = "is \"" + std::string{text} + "\", but " + std::string{why};
        return std::nullopt;
    };
    const auto slash = text.find('/');
    boost::system::error_code failed;
    const auto first = boost::asio::ip::make_address(std::string{text.substr(0, slash)}, failed);
    if (failed) return refuse("must be an address or a block of them, such as \"192.0.2.1\" or \"10.0.0.0/8\"");
    const auto octets = octets_of(first);
    auto bits = static_cast<unsigned>(8 * octets.size());
    if (slash != std::string_view::npos) {
        const auto most = bits;
        const auto prefix = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(prefix.data(), prefix.data() + prefix.size(), bits);
        if (error != std::errc{} || end != prefix.data() + prefix.size() || bits > most) {
            return refuse("what follows the slash must be a number from 0 to " + std::to_string(most));
        }
    }
    for (std::size_t at = bits; at < 8 * octets.size(); ++at) {
        if (bit(octets, at)) return refuse("the address has bits behind its prefix: which block is meant?");
    }
    return address_range{first, bits};
}

std::string address_range::text() const { return first_.to_string() + "/" + std::to_string(bits_); }

bool address_range::holds(const address& one) const {
    const auto other = plain(one);
    if (other.is_v4() != first_.is_v4()) return false;
    const auto ours = octets_of(first_), theirs = octets_of(other);
    for (std::size_t at = 0; at < bits_; ++at) {
        if (bit(ours, at) != bit(theirs, at)) return false;
    }
    return true;
}

bool hold(std::span<const address_range> all, const address& one) {
    return std::ranges::any_of(all, [&](const auto& range) { return range.holds(one); });
}

}  // namespace proxy::net
