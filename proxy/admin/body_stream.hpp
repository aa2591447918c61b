#pragma once
// The bodies of a streamed request and of its answer, portion by portion, for an endpoint that may block: it has a thread of its
// own.
#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "proxy/admin/http_message.hpp"

namespace proxy::admin {

class body_stream {
public:
    virtual ~body_stream() = default;

    // At most once, on the server's thread: `work` runs on a thread of its own, all of the below on that thread alone. The stream
    // lives until `work` has returned. False: too many run already, nothing was begun.
    [[nodiscard]] virtual bool run(std::function<void()> work) = 0;

    // Waits for octets of the request's body and puts what is there into `into`, in place of what that held. False: there are no
    // more, and trouble() says whether that was the end. Reading is what lets the peer send, so nothing piles up.
    [[nodiscard]] virtual bool read(std::string& into) = 0;
    // Waits so long at most; true: read() would not wait now.
    [[nodiscard]] virtual bool wait(std::chrono::milliseconds limit) = 0;
    // Empty: the body is whole. Else a sentence that says why it is not.
    [[nodiscard]] virtual std::string trouble() const = 0;

    // Begins a streamed answer, instead of giving the whole one: its status, headers and first octets.
    virtual void begin(response head) = 0;
    // More of it; waits while the peer is slow. False: nobody reads any more. The answer ends when `work` returns.
    [[nodiscard]] virtual bool write(std::string_view octets) = 0;
    // The answer that was begun can't be finished: the peer is to see that it is none.
    virtual void cut() = 0;
};

}  // namespace proxy::admin
