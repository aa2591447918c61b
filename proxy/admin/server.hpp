#pragma once
// The admin server: HTTP on a thread of its own, so that it can never slow the data path.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "proxy/admin/credential.hpp"
#include "proxy/admin/gateway.hpp"
#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/listen_at.hpp"

namespace proxy::admin {

struct server_options {
    listeners listen{{.host = "127.0.0.1", .port = 9775, .unix_path = {}}};
    std::string token_file;  // made when missing; its token has the role admin and the name "admin-token"
    std::vector<credential> credentials;
    unsigned requests_per_second = usual_requests_per_second;  // of one token, and of one address
    http_limits limits;
};

class server {
public:
    // Listens, then starts the thread. On failure gives nothing and says why in `error`.
    // `asked` must outlive the server; its calls come on the server's thread.
    static std::unique_ptr<server> start(const server_options& options, gateway& asked, std::string& error);
    ~server();  // stop()

    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // These instead of what server_options said; the rules of TLS for connections that come from now on. Stopgate's own token
    // stays. Any thread.
    void renew(const std::vector<credential>& credentials, tls_rules tls, unsigned requests_per_second);

    // Takes no more connections, lets answers under way go out (http_limits::grace), ends the thread. Twice is harmless.
    // Answers that the gateway gives later are dropped, so it may still call back afterwards.
    void stop();

    [[nodiscard]] std::uint16_t port() const noexcept;          // of the first listener that has one, or 0
    [[nodiscard]] const std::string& address() const noexcept;  // of the first: "127.0.0.1:9775" or "unix:/path"

private:
    class impl;
    explicit server(std::unique_ptr<impl> inside);
    std::unique_ptr<impl> impl_;
};

}  // namespace proxy::admin
