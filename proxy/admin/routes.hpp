#pragma once
// From a request to its answer: which endpoint, and may this token do it. No sockets: tests call handle().
#include <memory>
#include <mutex>

#include "proxy/admin/gateway.hpp"
#include "proxy/admin/http_message.hpp"
#include "proxy/admin/keyring.hpp"

namespace proxy::admin {

class routes {
public:
    // `asked` must outlive the routes.
    routes(gateway& asked, keyring keys) : asked_(asked), keys_(std::make_shared<const keyring>(std::move(keys))) {}

    // Other tokens from now on. Any thread.
    void renew(keyring keys);

    // Are the bodies of this request streamed? Then handle() wants a stream.
    [[nodiscard]] bool streams(const request& asked) const;

    // Calls `answer` once: before it returns, or later from any thread; not where an answer is begun on the stream. `asked` is
    // only read during the call, but for its stream.
    void handle(const request& asked, const reply& answer);

private:
    [[nodiscard]] std::shared_ptr<const keyring> keys_now() const;

    gateway& asked_;
    mutable std::mutex guard_;
    std::shared_ptr<const keyring> keys_;
};

}  // namespace proxy::admin
