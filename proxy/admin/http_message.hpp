#pragma once
// A request and its answer as the routes see them: no sockets, no Beast.
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace proxy::admin {

class body_stream;

struct request {
    std::string method;         // "GET"
    std::string target;         // as it came: path and query, percent-encoded
    std::string authorization;  // the header's value, or empty
    std::string body;           // empty where it is streamed
    std::string from{};         // the peer's address without its port; "unix" of a unix socket
    std::string content_type{};
    std::shared_ptr<body_stream> stream{};  // of a path whose bodies are streamed
    std::string idempotency_key{};          // these two: a header's value, or empty
    std::string if_none_match{};
    bool secured = false;  // it came through TLS
};

// How a request is served, by its head.
enum class serving : std::uint8_t {
    whole,     // its answer is waited for as long as http_limits::answer
    counting,  // as long as http_limits::count: somebody looks at every entry
    streamed,  // its handler is called at once, before there is a body, and finds request::stream
};

struct response {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;  // besides the content's type and length
};

// Takes the one answer of a request, on any thread.
using reply = std::function<void(response)>;

}  // namespace proxy::admin
