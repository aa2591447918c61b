#pragma once
// What each command does once its words are understood. All give an exit code.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "proxy/cli/admin_api.hpp"

namespace proxy::cli {

// An entry, as far as the words name it.
struct entry_options {
    std::string recipient, list, sender, scope, reason;
};

struct list_options {
    std::string list, sender, scope, source, since, before;
    std::size_t limit = 100;  // 0: all
};

// A file of suppressions that goes in.
struct import_options {
    std::string file;  // "-": standard input
    std::string list, sender, reason, as_of, separator, format, rejected;
    std::vector<std::string> map;  // "recipient=phone"
    std::uint64_t resume = 0;      // 0: a new import
    bool all_or_nothing = false;
};

struct export_options {
    std::string file, format;  // "-": standard output
    std::string list, sender, source, prefix;
    std::uint64_t import = 0;  // 0: any
};

struct scrub_options {
    std::string file, out;  // "-": standard input, standard output
    std::string sender, list, system_id, column, separator;
};

struct flush_options {
    std::string recipient, prefix, list, sender, scope, source, since, before, older_than, import_id;
    bool all = false;  // instead of any of them
    std::string file;  // or this, "-": standard input
    bool skip_bad = false;
    bool dry_run = false, yes = false;
    std::uint64_t confirm = 0;  // 0: nobody has
    std::string reason;
};

struct event_options {
    std::string recipient, kind, since;
    std::size_t limit = 100;  // 0: all
    bool follow = false;
};

// What passes one link: for so long, and so many PDUs.
struct trace_options {
    std::uint64_t link = 0;
    std::uint64_t seconds = 30, pdus = 1'000;
    std::string pcap;  // into this file, "-": standard output; empty: lines for people
    bool hex = false;  // under each line
};

[[nodiscard]] int run_gateway(const std::string& config, const surroundings& around);
[[nodiscard]] int check_configuration(const std::string& file, bool json, const surroundings& around);

[[nodiscard]] int add_suppression(admin_api& api, const entry_options& wanted);
[[nodiscard]] int remove_suppression(admin_api& api, const entry_options& wanted);
[[nodiscard]] int show_suppressions(admin_api& api, const std::string& recipient, bool evidence);
[[nodiscard]] int list_suppressions(admin_api& api, const list_options& wanted);

[[nodiscard]] int import_suppressions(admin_api& api, const import_options& wanted);
[[nodiscard]] int export_suppressions(admin_api& api, const export_options& wanted);
[[nodiscard]] int scrub(admin_api& api, const scrub_options& wanted);

// Of the list, as a table.
void print_entries(std::ostream& out, const nlohmann::ordered_json& entries);

[[nodiscard]] int flush_suppressions(admin_api& api, const flush_options& wanted);
[[nodiscard]] int undo_flush(admin_api& api, std::uint64_t id, const std::string& reason);
[[nodiscard]] int list_flushes(admin_api& api, std::size_t limit);

[[nodiscard]] int list_review(admin_api& api, std::size_t limit);
[[nodiscard]] int show_review(admin_api& api, std::uint64_t id);
[[nodiscard]] int opt_out_by_review(admin_api& api, const std::vector<std::uint64_t>& ids, const std::string& reason);
[[nodiscard]] int dismiss_review(admin_api& api, const std::vector<std::uint64_t>& ids);

[[nodiscard]] int erase(admin_api& api, const std::string& recipient, const std::string& reason);

[[nodiscard]] int create_backup(admin_api& api, const std::string& directory);
// These two ask no gateway.
[[nodiscard]] int verify_backup(admin_api& api, const std::string& directory);
[[nodiscard]] int restore_backup(admin_api& api, const std::string& directory, const std::string& into, std::uint32_t id);

[[nodiscard]] int lookup(admin_api& api, const std::string& sender, const std::string& recipient, const std::string& system_id);
[[nodiscard]] int show_events(admin_api& api, const event_options& wanted);
[[nodiscard]] int show_head(admin_api& api);
[[nodiscard]] int verify_events(admin_api& api, const std::string& head);
[[nodiscard]] int show_links(admin_api& api);
[[nodiscard]] int show_malformed(admin_api& api, std::uint64_t link);  // 0: of all
[[nodiscard]] int trace(admin_api& api, const trace_options& wanted);
[[nodiscard]] int drain(admin_api& api);
[[nodiscard]] int show_health(admin_api& api, bool alive_is_enough);
// `level`: empty to show it. `seconds`: 0 for until the next reload.
[[nodiscard]] int log_level(admin_api& api, const std::string& level, std::uint64_t seconds);
[[nodiscard]] int reload(admin_api& api, bool dry_run);

}  // namespace proxy::cli
