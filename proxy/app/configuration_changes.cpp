#include "proxy/app/configuration_changes.hpp"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <string_view>

#include "proxy/app/configuration_words.hpp"

namespace proxy::app {
namespace {

using nlohmann::ordered_json;

// What a change does.
enum class effect : std::uint8_t {
    at_once,          // to every link, as it stands
    new_connections,  // links that stand stay as they are
    unbinds,          // links of this [[link]] leave in order; senders bind again
    restart,          // nothing while the gateway runs
};

struct described {
    std::string_view key;
    ordered_json value;
    effect when = effect::at_once;
    bool secret = false;  // only its beginning is shown
};

// One table of the file.
struct section {
    std::string name;  // "limits", "link[carrier]"; empty for the whole file
    std::vector<described> keys;
    std::string link;  // of a [[link]]: its name
};

std::vector<std::string> texts_of(const std::vector<endpoint>& all) {
    std::vector<std::string> texts;
    for (const auto& one : all) texts.push_back(text_of(one));
    return texts;
}

ordered_json one_or_all(const std::vector<std::string>& texts) {
    return texts.size() == 1 ? ordered_json(texts.front()) : ordered_json(texts);
}

template <class Items>
std::vector<std::string> names_of(const Items& all) {
    std::vector<std::string> names;
    for (const auto& one : all) names.push_back(one.name);
    return names;
}

// Each of the following takes its struct apart, so that a member that is not described here does not compile.

ordered_json json_of(const std::optional<net::tls_settings>& wanted) {
    if (!wanted) return nullptr;
    const auto& [cert, key, ca, verify, server_name] = *wanted;
    return {{"cert", cert}, {"key", key}, {"ca", ca}, {"verify", word_for(verify, verify_words)}, {"server_name", server_name}};
}

section describe_link(const link_configuration& link) {
    const auto& [name, listen, upstream, default_alphabet, default_region, window, listen_tls, upstream_tls, balancers,
                 already_bound, carrier_answers, cancels_queued, staff, opted_out_codes, outbind_listen, outbind_to,
                 outbind_listen_tls, outbind_to_tls] = link;
    std::vector<std::string> blocks;
    for (const auto& one : balancers) blocks.push_back(one.text());
    return {
        .name = "link[" + name + "]",
        .keys = {{"listen", text_of(listen), effect::new_connections},
                 {"upstream", texts_of(upstream), effect::unbinds},
                 {"default_alphabet", word_for(default_alphabet, alphabet_words)},
                 {"default_region", default_region},
                 {"window", window},
                 {"listen_tls", json_of(listen_tls), effect::new_connections},
                 {"upstream_tls", json_of(upstream_tls), effect::new_connections},
                 {"proxy_protocol_from", blocks, effect::new_connections},
                 {"already_bound_seconds", already_bound.count()},
                 {"carrier_answers", carrier_answers},
                 {"cancel_queued", cancels_queued},
                 {"staff_system_ids", staff},
                 {"opted_out_codes", opted_out_codes},
                 {"outbind_listen", outbind_listen ? ordered_json(text_of(*outbind_listen)) : nullptr, effect::new_connections},
                 {"outbind_to", texts_of(outbind_to), effect::new_connections},
                 {"outbind_listen_tls", json_of(outbind_listen_tls), effect::new_connections},
                 {"outbind_to_tls", json_of(outbind_to_tls), effect::new_connections}},
        .link = name};
}

section describe_token(const token& one) {
    const auto& [name, rank, sha256] = one;
    return {.name = "admin.token[" + name + "]",
            .keys = {{"role", word_for(rank, role_words)}, {"sha256", sha256, effect::at_once, true}},
            .link = {}};
}

ordered_json json_of(const std::map<std::string, consent::answers, std::less<>>& text) {
    auto made = ordered_json::object();
    for (const auto& [language, own] : text) {
        auto& one = made[language] = ordered_json::object();
        if (own.opt_out) one["opt_out_text"] = *own.opt_out;
        if (own.opt_in) one["opt_in_text"] = *own.opt_in;
        if (own.help) one["help_text"] = *own.help;
    }
    return made;
}

ordered_json json_of(const std::optional<consent::parameter_match>& one) {
    return one ? ordered_json{{"tag", one->tag}, {"value", one->value}} : ordered_json(nullptr);
}

section describe_list(const consent::list& list) {
    const auto& [name, system_id, sender, service_type, parameter, staff_only, stop_address, reach, languages, mode, keywords,
                 forward_keywords, confirm, opt_in_by_keyword, lifted_by_admin_only, answers_per_day, review, notice,
                 opt_out_text, opt_in_text, help_text, text, key] = list;
    const auto& [opt_out, opt_in, help, removed, lenient, prefix] = keywords;
    return {.name = "list[" + name + "]",
            .keys = {{"match.system_id", system_id},
                     {"match.sender", sender},
                     {"match.service_type", service_type},
                     {"match.parameter", json_of(parameter)},
                     {"staff_only", staff_only},
                     {"stop_address", stop_address},
                     {"scope", word_for(reach, scope_words)},
                     {"languages", languages},
                     {"match_mode", word_for(mode, match_mode_words)},
                     {"keywords.opt_out", opt_out},
                     {"keywords.opt_in", opt_in},
                     {"keywords.help", help},
                     {"keywords.removed", removed},
                     {"keywords.lenient", lenient},
                     {"keywords.prefix", prefix},
                     {"forward_keywords", forward_keywords},
                     {"confirm", confirm},
                     {"opt_in_by_keyword", opt_in_by_keyword},
                     {"lifted_by", word_for(lifted_by_admin_only, lifted_by_words)},
                     {"answers_per_day", answers_per_day},
                     {"review", word_for(review, review_words)},
                     {"first_message_notice", notice},
                     {"opt_out_text", opt_out_text},
                     {"opt_in_text", opt_in_text},
                     {"help_text", help_text},
                     {"text", json_of(text)}},
            .link = {}};
}

section describe_limits(unsigned workers, const relay::limits& bounds, std::size_t remembered_texts) {
    // The later ones have no key.
    const auto& [pdu_octets, session_init, partial_pdu, enquire_link, inactivity, response, write_stall, drain, farewell,
                 outstanding, held_submits, held_replies, held_receipts, offered_confirmations, own_octets, partial_octets,
                 slot_wait] = bounds;
    return {.name = "limits",
            .keys = {{"workers", workers, effect::restart},
                     {"pdu_octets", pdu_octets},
                     {"session_init_seconds", session_init.count()},
                     {"partial_pdu_seconds", partial_pdu.count()},
                     {"enquire_link_seconds", enquire_link.count()},
                     {"inactivity_seconds", inactivity.count()},
                     {"response_seconds", response.count()},
                     {"write_stall_seconds", write_stall.count()},
                     {"drain_seconds", drain.count()},
                     {"remembered_texts_mib", remembered_texts >> 20U, effect::restart}},
            .link = {}};
}

section describe_log(const log::settings& logged) {
    const auto& [how, least, mask_numbers] = logged;
    return {.name = "log",
            .keys = {{"format", word_for(how, log_format_words)},
                     {"level", word_for(least, log_level_words)},
                     {"mask_numbers", mask_numbers}},
            .link = {}};
}

std::vector<section> describe_all(const configuration& all) {
    const auto& [store_path, memory_filter, undo_days, kept, admin_listen, admin_tls, admin_requests_per_second, tokens, logged,
                 links, refuses_by, refusal, when_store_fails, workers, bounds, remembered_texts, lists, source] = all;
    std::vector<section> made;
    made.push_back({.name = "store",
                    .keys = {{"path", store_path, effect::restart},
                             {"memory_filter", memory_filter, effect::restart},
                             {"undo_days", undo_days, effect::restart}},
                    .link = {}});
    made.push_back(
        {.name = "retention", .keys = {{"events_days", kept.events_days}, {"review_days", kept.review_days}}, .link = {}});
    made.push_back({.name = "admin",
                    .keys = {{"listen", one_or_all(texts_of(admin_listen)), effect::restart},
                             {"tls", json_of(admin_tls), effect::new_connections},
                             {"requests_per_second", admin_requests_per_second}},
                    .link = {}});
    for (const auto& one : tokens) made.push_back(describe_token(one));
    made.push_back(describe_log(logged));
    for (const auto& one : links) made.push_back(describe_link(one));
    made.push_back({.name = "refusal",
                    .keys = {{"mode", word_for(refuses_by, refusal_mode_words)},
                             {"command_status", static_cast<std::uint32_t>(refusal)},
                             {"on_store_error", word_for(when_store_fails, on_store_error_words)}},
                    .link = {}});
    made.push_back(describe_limits(workers, bounds, remembered_texts));
    for (const auto& one : lists) made.push_back(describe_list(one));
    return made;
}

std::string text_of(effect what, const std::string& link) {
    switch (what) {
        case effect::at_once: return "at once";
        case effect::new_connections: return "new connections";
        case effect::unbinds: return "links of " + link + " are unbound";
        case effect::restart: return "needs a restart";
    }
    return {};
}

ordered_json shown(const described& one) {
    constexpr std::size_t letters = 8;
    return one.secret ? ordered_json(one.value.get<std::string>().substr(0, letters) + "…") : one.value;
}

std::string json_of(const section& table) {
    ordered_json made;
    for (const auto& one : table.keys) made[one.key] = shown(one);
    return made.dump();
}

void compare(const section& from, const section& to, configuration_changes& into) {
    for (std::size_t at = 0; at < to.keys.size(); ++at) {
        const auto &before = from.keys[at], &after = to.keys[at];
        if (before.value == after.value) continue;
        const auto key = to.name + "." + std::string(after.key);
        into.all.push_back({key, shown(before).dump(), shown(after).dump(), text_of(after.when, to.link)});
        if (after.when == effect::unbinds) into.unbound.insert(to.link);
        if (after.when == effect::restart) into.need_restart.push_back(key);
    }
}

const section* find(const std::vector<section>& among, const std::string& name) {
    const auto at = std::ranges::find(among, name, &section::name);
    return at == among.end() ? nullptr : &*at;
}

}  // namespace

configuration_changes changes_between(const configuration& from, const configuration& to) {
    configuration_changes made;
    const auto before = describe_all(from), after = describe_all(to);
    for (const auto& one : after) {
        if (const auto* const old = find(before, one.name)) {
            compare(*old, one, made);
        } else {
            const auto when = one.link.empty() ? effect::at_once : effect::new_connections;
            made.all.push_back({one.name, "null", json_of(one), text_of(when, one.link)});
        }
    }
    for (const auto& one : before) {
        if (find(after, one.name) != nullptr) continue;
        const auto when = one.link.empty() ? effect::at_once : effect::unbinds;
        made.all.push_back({one.name, json_of(one), "null", text_of(when, one.link)});
    }
    // The first match wins, so their order is a setting too.
    const auto was = names_of(from.lists), is = names_of(to.lists);
    if (was != is) made.all.push_back({"list", ordered_json(was).dump(), ordered_json(is).dump(), text_of(effect::at_once, {})});
    return made;
}

}  // namespace proxy::app
