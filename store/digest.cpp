#include "store/digest.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cstdlib>

namespace store {
namespace {

// Looked up once: by name for each digest it costs more than the digest.
const EVP_MD* method() noexcept {
    static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return found;
}

}  // namespace

digest sha256(std::string_view octets) {
    std::array<unsigned char, 32> made{};
    // It can only fail without memory or in a library built without SHA-256. A digest that is none would break the trail
    // silently.
    if (EVP_Digest(octets.data(), octets.size(), made.data(), nullptr, method(), nullptr) != 1) std::abort();
    digest out{};
    std::ranges::transform(made, out.begin(), [](unsigned char octet) { return static_cast<char>(octet); });
    return out;
}

digest hmac_sha256(std::string_view key, std::string_view octets) {
    constexpr std::size_t block = 64;
    constexpr char inner = 0x36, outer = 0x5C;
    std::string padded(key.substr(0, block));
    padded.resize(block);
    const auto mixed = [&padded](char with) {
        auto out = padded;
        for (auto& octet : out) octet = static_cast<char>(octet ^ with);
        return out;
    };
    const auto inside = sha256(mixed(inner).append(octets));
    return sha256(mixed(outer).append(view(inside)));
}

std::string hex_of(std::string_view octets) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(octets.size() * 2);
    for (const char c : octets) {
        out.push_back(digits[static_cast<unsigned char>(c) >> 4U]);
        out.push_back(digits[static_cast<unsigned char>(c) & 0xFU]);
    }
    return out;
}

std::optional<std::string> octets_of(std::string_view hex) {
    const auto value = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string octets;
    for (std::size_t at = 0; at < hex.size(); at += 2) {
        const auto high = value(hex[at]), low = value(hex[at + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        octets.push_back(static_cast<char>(high << 4 | low));
    }
    return octets;
}

}  // namespace store
