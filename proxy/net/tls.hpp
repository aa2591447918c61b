#pragma once
// Certificates and rules of TLS on one leg of one [[link]]. Connections take them when they begin, and keep them.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX
struct ssl_st;      // and its SSL

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

// What the files said when they were read. Never changes: a reload of the configuration loads others. Any thread.
class tls {
public:
    // Reads the files. On failure gives nothing and says why in `error`: "cert: …".
    [[nodiscard]] static std::shared_ptr<const tls> load(tls_end end, const tls_settings& how, std::string& error);

    [[nodiscard]] const std::shared_ptr<ssl_ctx_st>& context() const noexcept { return context_; }
    [[nodiscard]] const std::string& server_name() const noexcept { return server_name_; }

private:
    tls(std::shared_ptr<ssl_ctx_st> context, std::string server_name)
        : context_(std::move(context)), server_name_(std::move(server_name)) {}

    const std::shared_ptr<ssl_ctx_st> context_;
    const std::string server_name_;
};

// What must be in the peer's certificate, a name or an address; a name is also asked for (SNI). False: it can't be used.
[[nodiscard]] bool expect_name(ssl_st* connection, const std::string& name);

// An error of OpenSSL's on this connection, in words.
[[nodiscard]] std::string reason_of(unsigned long error, const ssl_st* connection);

}  // namespace proxy::net
