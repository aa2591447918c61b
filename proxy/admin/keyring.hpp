#pragma once
// The tokens of the admin API, and the one that Stopgate makes for itself.
#include <string>
#include <string_view>
#include <vector>

#include "proxy/admin/credential.hpp"
#include "store/digest.hpp"

namespace proxy::admin {

// Immutable; any thread.
class keyring {
public:
    // A credential whose digest is not 64 hexadecimal digits opens nothing.
    explicit keyring(const std::vector<credential>& known);

    // Whose token this is, or nullptr. Digests are compared in constant time, all of them each time.
    // The pointer lives as long as the keyring.
    [[nodiscard]] const credential* holder_of(std::string_view token) const;

private:
    struct key {
        credential who;
        store::digest digest{};
    };
    std::vector<key> keys_;
};

[[nodiscard]] std::string sha256_hex(std::string_view octets);

// The token in `path`; where there is no such file, makes one with a fresh token (32 random octets in hex, mode 0600) and syncs
// it. Two processes that start at once get the same token. On failure gives an empty string and says why in `error`.
[[nodiscard]] std::string read_or_make_token(const std::string& path, std::string& error);
// Only reads.
[[nodiscard]] std::string read_token(const std::string& path, std::string& error);

}  // namespace proxy::admin
