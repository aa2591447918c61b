#pragma once
// One HTTP request to the admin server, and its answer: blocking, with a deadline.
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace proxy::cli {

struct destination {
    std::string host;  // a name or an address
    std::uint16_t port = 0;
    std::string unix_path;  // not empty: a unix socket
    // https. File names in PEM form, each may be empty.
    struct secured {
        std::string ca;         // who may have signed the gateway's certificate; empty: the system's authorities
        std::string cert, key;  // what we show
        std::string pinned;     // instead of `ca`: the gateway's own certificate, whatever name it bears
    };
    std::optional<secured> tls{};
};

// "http://host:port", "https://host:port" or "unix:/path"; says in `wrong` what does not fit.
[[nodiscard]] std::optional<destination> parse_admin_url(const std::string& url, std::string& wrong);
[[nodiscard]] std::string describe(const destination& where);

struct question {
    std::string method;
    std::string target;  // percent-encoded
    std::string body;    // or empty
    std::string token;   // or empty
    std::string content_type = "application/json";
};

struct answer {
    unsigned status = 0;
    std::string content_type;
    std::string body;
};

// The gateway's own limit for an answer is 30 s, but who sits at a terminal wants to know sooner.
inline constexpr std::chrono::seconds patience{10};

// Nothing when there was no whole answer; `error` says why.
[[nodiscard]] std::optional<answer> ask(const destination& where, const question& asked, std::string& error,
                                        std::chrono::milliseconds limit = patience);

}  // namespace proxy::cli
