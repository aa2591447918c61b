#pragma once
// From a request to its answer: which endpoint, and may this token do it. No sockets: tests call handle().
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "proxy/admin/gateway.hpp"
#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/http_message.hpp"
#include "proxy/admin/keyring.hpp"
#include "proxy/admin/replays.hpp"
#include "proxy/admin/throttle.hpp"

namespace proxy::admin {

// One line of the table of all paths.
struct listed_route {
    std::string_view method, path;  // a path may end with {id}
    std::optional<role> least;      // none: open to everybody
    bool is_probe;                  // never held up
};
[[nodiscard]] std::vector<listed_route> listed_routes();

class routes {
public:
    using clock = std::function<std::chrono::steady_clock::time_point()>;

    // `asked` must outlive the routes.
    routes(gateway& asked, keyring keys, clock now = std::chrono::steady_clock::now);

    // Other tokens, another pace from now on. Any thread.
    void renew(keyring keys);
    // Requests a second of one token, and of one address; twice as many at once. Probes are never held up.
    void limit(unsigned requests_per_second) { requests_per_second_ = requests_per_second; }

    // Where it is streamed, handle() wants a stream.
    [[nodiscard]] serving how(const request& asked) const;

    // Calls `answer` once: before it returns, or later from any thread; not where an answer is begun on the stream. `asked` is
    // only read during the call, but for its stream. One thread at a time.
    void handle(const request& asked, const reply& answer);

private:
    [[nodiscard]] std::shared_ptr<const keyring> keys_now() const;
    [[nodiscard]] response turned_away(const request& asked, bool had_token);
    [[nodiscard]] std::optional<response> too_fast(const request& asked, const credential& who);

    gateway& asked_;
    const clock now_;
    std::atomic<unsigned> requests_per_second_{usual_requests_per_second};
    throttle by_token_, by_address_, wrong_tokens_;  // on the thread of handle()
    const std::shared_ptr<replays> replays_ = std::make_shared<replays>();
    mutable std::mutex guard_;
    std::shared_ptr<const keyring> keys_;
};

}  // namespace proxy::admin
