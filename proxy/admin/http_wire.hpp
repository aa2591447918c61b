#pragma once
// HTTP on a stream: octets from the socket to a parser, answers as octets. Beast's own reading and writing operations are not
// used: each of them is compiled anew for each parser, for a minute and a gigabyte of it.
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <string>

#include "proxy/admin/http_limits.hpp"
#include "proxy/admin/http_message.hpp"
#include "proxy/admin/http_stream.hpp"

namespace proxy::admin {

namespace wire {

using boost::asio::awaitable;
using boost::beast::flat_buffer;
using boost::system::error_code;
namespace http = boost::beast::http;

using head_parser = http::request_parser<http::empty_body>;
using answer_head = http::response<http::empty_body>;

// Of requests (true) and of answers.
template <bool is_request>
using parser = http::basic_parser<is_request>;

// Gives the parser what the buffer holds, and where that is not enough what one read brings. http::error::end_of_stream: the peer
// has gone before the first octet of a message.
template <bool is_request>
awaitable<error_code> advance(http_stream& from, flat_buffer& buffer, parser<is_request>& into);
template <bool is_request>
awaitable<error_code> read_head(http_stream& from, flat_buffer& buffer, parser<is_request>& into);
template <bool is_request>
awaitable<error_code> read_all(http_stream& from, flat_buffer& buffer, parser<is_request>& into);

// The head of an answer, without its length.
[[nodiscard]] answer_head head_of(const response& answer, unsigned version, bool keep_alive);
awaitable<error_code> write_head(http_stream& to, const answer_head& head, std::chrono::milliseconds limit);
// A whole answer. `head_alone`: as to HEAD, which says how long the one to GET would be.
awaitable<error_code> write(http_stream& to, const response& answer, bool head_alone, unsigned version, bool keep_alive,
                            std::chrono::milliseconds limit);
// Part of a streamed body: a chunk, or for an HTTP/1.0 peer bare (RFC 9112 §7.1). An empty one is the end.
awaitable<error_code> write_portion(http_stream& to, std::string_view octets, unsigned version, std::chrono::milliseconds limit);

// Tells a peer that asked for it (Expect: 100-continue) to send its body.
[[nodiscard]] bool asks_for_leave(const http::fields& asked);
awaitable<error_code> give_leave(http_stream& to, unsigned version);

}  // namespace wire

}  // namespace proxy::admin
