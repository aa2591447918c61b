#include "proxy/admin/routes.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "proxy/admin/endpoints.hpp"
#include "proxy/admin/problem.hpp"

namespace proxy::admin {
namespace {

enum class bodies : bool { whole, streamed };

struct route {
    std::string_view method, path;  // a path may have one {id}
    std::optional<role> least;      // none: open to everybody
    void (*run)(call&);
    bodies how = bodies::whole;
};

// One line for each pair of method and path. "operator" stands for what changes single entries.
constexpr route all[] = {
    {"GET", "/healthz", std::nullopt, get_health},
    {"GET", "/readyz", std::nullopt, get_readiness},
    {"GET", "/metrics", std::nullopt, get_metrics},
    {"GET", "/", std::nullopt, get_console},
    {"GET", "/console/{id}", std::nullopt, get_console},
    {"GET", "/v1/whoami", role::viewer, get_whoami},
    {"GET", "/v1/suppressions", role::viewer, get_suppressions},
    {"PUT", "/v1/suppressions", role::reserved_operator, put_suppression},
    {"DELETE", "/v1/suppressions", role::reserved_operator, delete_suppressions},
    {"GET", "/v1/flushes", role::viewer, get_flushes},
    {"GET", "/v1/flushes/{id}", role::viewer, get_flush},
    {"POST", "/v1/flushes", role::admin, post_flush, bodies::streamed},
    {"POST", "/v1/flushes/{id}/undo", role::admin, post_undo},
    {"GET", "/v1/events", role::viewer, get_events},
    {"GET", "/v1/events/head", role::viewer, get_events_head},
    {"GET", "/v1/events/verify", role::viewer, get_events_verify},
    {"GET", "/v1/lookup", role::viewer, get_lookup},
    {"GET", "/v1/review", role::viewer, get_review},
    {"GET", "/v1/review/{id}", role::viewer, get_review_reply},
    {"POST", "/v1/review/{id}", role::reserved_operator, post_review_reply},
    {"POST", "/v1/erasures", role::admin, post_erasure},
    {"GET", "/v1/backups", role::admin, get_backup},
    {"POST", "/v1/backups", role::admin, post_backup},
    {"GET", "/v1/links", role::viewer, get_links},
    {"POST", "/v1/drain", role::admin, post_drain},
    {"POST", "/v1/config/reload", role::admin, post_reload},
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

response wrong_method(const request& asked, const std::string& path) {
    std::string allowed;
    for (const auto& each : all) {
        if (leads_to(each, path)) allowed += (allowed.empty() ? "" : ", ") + std::string(each.method);
    }
    if (allowed.empty()) return problem(404, "There is nothing at " + path + ".");
    auto answer = problem(405, path + " takes " + allowed + ", not " + asked.method + ".");
    answer.headers.emplace_back("Allow", allowed);
    return answer;
}

void log(const request& asked, const std::string& path, const credential& who) {
    const auto level = asked.method == "GET" ? spdlog::level::debug : spdlog::level::info;
    spdlog::log(level, "admin request method={} path={} by=\"{}\" from={}", asked.method, path, who.name, asked.from);
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
        spdlog::error("admin request failed method={} path={} error=\"{}\"", method, to.path, defect.what());
        if (in.stream != nullptr) in.stream->cut();  // an answer may have begun
        in.answer(problem(500, "Stopgate could not answer; its log says why."));
    }
}

}  // namespace

void routes::renew(keyring keys) {
    auto fresh = std::make_shared<const keyring>(std::move(keys));
    const std::lock_guard lock{guard_};
    keys_ = std::move(fresh);
}

std::shared_ptr<const keyring> routes::keys_now() const {
    const std::lock_guard lock{guard_};
    return keys_;
}

void routes::handle(const request& asked, const reply& answer) {
    auto where = parse_target(asked.target);
    if (!where) return answer(problem(400, "The request's target is not valid."));
    const auto& path = where->path;
    const auto found = std::find_if(std::begin(all), std::end(all),
                                    [&](const route& each) { return leads_to(each, path) && each.method == asked.method; });
    const auto is_open = [&](const route& each) { return leads_to(each, path) && !each.least; };

    const auto keys = keys_now();  // `who` lives as long
    // Who has no token learns nothing of what there is, but for the open paths.
    static const credential nobody;
    const credential* who = &nobody;
    if (std::none_of(std::begin(all), std::end(all), is_open)) {
        const auto token = token_of(asked.authorization);
        who = token.empty() ? nullptr : keys->holder_of(token);
        if (who == nullptr) return answer(unauthorized(!token.empty()));
    }
    if (found == std::end(all)) return answer(wrong_method(asked, path));
    if (found->least && who->rank < *found->least) {
        return answer(problem(403, "This needs the role " + std::string(name(*found->least)) + "; the token \"" + who->name +
                                       "\" has the role " + std::string(name(who->rank)) + "."));
    }
    log(asked, path, *who);
    if (found->how == bodies::whole) {
        call in{asked_, where->values, asked.body, *who, answer, *id_in(*found, path), asked.from};
        return run(*found, in, asked.method);
    }
    auto kept = std::make_shared<kept_call>(kept_call{asked, std::move(*where), keys, *who});
    kept->asked.stream.reset();
    const bool begun = asked.stream->run([this, kept, answer, to = found, stream = asked.stream.get()] {
        call in{asked_, kept->where.values, kept->asked.body, kept->who, answer, *id_in(*to, kept->where.path), kept->asked.from,
                stream};
        proxy::admin::run(*to, in, kept->asked.method);
    });
    if (!begun) answer(too_many_streams());
}

bool routes::streams(const request& asked) const {
    const auto where = parse_target(asked.target);
    return where && std::any_of(std::begin(all), std::end(all), [&](const route& each) {
               return each.how == bodies::streamed && each.method == asked.method && leads_to(each, where->path);
           });
}

}  // namespace proxy::admin
