// The clauses are those of HAProxy's "The PROXY protocol, versions 1 & 2".
#include "proxy/net/proxy_header.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace proxy::net {
namespace {

using state = proxy_header::state;

constexpr std::string_view text_signature = "PROXY ";
constexpr std::string_view binary_signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr std::size_t shortest_text = 15;  // "PROXY UNKNOWN\r\n"
constexpr std::size_t longest_text = 107;  // with its CRLF (§2.1)
constexpr std::size_t fixed_binary = 16;

proxy_header partial(std::size_t needs) { return {.needs = needs, .client = {}}; }
proxy_header broken(std::string_view why) { return {.found = state::broken, .client = {}, .flaw = why}; }
proxy_header whole(std::size_t size, std::string client = {}) {
    return {.found = state::whole, .size = size, .client = std::move(client)};
}

std::string address(int family, const std::uint8_t* octets) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, octets, text.data(), text.size());
    return family == AF_INET6 ? "[" + std::string{text.data()} + "]" : std::string{text.data()};
}

// --- version 2 (§2.2) ---

proxy_header read_binary(protocol::octets begin) {
    if (begin.size() < fixed_binary) return partial(fixed_binary - begin.size());
    const unsigned version = begin[12] >> 4, command = begin[12] & 0xFU;
    if (version != 2) return broken("unknown version");
    if (command > 1) return broken("unknown command");
    const std::size_t rest = protocol::load16(&begin[14]);
    const auto size = fixed_binary + rest;
    if (size > proxy_header::longest) return broken("too long");
    if (begin.size() < size) return partial(size - begin.size());
    if (command == 0) {
        auto local = whole(size);
        local.check = true;
        return local;
    }
    constexpr std::uint8_t tcp4 = 0x11, tcp6 = 0x21;
    const auto* const at = begin.data() + fixed_binary;
    if (begin[13] == tcp4) {
        if (rest < 12) return broken("too short for its addresses");
        return whole(size, address(AF_INET, at) + ":" + std::to_string(protocol::load16(at + 8)));
    }
    if (begin[13] == tcp6) {
        if (rest < 36) return broken("too short for its addresses");
        return whole(size, address(AF_INET6, at) + ":" + std::to_string(protocol::load16(at + 32)));
    }
    // Unspecified, datagrams and Unix sockets: as if the header were not there.
    const unsigned family = begin[13] >> 4, transport = begin[13] & 0xFU;
    return family > 3 || transport > 2 ? broken("unknown address family") : whole(size);
}

// --- version 1 (§2.1) ---

// Takes the word before the next blank.
std::string_view take_word(std::string_view& line) {
    const auto word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
    return word;
}

bool is_port(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value <= 65'535;
}

std::optional<std::string> text_client(std::string_view line, int family) {
    std::array<std::uint8_t, sizeof(in6_addr)> source{}, destination{};
    const std::string from{take_word(line)}, to{take_word(line)};
    const auto from_port = take_word(line), to_port = line;
    if (::inet_pton(family, from.c_str(), source.data()) != 1 || ::inet_pton(family, to.c_str(), destination.data()) != 1 ||
        !is_port(from_port) || !is_port(to_port)) {
        return std::nullopt;
    }
    return address(family, source.data()) + ":" + std::string{from_port};
}

proxy_header read_text(std::string_view begin) {
    const auto end = begin.find("\r\n");
    if (end == std::string_view::npos) {
        if (begin.size() >= longest_text) return broken("too long");
        if (begin.size() < shortest_text) return partial(shortest_text - begin.size());
        return partial(begin.ends_with('\r') || begin.size() + 2 > longest_text ? 1 : 2);
    }
    auto line = begin.substr(0, end);
    line.remove_prefix(text_signature.size());
    const auto protocol = take_word(line);
    if (protocol == "UNKNOWN") return whole(end + 2);
    if (protocol != "TCP4" && protocol != "TCP6") return broken("unknown address family");
    auto client = text_client(line, protocol == "TCP4" ? AF_INET : AF_INET6);
    return client ? whole(end + 2, std::move(*client)) : broken("bad address or port");
}

}  // namespace

proxy_header read_proxy_header(protocol::octets begin) {
    const auto text = protocol::characters(begin);
    const auto starts = [&](std::string_view signature) {
        const auto known = std::min(text.size(), signature.size());
        return text.substr(0, known) == signature.substr(0, known);
    };
    if (text.empty()) return partial(shortest_text);
    if (starts(binary_signature)) return read_binary(begin);
    if (starts(text_signature)) return read_text(text);
    return broken("no PROXY header");
}

}  // namespace proxy::net
