#pragma once
// What each path does. An endpoint answers once, at once or later from another thread. One whose bodies are streamed runs on a
// thread of its own, where it may block, and either answers or begins an answer on its stream.
#include <cstddef>
#include <string>
#include <string_view>

#include "proxy/admin/body_stream.hpp"
#include "proxy/admin/credential.hpp"
#include "proxy/admin/gateway.hpp"
#include "proxy/admin/http_message.hpp"
#include "proxy/admin/query.hpp"

namespace proxy::admin {

// One request on its way. Lives as long as the endpoint's call: what answers later copies what it needs.
struct call {
    gateway& asked;
    fields& query;
    const std::string& body;
    const credential& who;  // of an open path: nobody, a viewer
    const reply& answer;
    std::string_view id;            // what stands for {id} in the path
    const std::string& from;        // the peer's address, or "unix"
    body_stream* stream = nullptr;  // where the bodies are streamed; `body` is empty then
};

// Of lists that come in pages.
inline constexpr std::size_t usual_page = 100;
inline constexpr std::size_t largest_page = 1'000;    // the store's own limit
inline constexpr std::size_t longest_reason = 1'000;  // octets; a text of seven parts fits

// Open to everybody.
void get_health(call& in);
void get_readiness(call& in);
void get_metrics(call& in);
void get_console(call& in);  // {id}: a file's name; none: the page

void get_whoami(call& in);
void get_openapi(call& in);

void get_suppressions(call& in);
void put_suppression(call& in);
void delete_suppressions(call& in);
void get_lookup(call& in);

void post_import(call& in);
void get_imports(call& in);
void get_import(call& in);
void get_export(call& in);
void post_scrub(call& in);

void get_flushes(call& in);
void get_flush(call& in);
void post_flush(call& in);  // streamed
void post_undo(call& in);

void get_events(call& in);
void get_events_head(call& in);
void get_events_verify(call& in);

void get_review(call& in);
void get_review_reply(call& in);
void post_review_reply(call& in);

void post_erasure(call& in);

void get_backup(call& in);
void post_backup(call& in);

void get_links(call& in);
void get_trace(call& in);
void get_malformed(call& in);
void get_malformed_of_link(call& in);
void post_drain(call& in);

void post_reload(call& in);
void get_log_level(call& in);
void put_log_level(call& in);

// Answers 400 and says true when the query or body was wrong.
[[nodiscard]] bool refused(const call& in, const fields& asked);

// Notes a fault when it is too long.
void check_reason(fields& of, const std::string& reason);

// Of a change that was not stored.
[[nodiscard]] response not_stored(const store::change_result& result, store::action what);

}  // namespace proxy::admin
