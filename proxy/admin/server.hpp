#pragma once
// The admin server: HTTP on a thread of its own, so that it can never slow the data path.
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "proxy/admin/credential.hpp"
#include "proxy/admin/gateway.hpp"
#include "proxy/admin/http_limits.hpp"

namespace proxy::admin {

struct server_options {
    std::string host = "127.0.0.1";  // a name or an address; unused with a unix socket
    std::uint16_t port = 9775;       // 0: the kernel chooses
    std::string unix_path;           // not empty: a unix socket (mode 0660); a stale one is replaced
    std::string token_file;          // made when missing; its token has the role admin and the name "admin-token"
    std::vector<credential> credentials;
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

    // These tokens instead of server_options::credentials; Stopgate's own stays. Any thread.
    void renew(const std::vector<credential>& credentials);

    // Takes no more connections, lets answers under way go out (http_limits::grace), ends the thread. Twice is harmless.
    // Answers that the gateway gives later are dropped, so it may still call back afterwards.
    void stop();

    [[nodiscard]] std::uint16_t port() const noexcept;          // 0 with a unix socket
    [[nodiscard]] const std::string& address() const noexcept;  // "127.0.0.1:9775" or "unix:/path"

private:
    class impl;
    explicit server(std::unique_ptr<impl> inside);
    std::unique_ptr<impl> impl_;
};

}  // namespace proxy::admin
