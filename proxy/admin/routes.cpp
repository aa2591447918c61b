#include "proxy/admin/routes.hpp"

#include <algorithm>
#include <array>
#include <exception>

#include "proxy/admin/dress.hpp"
#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/etag.hpp"
#include "proxy/admin/problem.hpp"
#include "proxy/log/log.hpp"

namespace proxy::admin {
namespace {

// Tagged: whole, with an ETag, so that who has the answer already is told so. Counted: whole, after a look at every entry.
enum class bodies : std::uint8_t { whole, tagged, counted, streamed };

struct route {
    std::string_view method, path;  // a path may have one {id}
    std::optional<role> least;      // none: open to everybody
    void (*run)(call&);
    bodies how = bodies::whole;
    std::array<std::string_view, 2> media{"application/json"};  // of the request's body
};

// One line for each pair of method and path. "operator" stands for what changes single entries.
constexpr route all[] = {
    {"GET", "/healthz", std::nullopt, get_health},
    {"GET", "/readyz", std::nullopt, get_readiness},
    {"GET", "/metrics", std::nullopt, get_metrics},
    {"GET", "/", std::nullopt, get_console, bodies::tagged},
    {"GET", "/console/{id}", std::nullopt, get_console, bodies::tagged},
    {"GET", "/v1/whoami", role::viewer, get_whoami},
    {"GET", "/v1/openapi.json", role::viewer, get_openapi, bodies::tagged},
    {"GET", "/v1/suppressions", role::viewer, get_suppressions, bodies::tagged},
    {"PUT", "/v1/suppressions", role::reserved_operator, put_suppression},
    {"DELETE", "/v1/suppressions", role::reserved_operator, delete_suppressions, bodies::counted},
    {"GET", "/v1/flushes", role::viewer, get_flushes, bodies::tagged},
    {"GET", "/v1/flushes/{id}", role::viewer, get_flush, bodies::tagged},
    {"POST", "/v1/flushes", role::admin, post_flush, bodies::streamed, {"text/csv"}},
    {"POST", "/v1/flushes/{id}/undo", role::admin, post_undo},
    {"POST", "/v1/import", role::admin, post_import, bodies::streamed, {"text/csv", "application/x-ndjson"}},
    {"GET", "/v1/imports", role::viewer, get_imports, bodies::tagged},
    {"GET", "/v1/imports/{id}", role::viewer, get_import, bodies::tagged},
    {"GET", "/v1/export", role::viewer, get_export, bodies::streamed},
    {"POST", "/v1/scrub", role::viewer, post_scrub, bodies::streamed, {"text/csv"}},
    {"GET", "/v1/events", role::viewer, get_events, bodies::tagged},
    {"GET", "/v1/events/head", role::viewer, get_events_head},
    {"GET", "/v1/events/verify", role::viewer, get_events_verify},
    {"GET", "/v1/lookup", role::viewer, get_lookup},
    {"GET", "/v1/review", role::viewer, get_review, bodies::tagged},
    {"GET", "/v1/review/{id}", role::viewer, get_review_reply, bodies::tagged},
    {"POST", "/v1/review/{id}", role::reserved_operator, post_review_reply},
    {"POST", "/v1/erasures", role::admin, post_erasure},
    {"GET", "/v1/backups", role::admin, get_backup},
    {"POST", "/v1/backups", role::admin, post_backup},
    {"GET", "/v1/links", role::viewer, get_links},
    {"GET", "/v1/links/{id}/trace", role::admin, get_trace, bodies::streamed},
    {"GET", "/v1/links/{id}/malformed", role::admin, get_malformed_of_link},
    {"GET", "/v1/malformed", role::admin, get_malformed},
    {"POST", "/v1/drain", role::admin, post_drain},
    {"POST", "/v1/config/reload", role::admin, post_reload},
    {"GET", "/v1/log-level", role::viewer, get_log_level},
    {"PUT", "/v1/log-level", role::admin, put_log_level},
};

constexpr std::string_view any_id = "{id}";

// What stands for {id}; of a path without one, nothing at all. Nothing: the route does not lead there.
std::optional<std::string_view> id_in(const route& to, std::string_view path) {
    const auto at = to.path.find(any_id);
    if (at == std::string_view::npos) return to.path == path ? std::optional(std::string_view{}) : std::nullopt;
    const auto before = to.path.substr(0, at), after = to.path.substr(at + any_id.size());
    if (path.size() <= before.size() + after.size() || !path.starts_with(before) || !path.ends_with(after)) return std::nullopt;
    const auto id = path.substr(before.size(), path.size() - before.size() - after.size());
    return id.find('/') == std::string_view::npos ? std::optional(id) : std::nullopt;
}

bool leads_to(const route& to, std::string_view path) { return id_in(to, path).has_value(); }

// The token of "Bearer TOKEN"; the scheme in any case (RFC 9110 §11.1).
std::string_view token_of(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    if (authorization.size() < scheme.size()) return {};
    const auto same = [](char wanted, char given) {
        return (given >= 'A' && given <= 'Z' ? given - 'A' + 'a' : given) == wanted;
    };
    if (!std::equal(scheme.begin(), scheme.end(), authorization.begin(), same)) return {};
    authorization.remove_prefix(scheme.size());
    authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
    return authorization;
}

response unauthorized(bool had_token) {
    auto answer =
        problem(401, had_token ? "This token is not known here."
                               : "A token is needed: \"Authorization: Bearer …\" with the one in <store.path>/admin-token, "
                                 "or one of the configuration.");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"stopgate\"");
    return answer;
}

response too_many_streams() {
    auto answer = problem(429, "As many imports, exports and the like are under way as Stopgate runs at once; try again later.");
    answer.headers.emplace_back("Retry-After", "10");
    return answer;
}

// Probes come from anywhere and as often as somebody set them up.
bool is_probe(std::string_view path) { return path == "/healthz" || path == "/readyz" || path == "/metrics"; }

bool is_open(std::string_view path) {
    return std::ranges::any_of(all, [&](const route& each) { return !each.least && leads_to(each, path); });
}

// HEAD is a GET whose body is left out on the way (RFC 9110 §9.3.2); of a streamed one nobody knows the length.
bool takes(const route& each, std::string_view method) {
    return each.method == method || (method == "HEAD" && each.method == "GET" && each.how != bodies::streamed);
}

std::string allowed_at(std::string_view path) {
    std::string allowed;
    for (const auto& each : all) {
        if (!leads_to(each, path)) continue;
        allowed += std::string(each.method) + ", ";
        if (takes(each, "HEAD")) allowed += "HEAD, ";
    }
    return allowed.empty() ? allowed : allowed + "OPTIONS";
}

response wrong_method(const request& asked, const std::string& path) {
    const auto allowed = allowed_at(path);
    if (allowed.empty()) return problem(404, "There is nothing at " + path + ".");
    auto answer = asked.method == "OPTIONS" ? response{.status = 204, .content_type = {}, .body = {}, .headers = {}}
                                            : problem(405, path + " takes " + allowed + ", not " + asked.method + ".");
    answer.headers.emplace_back("Allow", allowed);
    return answer;
}

// A body of no type is taken for what it should be, as a person with a terminal means it.
bool is_taken(const route& to, std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find_first_of("; \t"));
    const auto in_lower_case = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::ranges::any_of(
        to.media, [&](std::string_view each) { return type.empty() || std::ranges::equal(type, each, {}, in_lower_case); });
}

// What is wrong with a request before anybody reads its body.
std::optional<response> unfit(const route& to, const request& asked) {
    const bool streamed = to.how == bodies::streamed && to.method != "GET";
    if (streamed && !asked.idempotency_key.empty())
        return problem(400, "An Idempotency-Key can't be kept for a body that is streamed; leave it out.");
    if ((asked.body.empty() && !streamed) || is_taken(to, asked.content_type)) return std::nullopt;
    auto wanted = std::string(to.media[0]);
    if (!to.media[1].empty()) wanted.append(" or ").append(to.media[1]);
    return problem(415, "The body must be " + wanted + ", not " + asked.content_type + ".");
}

reply tagging(const request& asked, const reply& answer) {
    return [answer, held = asked.if_none_match](response made) {
        if (made.status != 200) return answer(std::move(made));
        const auto there = std::ranges::find(made.headers, "ETag", &std::pair<std::string, std::string>::first);
        const auto tag = there == made.headers.end() ? etag_of(made.body) : there->second;
        if (there == made.headers.end()) made.headers.emplace_back("ETag", tag);
        if (names(held, tag)) {
            made.status = 304;
            made.body.clear();
        }
        answer(std::move(made));
    };
}

void note(const request& asked, const std::string& path, const credential& who) {
    const auto level = asked.method == "GET" || asked.method == "HEAD" ? log::level::debug : log::level::info;
    log::note(level, "admin request", {{"method", asked.method}, {"path", path}, {"by", who.name}, {"from", asked.from}});
}

// What a streamed call is made of, kept for its thread.
struct kept_call {
    request asked;  // without its stream, which outlives the thread
    target where;
    std::shared_ptr<const keyring> keys;
    const credential& who;
};

void run(const route& to, call& in, const std::string& method) {
    try {
        to.run(in);
    } catch (const std::exception& defect) {
        log::note_repeat(log::level::error, "admin request failed", {},
                         {{"method", method}, {"path", to.path}, {"error", std::string{defect.what()}}});
        if (in.stream != nullptr) in.stream->cut();  // an answer may have begun
        in.answer(problem(500, "Stopgate could not answer; its log says why."));
    }
}

void run_streamed(const route& to, gateway& gateway, kept_call kept, const reply& answer) {
    const auto bare = kept.asked.stream.get();
    kept.asked.stream.reset();
    const bool begun = bare->run([&to, &gateway, bare, answer, one = std::make_shared<kept_call>(std::move(kept))] {
        dressed_stream stream(*bare, one->asked.secured);
        call in{gateway, one->where.values,           one->asked.body, one->who,
                answer,  *id_in(to, one->where.path), one->asked.from, &stream};
        run(to, in, one->asked.method);
    });
    if (!begun) answer(too_many_streams());
}

}  // namespace

std::vector<listed_route> listed_routes() {
    std::vector<listed_route> made;
    for (const auto& each : all) made.push_back({each.method, each.path, each.least, is_probe(each.path)});
    return made;
}

namespace {

pace pace_of(unsigned per_second) { return {.per_second = double(per_second), .burst = 2.0 * per_second}; }

// Somebody types a wrong token a few times; a machine that goes on is told to wait. It can't guess one in any case (32 random
// octets), and who has a good one at the same address is not held up by it.
constexpr pace of_wrong_tokens{.per_second = 4, .burst = 40};

}  // namespace

routes::routes(gateway& asked, keyring keys, clock now)
    : asked_(asked),
      now_(std::move(now)),
      by_token_(pace_of(usual_requests_per_second)),
      by_address_(pace_of(usual_requests_per_second)),
      wrong_tokens_(of_wrong_tokens),
      keys_(std::make_shared<const keyring>(std::move(keys))) {}

void routes::renew(keyring keys) {
    auto fresh = std::make_shared<const keyring>(std::move(keys));
    const std::lock_guard lock{guard_};
    keys_ = std::move(fresh);
}

std::shared_ptr<const keyring> routes::keys_now() const {
    const std::lock_guard lock{guard_};
    return keys_;
}

response routes::turned_away(const request& asked, bool had_token) {
    if (!had_token) return unauthorized(false);
    const auto wait = wrong_tokens_.take(asked.from, now_());
    if (wait.count() == 0) return unauthorized(true);
    return too_many("This token is not known here, like others before it from this address.", wait);
}

// An open path has no token to go by.
std::optional<response> routes::too_fast(const request& asked, const credential& who) {
    const auto now = now_();
    const auto allowed = pace_of(requests_per_second_);
    by_address_.change(allowed);
    by_token_.change(allowed);
    const auto of_address = by_address_.take(asked.from, now);
    if (of_address.count() != 0) return too_many("Too many requests come from " + asked.from + ".", of_address);
    if (who.sha256.empty()) return std::nullopt;
    const auto of_token = by_token_.take(who.sha256, now);
    if (of_token.count() != 0) return too_many("Too many requests come with the token \"" + who.name + "\".", of_token);
    return std::nullopt;
}

void routes::handle(const request& asked, const reply& given) {
    reply answer = [given, secured = asked.secured](response made) {
        dress(made, secured);
        given(std::move(made));
    };
    auto where = parse_target(asked.target);
    if (!where) return answer(problem(400, "The request's target is not valid."));
    const auto& path = where->path;

    const auto keys = keys_now();  // `who` lives as long
    // Who has no token learns nothing of what there is, but for the open paths.
    static const credential nobody;
    const credential* who = &nobody;
    if (!is_open(path)) {
        const auto token = token_of(asked.authorization);
        who = token.empty() ? nullptr : keys->holder_of(token);
        if (who == nullptr) return answer(turned_away(asked, !token.empty()));
    }
    if (!is_probe(path)) {
        if (auto refusal = too_fast(asked, *who)) return answer(std::move(*refusal));
    }
    const auto* const found =
        std::ranges::find_if(all, [&](const route& each) { return leads_to(each, path) && takes(each, asked.method); });
    if (found == std::end(all)) return answer(wrong_method(asked, path));
    if (found->least && who->rank < *found->least) {
        return answer(problem(403, "This needs the role " + std::string(name(*found->least)) + "; the token \"" + who->name +
                                       "\" has the role " + std::string(name(who->rank)) + "."));
    }
    if (auto refusal = unfit(*found, asked)) return answer(std::move(*refusal));
    note(asked, path, *who);
    if (found->how == bodies::streamed) return run_streamed(*found, asked_, {asked, std::move(*where), keys, *who}, answer);
    if (found->method != "GET" && !asked.idempotency_key.empty()) {
        if (auto known = replays_->begin(asked, *who, now_(), answer)) return answer(std::move(*known));
    }
    if (found->how == bodies::tagged) answer = tagging(asked, answer);
    call in{asked_, where->values, asked.body, *who, answer, *id_in(*found, path), asked.from};
    run(*found, in, asked.method);
}

serving routes::how(const request& asked) const {
    const auto where = parse_target(asked.target);
    if (!where) return serving::whole;
    const auto* const found =
        std::ranges::find_if(all, [&](const route& each) { return each.method == asked.method && leads_to(each, where->path); });
    if (found == std::end(all)) return serving::whole;
    return found->how == bodies::streamed  ? serving::streamed
           : found->how == bodies::counted ? serving::counting
                                           : serving::whole;
}

}  // namespace proxy::admin
