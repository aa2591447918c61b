#include "store/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

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

// Keeps its key: to look the method up by name for each digest costs more than the digest.
class keyed_digest {
public:
    keyed_digest() : mac_(EVP_MAC_fetch(nullptr, "HMAC", nullptr)), so_far_(EVP_MAC_CTX_new(mac_)) {}
    ~keyed_digest() {
        EVP_MAC_CTX_free(so_far_);
        EVP_MAC_free(mac_);
    }
    keyed_digest(const keyed_digest&) = delete;
    keyed_digest& operator=(const keyed_digest&) = delete;

    [[nodiscard]] digest of(std::string_view key, std::string_view octets) {
        begin(key);
        std::array<unsigned char, 32> made{};
        check(EVP_MAC_update(so_far_, unsigned_octets(octets), octets.size()));
        check(EVP_MAC_final(so_far_, made.data(), nullptr, made.size()));
        return digest_of(made);
    }

private:
    static const unsigned char* unsigned_octets(std::string_view of) { return reinterpret_cast<const unsigned char*>(of.data()); }
    void begin(std::string_view key) {
        if (key == key_) return check(EVP_MAC_init(so_far_, nullptr, 0, nullptr));
        std::string name = "SHA256";
        const std::array with{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name.data(), 0),
                              OSSL_PARAM_construct_end()};
        check(EVP_MAC_init(so_far_, unsigned_octets(key), key.size(), with.data()));
        key_ = key;
    }

    EVP_MAC* mac_;
    EVP_MAC_CTX* so_far_;
    std::string key_;  // empty: not begun
};

}  // namespace

digest sha256(std::string_view octets) {
    std::array<unsigned char, 32> made{};
    check(EVP_Digest(octets.data(), octets.size(), made.data(), nullptr, method(), nullptr));
    return digest_of(made);
}

digest hmac_sha256(std::string_view key, std::string_view octets) {
    thread_local keyed_digest mine;
    return mine.of(key, octets);
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
