// Addresses as the configuration writes them.
#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>

#include "proxy/app/configuration_reader.hpp"

namespace proxy::app {
namespace {

bool is_v4(const std::string& host) {
    in_addr into{};
    return ::inet_pton(AF_INET, host.c_str(), &into) == 1;
}

bool is_v6(const std::string& host) {
    in6_addr into{};
    return ::inet_pton(AF_INET6, host.substr(0, host.find('%')).c_str(), &into) == 1;  // "%eth0" names the zone
}

// Letters, digits, "-", "." and "_" (which RFC 1123 has not, but container networks do). What has digits and dots alone must be
// an IPv4 address.
bool is_host(const std::string& host) {
    const auto among = [&](std::string_view all) { return host.find_first_not_of(all) == std::string::npos; };
    if (host.empty() || host.size() > 253) return false;
    if (among("0123456789.")) return is_v4(host);
    return among("0123456789.-_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
}

std::optional<std::uint16_t> parse_port(std::string_view text, unsigned least) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < least || value > 65'535) return std::nullopt;
    return static_cast<std::uint16_t>(value);
}

}  // namespace

std::optional<endpoint> parse_endpoint(std::string_view text, unsigned least_port, std::string& wrong) {
    const auto refuse = [&](std::string why) {
        wrong = "is \"" + std::string(text) + "\": " + std::move(why);
        return std::nullopt;
    };
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || text.ends_with(']')) return refuse("has no port; write it as \"host:port\"");
    endpoint made;
    made.host = std::string(text.substr(0, colon));
    if (made.host.starts_with('[') && made.host.ends_with(']')) {
        made.host = made.host.substr(1, made.host.size() - 2);
        if (!is_v6(made.host)) return refuse("what stands in brackets is no IPv6 address");
    } else if (made.host.find(':') != std::string::npos) {
        return refuse("an IPv6 address stands in brackets, as in \"[::1]:2775\"");
    } else if (made.host.empty()) {
        return refuse(least_port == 0 ? "has no host; for all addresses write \"0.0.0.0:port\"" : "has no host");
    } else if (!is_host(made.host)) {
        return refuse("\"" + made.host + "\" is neither a host name nor an IPv4 address");
    }
    const auto port = parse_port(text.substr(colon + 1), least_port);
    if (!port) return refuse("the port must be a number from " + std::to_string(least_port) + " to 65535");
    made.port = *port;
    return made;
}

std::optional<endpoint> parse_admin_endpoint(std::string_view text, std::string& wrong) {
    constexpr std::string_view scheme = "unix:";
    if (!text.starts_with(scheme)) return parse_endpoint(text, 0, wrong);
    endpoint made;
    made.unix_path = std::string(text.substr(scheme.size()));
    constexpr auto longest = sizeof(sockaddr_un{}.sun_path) - 1;
    if (made.unix_path.starts_with('/') && made.unix_path.size() <= longest) return made;
    wrong = "is \"" + std::string(text) + "\": after \"unix:\" comes an absolute path of at most " + std::to_string(longest) +
            " octets";
    return std::nullopt;
}

std::string text_of(const endpoint& where) {
    if (!where.unix_path.empty()) return "unix:" + where.unix_path;
    const bool is_six = where.host.find(':') != std::string::npos;
    return (is_six ? "[" + where.host + "]" : where.host) + ":" + std::to_string(where.port);
}

bool collide(const endpoint& one, const endpoint& other) {
    if (!one.unix_path.empty() || !other.unix_path.empty()) return one.unix_path == other.unix_path;
    if (one.port != other.port || one.port == 0) return false;  // port 0: the kernel finds a free one
    const auto is_six = [](const endpoint& each) { return each.host.find(':') != std::string::npos; };
    if (is_six(one) != is_six(other)) return false;
    const auto any = is_six(one) ? "::" : "0.0.0.0";
    return one.host == other.host || one.host == any || other.host == any;
}

}  // namespace proxy::app
