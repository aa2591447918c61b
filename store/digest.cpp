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

// It can only fail without memory or in a library built without SHA-256. A digest that is none would break the trail silently.
void check(int done) {
    if (done != 1) std::abort();
}

digest digest_of(const std::array<unsigned char, 32>& made) {
    digest out{};
    std::ranges::transform(made, out.begin(), [](unsigned char octet) { return static_cast<char>(octet); });
    return out;
}

}  // namespace

digest sha256(std::string_view octets) {
    std::array<unsigned char, 32> made{};
    check(EVP_Digest(octets.data(), octets.size(), made.data(), nullptr, method(), nullptr));
    return digest_of(made);
}

digest hmac_sha256(std::string_view key, std::string_view octets) {
    digest out{};
    const auto* const from = reinterpret_cast<const unsigned char*>(octets.data());
    auto* const to = reinterpret_cast<unsigned char*>(out.data());
    if (HMAC(method(), key.data(), static_cast<int>(key.size()), from, octets.size(), to, nullptr) == nullptr) std::abort();
    return out;
}

struct running_digest::state {
    EVP_MD_CTX* so_far = EVP_MD_CTX_new();
    EVP_MD_CTX* end = EVP_MD_CTX_new();
    state() { check(EVP_DigestInit_ex(so_far, method(), nullptr)); }
    ~state() {
        EVP_MD_CTX_free(so_far);
        EVP_MD_CTX_free(end);
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
};

running_digest::running_digest() : state_(std::make_unique<state>()) {}
running_digest::~running_digest() = default;

void running_digest::add(std::string_view octets) {
    waiting_.append(octets);
    if (waiting_.size() >= gathered) take();
}

void running_digest::take() const {
    check(EVP_DigestUpdate(state_->so_far, waiting_.data(), waiting_.size()));
    waiting_.clear();
}

digest running_digest::now() const {
    take();
    std::array<unsigned char, 32> made{};
    check(EVP_MD_CTX_copy_ex(state_->end, state_->so_far));
    check(EVP_DigestFinal_ex(state_->end, made.data(), nullptr));
    return digest_of(made);
}

}  // namespace store
