#include "proxy/admin/http_wire.hpp"

#include <boost/beast/core/string.hpp>
#include <charconv>
#include <sstream>

namespace proxy::admin::wire {
namespace {

constexpr std::size_t read_at_once = 64 * 1024;
constexpr unsigned chunks_since = 11;  // HTTP/1.1

std::string text_of(const answer_head& head) {
    std::ostringstream text;
    text << head.base();
    return text.str();
}

}  // namespace

template <bool is_request>
awaitable<error_code> advance(http_stream& from, flat_buffer& buffer, parser<is_request>& into) {
    error_code failed;
    if (buffer.size() > 0) {
        const auto used = into.put(buffer.data(), failed);
        buffer.consume(used);
        if (failed != http::error::need_more) co_return failed;
        failed = {};
        if (used > 0) co_return failed;  // what there is does not wait for more
    }
    const auto [broken, size] = co_await from.read_some(buffer.prepare(read_at_once));
    if (broken == boost::asio::error::eof) {
        if (!into.got_some()) co_return http::error::end_of_stream;
        into.put_eof(failed);
        co_return failed;
    }
    if (broken) co_return broken;
    buffer.commit(size);
    buffer.consume(into.put(buffer.data(), failed));
    co_return failed == http::error::need_more ? error_code{} : failed;
}

template <bool is_request>
awaitable<error_code> read_head(http_stream& from, flat_buffer& buffer, parser<is_request>& into) {
    while (!into.is_header_done()) {
        const auto failed = co_await advance(from, buffer, into);
        if (failed) co_return failed;
    }
    co_return error_code{};
}

template <bool is_request>
awaitable<error_code> read_all(http_stream& from, flat_buffer& buffer, parser<is_request>& into) {
    into.eager(true);
    while (!into.is_done()) {
        const auto failed = co_await advance(from, buffer, into);
        if (failed) co_return failed;
    }
    co_return error_code{};
}

template awaitable<error_code> advance<true>(http_stream&, flat_buffer&, parser<true>&);
template awaitable<error_code> advance<false>(http_stream&, flat_buffer&, parser<false>&);
template awaitable<error_code> read_head<true>(http_stream&, flat_buffer&, parser<true>&);
template awaitable<error_code> read_head<false>(http_stream&, flat_buffer&, parser<false>&);
template awaitable<error_code> read_all<true>(http_stream&, flat_buffer&, parser<true>&);
template awaitable<error_code> read_all<false>(http_stream&, flat_buffer&, parser<false>&);

answer_head head_of(const response& answer, unsigned version, bool keep_alive) {
    answer_head out{static_cast<http::status>(answer.status), version};
    out.set(http::field::content_type, answer.content_type);
    out.set(http::field::cache_control, "no-store");
    for (const auto& [name, value] : answer.headers) out.set(name, value);
    out.keep_alive(keep_alive);
    return out;
}

awaitable<error_code> write_head(http_stream& to, const answer_head& head, std::chrono::milliseconds limit) {
    const auto text = text_of(head);
    to.expires_after(limit);
    co_return co_await to.write(text);
}

// 204 and 304 have nothing to be long (RFC 9110 §8.6).
awaitable<error_code> write(http_stream& to, const response& answer, bool head_alone, unsigned version, bool keep_alive,
                            std::chrono::milliseconds limit) {
    constexpr unsigned no_content = 204, not_modified = 304;
    const bool bare = answer.status == no_content || answer.status == not_modified;
    auto head = head_of(answer, version, keep_alive);
    if (bare) {
        head.erase(http::field::content_type);
    } else {
        head.content_length(answer.body.size());
    }
    auto text = text_of(head);
    if (!head_alone && !bare) text += answer.body;
    to.expires_after(limit);
    co_return co_await to.write(text);
}

awaitable<error_code> write_portion(http_stream& to, std::string_view octets, unsigned version, std::chrono::milliseconds limit) {
    std::string text;
    if (version >= chunks_since) {
        std::array<char, 16> size{};
        const auto end = std::to_chars(size.data(), size.data() + size.size(), octets.size(), 16).ptr;
        text.append(size.data(), end).append("\r\n").append(octets).append("\r\n");
    } else {
        text = octets;
    }
    to.expires_after(limit);
    co_return co_await to.write(text);
}

bool asks_for_leave(const http::fields& asked) { return boost::beast::iequals(asked[http::field::expect], "100-continue"); }

awaitable<error_code> give_leave(http_stream& to, unsigned version) {
    const auto text = text_of({http::status::continue_, version});
    co_return co_await to.write(text);
}

}  // namespace proxy::admin::wire
