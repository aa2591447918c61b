#include "store/digest.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

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
    digest out{};
    const auto* const from = reinterpret_cast<const unsigned char*>(octets.data());
    auto* const to = reinterpret_cast<unsigned char*>(out.data());
    if (HMAC(method(), key.data(), static_cast<int>(key.size()), from, octets.size(), to, nullptr) == nullptr) std::abort();
    return out;
}

}  // namespace store
