#pragma once
// HTTP/1.1 on a thread of its own: sockets, framing, keep-alive, limits. What the answers are, the handler knows.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/http_message.hpp"
#include "proxy/admin/listen_at.hpp"

namespace proxy::admin {

class http_server {
public:
    // Called on the server's thread; may answer at once or later from any thread, also after the server has gone. Answers after
    // the first are ignored.
    using handler = std::function<void(const request&, const reply&)>;

    // By its head: the request has no body yet.
    using chooser = std::function<serving(const request&)>;

    // Listens, then starts the thread. On failure gives nothing and says why in `error`. Without `how` all is served whole.
    static std::unique_ptr<http_server> start(const listeners& where, const http_limits& limits, handler handle,
                                              std::string& error, chooser how = {});
    ~http_server();  // stop()

    http_server(const http_server&) = delete;
    http_server& operator=(const http_server&) = delete;

    // Takes no more connections; idle ones close at once, answers under way go out within http_limits::grace; then the threads
    // end, those of streams as well. Not on the server's own thread. Twice is harmless.
    void stop();

    // The rules of TLS for connections that come from now on. Any thread.
    void renew(tls_rules tls);

    [[nodiscard]] std::uint16_t port() const noexcept;                         // of the first that has one, or 0
    [[nodiscard]] const std::vector<std::string>& addresses() const noexcept;  // "127.0.0.1:9775", "unix:/path"
    [[nodiscard]] const std::string& address() const noexcept;                 // the first

private:
    class impl;
    explicit http_server(std::unique_ptr<impl> inside);
    std::unique_ptr<impl> impl_;
};

}  // namespace proxy::admin
