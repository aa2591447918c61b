#pragma once
// Certificates and rules of TLS on one leg of one [[link]]. Connections take them when they begin, so that reload() touches none
// that stands.
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace proxy::net {

enum class tls_end : std::uint8_t { accepts, dials };
enum class peer_check : std::uint8_t { none, optional, require };  // optional: only a certificate that is shown must be good

struct tls_settings {
    std::string cert;  // file names, all in PEM: our chain, its first certificate ours; empty when we show none
    std::string key;
    std::string ca;  // who may sign the peer's; empty: nobody when accepting, the system's authorities when dialling
    peer_check verify = peer_check::none;
    std::string server_name;  // dials: what the peer's certificate must bear, and SNI; empty: the host that is dialled
};

// What is wrong with the files, by the key that names them.
struct tls_fault {
    std::string_view key;  // "cert", "key" or "ca"
    std::string what;
};
[[nodiscard]] std::vector<tls_fault> check_files(tls_end end, const tls_settings& how);

// Any thread.
class tls {
public:
    struct ready {
        std::shared_ptr<ssl_ctx_st> context;
        std::string server_name;
    };

    // Reads the files. On failure gives nothing and says why in `error`: "cert: …".
    [[nodiscard]] static std::shared_ptr<tls> load(tls_end end, tls_settings how, std::string& error);

    // Reads the files again, or those of changed settings. Connections that begin from now on use what they say; those that stand
    // stay as they are. On failure says why, and nothing has changed; otherwise gives an empty text.
    [[nodiscard]] std::string reload();
    [[nodiscard]] std::string reload(tls_settings changed);

    // For one new connection.
    [[nodiscard]] ready current() const;

private:
    explicit tls(tls_end end) : end_(end) {}

    const tls_end end_;
    mutable std::mutex guard_;
    tls_settings how_;
    std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace proxy::net
