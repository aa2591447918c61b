#pragma once
// Addresses as the configuration lists them: one, or a block in CIDR notation.
#include <boost/asio/ip/address.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace proxy::net {

class address_range {
public:
    // "10.0.0.0/8", "192.0.2.1", "2001:db8::/32"; says in `wrong` what does not fit.
    [[nodiscard]] static std::optional<address_range> parse(std::string_view text, std::string& wrong);

    [[nodiscard]] std::string text() const;  // "10.0.0.0/8"

    // An IPv4 address in IPv6's clothes (::ffff:192.0.2.1), as a listener on "[::]" sees it, is that IPv4 address.
    [[nodiscard]] bool holds(const boost::asio::ip::address& one) const;

private:
    address_range(boost::asio::ip::address first, unsigned bits) : first_(std::move(first)), bits_(bits) {}

    boost::asio::ip::address first_;
    unsigned bits_;
};

[[nodiscard]] bool hold(std::span<const address_range> all, const boost::asio::ip::address& one);

}  // namespace proxy::net
