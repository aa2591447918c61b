#include "proxy/app/configuration.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <sstream>

#include "proxy/app/configuration_reader.hpp"

namespace proxy::app {
namespace {

constexpr std::int64_t day_seconds = 86'400;  // a longer wait than a day is a slip of the keyboard
constexpr std::int64_t most_days = 36'500;    // a century is for ever
constexpr std::int64_t most_workers = 1'024;
// A submit_sm with long TLVs passes 4 KiB; a peer that may make us keep more than 16 MiB could exhaust us by a few links.
constexpr std::int64_t least_pdu = 4'096, most_pdu = 16 * 1'024 * 1'024;

void read_store(table_reader& root, configuration& into, fault_book& book) {
    const auto* table = root.table("store");
    if (table == nullptr) return;
    table_reader in(*table, "store", book);
    if (in.text("path", into.store_path) && into.store_path.empty()) in.fail("path", "is empty, but must name a directory");
    in.flag("memory_filter", into.memory_filter);
    read_number(in, "undo_days", into.undo_days, 0, most_days);
}

void read_retention(table_reader& root, configuration& into, fault_book& book) {
    const auto* table = root.table("retention");
    if (table == nullptr) return;
    table_reader in(*table, "retention", book);
    read_number(in, "events_days", into.kept.events_days, 0, most_days);
    read_number(in, "review_days", into.kept.review_days, 0, most_days);
}

token read_token(table_reader& in) {
    token made;
    if (!in.has("name")) {
        in.missing("name", "whose token it is; the audit trail shows it");
    } else if (in.text("name", made.name)) {
        check_name(in, made.name);
    }
    if (!in.has("role")) {
        in.missing("role", "\"viewer\", \"operator\" or \"admin\"");
    } else {
        in.one_of<role>("role", made.rank, role_words);
    }
    constexpr std::string_view wanted = "64 hexadecimal digits, as `printf %s TOKEN | sha256sum` prints them";
    if (!in.has("sha256")) {
        in.missing("sha256", wanted);
    } else if (in.text("sha256", made.sha256)) {
        for (auto& c : made.sha256) c = static_cast<char>(c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c);
        const bool hex = made.sha256.find_first_not_of("0123456789abcdef") == std::string::npos;
        if (!hex || made.sha256.size() != 64) in.fail("sha256", "must be " + std::string(wanted));
    }
    return made;
}

void read_log(table_reader& root, configuration& into, fault_book& book) {
    const auto* table = root.table("log");
    if (table == nullptr) return;
    table_reader in(*table, "log", book);
    in.one_of<log::format>("format", into.logged.how, log_format_words);
    in.one_of<log::level>("level", into.logged.least, log_level_words);
    in.flag("mask_numbers", into.logged.mask_numbers);
}

void read_refusal(table_reader& root, configuration& into, fault_book& book) {
    const auto* table = root.table("refusal");
    if (table == nullptr) return;
    table_reader in(*table, "refusal", book);
    in.one_of<relay::refusal_mode>("mode", into.refuses_by, refusal_mode_words);
    std::int64_t status = 0;
    // 0 would tell the sender that the text was taken.
    if (in.number("command_status", status, 1, 0xFFFF'FFFF)) into.refusal = static_cast<protocol::command_status>(status);
    in.one_of<relay::on_store_error>("on_store_error", into.when_store_fails, on_store_error_words);
}

// One or several.
void read_admin_listen(table_reader& in, configuration& into) {
    constexpr std::size_t most = 8;  // IPv4, IPv6 and a socket for each group of people; each costs a descriptor
    const auto given = in.text_or_texts("listen");
    if (!given) return;
    if (given->empty() || given->size() > most) return in.fail("listen", "must name 1 to " + std::to_string(most) + " addresses");
    std::vector<endpoint> all;
    for (const auto& each : *given) {
        std::string wrong;
        auto where = parse_admin_endpoint(each, wrong);
        if (!where) return in.fail("listen", std::move(wrong));
        if (std::ranges::any_of(all, [&](const endpoint& other) { return collide(*where, other); }))
            return in.fail("listen", "names " + text_of(*where) + ", which another of its addresses takes already");
        all.push_back(std::move(*where));
    }
    into.admin_listen = std::move(all);
}

void read_admin_tls(table_reader& in, configuration& into, fault_book& book) {
    into.admin_tls = read_tls(in, "tls", net::tls_end::accepts, book);
    const bool local = std::ranges::all_of(into.admin_listen, [](const endpoint& each) { return !each.unix_path.empty(); });
    if (into.admin_tls && local) in.fail("tls", "secures no address: admin.listen names unix sockets alone");
}

void read_admin(table_reader& root, configuration& into, fault_book& book) {
    const auto* table = root.table("admin");
    if (table == nullptr) return;
    table_reader in(*table, "admin", book);
    read_admin_listen(in, into);
    read_admin_tls(in, into, book);
    constexpr std::int64_t most_requests = 1'000'000;  // more than one thread answers: no limit
    read_number(in, "requests_per_second", into.admin_requests_per_second, 1, most_requests);
    const auto tokens = in.tables("token");
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        table_reader each(*tokens[at], "admin.token[" + std::to_string(at) + "]", book);
        auto made = read_token(each);
        if (made.name == "admin-token") each.fail("name", "is \"admin-token\", the name of the token that Stopgate makes itself");
        const auto taken = [&](const token& other) { return !made.name.empty() && other.name == made.name; };
        if (std::any_of(into.tokens.begin(), into.tokens.end(), taken)) {
            each.fail("name", "is \"" + made.name + "\", which another token has already");
        }
        into.tokens.push_back(std::move(made));
    }
}

void read_limits(table_reader& root, configuration& into, fault_book& book) {
    const auto* table = root.table("limits");
    if (table == nullptr) return;
    table_reader in(*table, "limits", book);
    auto& bounds = into.bounds;
    read_number(in, "workers", into.workers, 0, most_workers);
    read_number(in, "pdu_octets", bounds.pdu_octets, least_pdu, most_pdu);
    read_number(in, "session_init_seconds", bounds.session_init, 1, day_seconds);
    read_number(in, "partial_pdu_seconds", bounds.partial_pdu, 1, day_seconds);
    read_number(in, "enquire_link_seconds", bounds.enquire_link, 1, day_seconds);
    read_number(in, "inactivity_seconds", bounds.inactivity, 0, day_seconds);
    read_number(in, "response_seconds", bounds.response, 1, day_seconds);
    read_number(in, "write_stall_seconds", bounds.write_stall, 1, day_seconds);
    read_number(in, "drain_seconds", bounds.drain, 1, day_seconds);
    constexpr std::size_t least_mib = 0, most_mib = 1 << 20;
    std::size_t mib = into.remembered_texts >> 20U;
    read_number(in, "remembered_texts_mib", mib, least_mib, most_mib);
    into.remembered_texts = mib << 20U;
}

// In the order of lines; of one line, as they were found.
std::vector<fault> in_order(std::vector<fault> found) {
    std::multimap<unsigned, fault> by_line;
    for (auto& each : found) by_line.emplace(each.line, std::move(each));
    found.clear();
    for (auto& [line, each] : by_line) found.push_back(std::move(each));
    return found;
}

}  // namespace

void check_name(table_reader& in, const std::string& name) {
    constexpr std::size_t longest = 64;  // names are labels of metrics and parts of keys
    const bool control =
        std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    if (!name.empty() && name.size() <= longest && !control) return;
    in.fail("name", "must have 1 to 64 octets and no control characters");
}

fault configuration_source::fault_at(std::string key, std::string what) const {
    const auto at = lines.find(key);
    return {.file = file, .line = at == lines.end() ? 0 : at->second, .key = std::move(key), .what = std::move(what)};
}

reading read_configuration(std::string_view text, const std::string& file, named_files look) {
    reading done;
    fault_book book{.file = file, .look = look, .faults = {}, .lines = {}};
    try {
        const auto parsed = toml::parse(text, file);
        table_reader root(parsed, "", book);
        read_store(root, done.settings, book);
        read_retention(root, done.settings, book);
        read_admin(root, done.settings, book);
        read_log(root, done.settings, book);
        read_links(root, done.settings, book);
        read_refusal(root, done.settings, book);
        read_limits(root, done.settings, book);
        read_lists(root, done.settings, book);
    } catch (const toml::parse_error& error) {
        book.add(error.source(), "", "is not valid TOML: " + std::string(error.description()));
    }
    done.faults = std::move(book.faults);
    done.settings.source = {.file = file, .lines = std::move(book.lines)};
    check_texts(done);
    done.faults = in_order(std::move(done.faults));
    done.warnings = in_order(std::move(done.warnings));
    return done;
}

reading read_configuration(const std::string& path, named_files look) {
    std::ifstream in(path, std::ios::binary);
    in.peek();  // a directory opens, but can't be read
    if (!in.is_open() || in.bad()) {
        const std::string why = std::strerror(errno);
        return {.settings = {}, .faults = {{path, 0, "", "can't be read: " + why}}, .warnings = {}};
    }
    std::ostringstream text;
    text << in.rdbuf();
    return read_configuration(text.view(), path, look);
}

}  // namespace proxy::app
