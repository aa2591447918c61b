#include "proxy/admin/keyring.hpp"

#include <openssl/crypto.h>
#include <openssl/sha.h>

#include <algorithm>

#include "proxy/admin/hex.hpp"

namespace proxy::admin {
namespace {

using digest = std::array<unsigned char, SHA256_DIGEST_LENGTH>;

digest sha256(std::string_view octets) {
    digest made{};
    SHA256(reinterpret_cast<const unsigned char*>(octets.data()), octets.size(), made.data());
    return made;
}

}  // namespace

std::string_view name(role rank) noexcept {
    switch (rank) {
        case role::viewer: return "viewer";
        case role::reserved_operator: return "operator";
        case role::admin: return "admin";
    }
    return "";
}

keyring::keyring(const std::vector<credential>& known) {
    for (const auto& who : known) {
        const auto octets = from_hex(who.sha256);
        if (!octets || octets->size() != SHA256_DIGEST_LENGTH) continue;
        key made{who, {}};
        std::transform(octets->begin(), octets->end(), made.digest.begin(), [](char c) { return static_cast<unsigned char>(c); });
        keys_.push_back(std::move(made));
    }
}

const credential* keyring::holder_of(std::string_view token) const {
    const auto given = sha256(token);
    const credential* holder = nullptr;
    for (const auto& each : keys_) {
        if (CRYPTO_memcmp(each.digest.data(), given.data(), given.size()) == 0) holder = &each.who;
    }
    return holder;
}

std::string sha256_hex(std::string_view octets) { return to_hex(sha256(octets)); }

}  // namespace proxy::admin
