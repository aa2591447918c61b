#include "proxy/cli/admin_api.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <ostream>

#include "proxy/admin/keyring.hpp"

namespace proxy::cli {
namespace {

using nlohmann::ordered_json;

std::string encoded(const std::string& text) { return boost::urls::encode(text, boost::urls::unreserved_chars); }

// A unix socket needs no TLS; of the rest, one whose port is known.
const app::endpoint& nearest(const std::vector<app::endpoint>& listening) {
    for (const auto& each : listening) {
        if (!each.unix_path.empty()) return each;
    }
    for (const auto& each : listening) {
        if (each.port != 0) return each;
    }
    return listening.front();
}

// Where a client finds what listens on all addresses.
std::string dialled(const std::string& listening) {
    if (listening == "0.0.0.0") return "127.0.0.1";
    if (listening == "::") return "::1";
    return listening;
}

}  // namespace

std::string target_of(const std::string& path, const parameters& query) {
    auto target = path;
    for (const auto& [name, value] : query) {
        if (!value.empty()) target += (target.size() == path.size() ? "?" : "&") + name + "=" + encoded(value);
    }
    return target;
}

std::nullopt_t admin_api::fail(int code, const std::string& why) {
    code_ = code;
    around_.err << "stopgate: " << why << '\n';
    return std::nullopt;
}

bool admin_api::use_configuration() {
    const auto [settings, faults, warnings] = app::read_configuration(options_.config);
    for (const auto& each : faults) around_.err << app::describe(each) << '\n';
    if (!faults.empty()) {
        code_ = wrong_usage;
        return false;
    }
    const auto& listen = nearest(settings.admin_listen);
    where_ = destination{.host = dialled(listen.host), .port = listen.port, .unix_path = listen.unix_path};
    if (settings.admin_tls && listen.unix_path.empty()) where_->tls.emplace().pinned = settings.admin_tls->cert;
    if (needs_token_) token_ = admin::read_token(settings.store_path + "/admin-token", token_trouble_);
    return true;
}

// Wrong files are told apart from a gateway that does not answer.
bool admin_api::use_tls_options() {
    auto& tls = *where_->tls;
    if (!options_.ca.empty()) {
        tls.ca = options_.ca;
        tls.pinned.clear();
    }
    tls.cert = options_.cert;
    tls.key = options_.key.empty() ? options_.cert : options_.key;
    const net::tls_settings files{
        .cert = tls.cert, .key = tls.key, .ca = tls.pinned.empty() ? tls.ca : tls.pinned, .server_name = {}};
    const auto faults = net::check_files(net::tls_end::dials, files);
    for (const auto& each : faults) fail(wrong_usage, "--" + std::string(each.key) + ' ' + each.what);
    return faults.empty();
}

// --config gives address and token; --admin and --token-file give them, or what differs from the file.
bool admin_api::find_gateway() {
    if (options_.config.empty() && (options_.admin.empty() || (needs_token_ && options_.token_file.empty()))) {
        fail(wrong_usage, std::string("say where the gateway is: --config FILE, or --admin URL") +
                              (needs_token_ ? " and --token-file FILE" : ""));
        return false;
    }
    if (!options_.config.empty() && !use_configuration()) return false;
    if (!options_.admin.empty()) {
        std::string wrong;
        where_ = parse_admin_url(options_.admin, wrong);
        if (!where_) {
            fail(wrong_usage, "--admin " + wrong);
            return false;
        }
    }
    if (where_->tls && !use_tls_options()) return false;
    if (needs_token_ && !options_.token_file.empty()) {
        token_trouble_.clear();
        token_ = admin::read_token(options_.token_file, token_trouble_);
    }
    if (where_->unix_path.empty() && where_->port == 0) {
        fail(wrong_usage, "admin.listen leaves the port to the kernel; name it with --admin http://host:port");
        return false;
    }
    return true;
}

std::optional<ordered_json> admin_api::ask_openly(const std::string& target) {
    needs_token_ = false;
    return ask("GET", target);
}

std::optional<ordered_json> admin_api::ask(const std::string& method, const std::string& target, const ordered_json& body) {
    std::string json;
    try {
        if (!body.is_null()) json = body.dump();
    } catch (const ordered_json::exception&) {
        return fail(wrong_usage, "the words hold octets that are no UTF-8");
    }
    return send(method, target, "application/json", std::move(json), patience);
}

std::optional<ordered_json> admin_api::send(const std::string& method, const std::string& target, std::string content_type,
                                            std::string body, std::chrono::milliseconds limit) {
    if (!where_ && !find_gateway()) return std::nullopt;
    // Without a token there is little to ask for, but a gateway that does not run is the better explanation of a missing file.
    const bool no_token = needs_token_ && token_.empty();
    const question asked = no_token ? question{"GET", "/healthz", {}, {}, {}}
                                    : question{method, target, std::move(body), token_, std::move(content_type)};
    std::string error;
    const auto got = cli::ask(*where_, asked, error, limit);
    const bool unsigned_ = error.find("certificate is refused") != std::string::npos && options_.ca.empty();
    if (unsigned_) error += "; name who has signed it with --ca FILE";
    if (!got) return fail(unreachable, "no gateway answers at " + describe(*where_) + ": " + error);
    if (no_token) return fail(wrong_usage, "no token: " + token_trouble_);
    if (got->status < 200 || got->status > 299) return rejected(*got);
    auto parsed = ordered_json::parse(got->body, nullptr, false);
    if (parsed.is_discarded()) return fail(unreachable, describe(*where_) + " does not answer like a Stopgate");
    return parsed;
}

bool admin_api::carry_out(const std::string& method, const std::string& target, const std::string& content_type,
                          const std::function<bool(std::string&)>& source, const std::function<bool(std::string_view)>& sink,
                          std::chrono::milliseconds idle) {
    if (!where_ && !find_gateway()) return false;
    if (token_.empty()) {
        fail(wrong_usage, "no token: " + token_trouble_);
        return false;
    }
    std::string error;
    const auto got = cli::carry_out(*where_, {{method, target, {}, token_}, content_type, source, sink}, error, idle);
    if (!got) {
        fail(unreachable, "the gateway at " + describe(*where_) + " gave no whole answer: " + error);
        return false;
    }
    if (got->status >= 200 && got->status <= 299) return true;
    rejected(*got);
    return false;
}

std::nullopt_t admin_api::rejected(const answer& got) {
    const auto problem = ordered_json::parse(got.body, nullptr, false);
    if (!problem.is_object() || !problem.contains("detail") || !problem["detail"].is_string()) {
        return fail(unreachable,
                    describe(*where_) + " does not answer like a Stopgate (HTTP status " + std::to_string(got.status) + ")");
    }
    if (options_.json) {
        print(problem);
    } else if (const auto faults = problem.find("faults"); faults != problem.end()) {
        for (const auto& each : *faults) {
            around_.err << app::describe({.file = each.value("file", ""),
                                          .line = each.value("line", 0U),
                                          .key = each.value("key", ""),
                                          .what = each.value("what", "")})
                        << '\n';
        }
    }
    if (const auto rejects = problem.find("rejects"); rejects != problem.end() && !options_.json)
        for (const auto& each : *rejects)
            around_.err << "line " << each.value("line", 0U) << ": " << each.value("reason", "") << '\n';
    return fail(no, problem["detail"]);
}

void admin_api::print(const ordered_json& what) const { around_.out << what.dump(2) << '\n'; }

}  // namespace proxy::cli
