#include "proxy/admin/keyring.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "store/hex.hpp"

namespace proxy::admin {

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
        const auto octets = store::from_hex(who.sha256);
        if (!octets || octets->size() != store::digest{}.size()) continue;
        key made{who, {}};
        std::ranges::copy(*octets, made.digest.begin());
        keys_.push_back(std::move(made));
    }
}

const credential* keyring::holder_of(std::string_view token) const {
    const auto given = store::sha256(token);
    const credential* holder = nullptr;
    for (const auto& each : keys_) {
        if (CRYPTO_memcmp(each.digest.data(), given.data(), given.size()) == 0) holder = &each.who;
    }
    return holder;
}

std::string sha256_hex(std::string_view octets) { return store::to_hex(store::view(store::sha256(octets))); }

}  // namespace proxy::admin
