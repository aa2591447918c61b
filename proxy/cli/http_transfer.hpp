#pragma once
// One HTTP request whose bodies are streamed, both at once: blocking, for as long as octets move.
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "proxy/cli/http_client.hpp"

namespace proxy::cli {

// The gateway says something every few hundred milliseconds while it works, but may wait for a slow disk.
inline constexpr std::chrono::seconds transfer_patience{60};

struct transfer {
    question asked;            // without a body
    std::string content_type;  // of the body
    // The next octets of the body in place of what `into` held; empty: that was all. False: there should be more, so the gateway
    // must not take what it has for all. Not set: there is no body.
    std::function<bool(std::string& into)> source;
    // Takes octets of a good answer (2xx). False: no more of it is wanted.
    std::function<bool(std::string_view octets)> sink;
};

// The answer, its body only when it is not a good one. Nothing when there was no whole answer; `error` says why.
[[nodiscard]] std::optional<answer> carry_out(const destination& where, const transfer& wanted, std::string& error,
                                              std::chrono::milliseconds idle = transfer_patience);

}  // namespace proxy::cli
