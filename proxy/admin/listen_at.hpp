#pragma once
// Where the admin server listens.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace proxy::admin {

struct listen_at {
    std::string host;        // a name or an address; unused with a unix socket
    std::uint16_t port = 0;  // 0: the kernel chooses
    std::string unix_path;   // not empty: a unix socket (mode 0660); a stale one is replaced
};

// nullptr: no TLS. Not changed by who gets it.
using tls_rules = std::shared_ptr<ssl_ctx_st>;

struct listeners {
    listeners(listen_at one) : all{std::move(one)} {}  // NOLINT(google-explicit-constructor): the usual case
    explicit listeners(std::vector<listen_at> some, tls_rules how = nullptr) : all(std::move(some)), tls(std::move(how)) {}

    std::vector<listen_at> all;  // at least one
    tls_rules tls;               // of TCP; whoever may open a unix socket is on this machine
};

}  // namespace proxy::admin
