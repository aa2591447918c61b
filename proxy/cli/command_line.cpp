#include "proxy/cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <ostream>

#include "proxy/app/version.hpp"
#include "proxy/cli/commands.hpp"

namespace proxy::cli {
namespace {

constexpr auto epilogue =
    "Exit codes: 0 done; 1 the answer is no, or something was rejected; 2 wrong usage; 3 the gateway can't be reached.\n"
    "All commands but run, check-config, backup verify and backup restore ask a running gateway. They find it, and the token, in "
    "the configuration (--config), "
    "or "
    "by --admin and --token-file.";

// All that the words may say, and the command that they name.
struct words {
    common_options common;
    entry_options entry;
    list_options listing;
    import_options file_in;
    export_options file_out;
    scrub_options campaign;
    flush_options flush;
    event_options trail;
    std::string file, sender, recipient, system_id, head, into;
    std::uint32_t backup = 0;  // 0: the newest
    std::uint64_t flush_id = 0;
    std::size_t waiting = 100;
    std::vector<std::uint64_t> replies;  // ids in the review queue
    bool dry_run = false, evidence = false;
    std::function<int(const surroundings&)> command;
};

using action = int (*)(admin_api&, const words&);

// A command that asks the gateway. Of a group that is a command as well, the one of its commands that was named counts: it is
// called back first.
void asks(CLI::App& command, words& said, action act) {
    command.callback([&said, act] {
        if (said.command) return;
        said.command = [&said, act](const surroundings& around) {
            admin_api api(said.common, around);
            return act(api, said);
        };
    });
}

void add_common(CLI::App& root, words& said) {
    root.add_option("--config", said.common.config, "The gateway's configuration file")->type_name("FILE");
    root.add_option("--admin", said.common.admin, "The admin server: http://host:port, https://host:port or unix:/path")
        ->type_name("URL");
    root.add_option("--token-file", said.common.token_file, "The file that holds the token")->type_name("FILE");
    root.add_option("--ca", said.common.ca, "Who signed the certificate of https://, in PEM form; else the system's authorities")
        ->type_name("FILE");
    auto* cert = root.add_option("--cert", said.common.cert, "The certificate that we show, in PEM form")->type_name("FILE");
    root.add_option("--key", said.common.key, "Its key, where that is another file")->type_name("FILE")->needs(cert);
    root.add_flag("--json", said.common.json, "JSON instead of tables");
}

void add_gateway(CLI::App& root, words& said) {
    auto* run =
        root.add_subcommand("run", "Run the gateway in the foreground. SIGTERM drains, a second one stops; SIGHUP reloads.");
    run->callback([&said] {
        said.command = [&said](const surroundings& around) {
            if (!said.common.config.empty()) return run_gateway(said.common.config, around);
            around.err << "stopgate: run needs --config FILE\n";
            return static_cast<int>(wrong_usage);
        };
    });
    auto* check =
        root.add_subcommand("check-config", "Print every fault of a configuration with file, line and key; 0: there is none.");
    check->add_option("file", said.file, "The configuration file")->required()->type_name("FILE");
    check->callback([&said] {
        said.command = [&said](const surroundings& around) { return check_configuration(said.file, said.common.json, around); };
    });
}

void add_entry_options(CLI::App& command, words& said) {
    command.add_option("recipient", said.entry.recipient, "The number, with + or 00 before it or not")
        ->required()
        ->type_name("NUMBER");
    command.add_option("--list", said.entry.list, "Of this list")->type_name("NAME");
    command.add_option("--sender", said.entry.sender, "For texts from this sender")->type_name("NUMBER");
}

void add_import(CLI::App& group, words& said) {
    auto& wanted = said.file_in;
    auto* command = group.add_subcommand("import", "Suppress all numbers of a file; 1: a line was rejected, or it broke off.");
    command->add_option("file", wanted.file, "CSV with a header line, or NDJSON; - for standard input")
        ->required()
        ->type_name("FILE");
    command->add_option("--list", wanted.list, "Of rows that name no list")->type_name("NAME");
    command->add_option("--sender", wanted.sender, "Of rows that name no sender; none: all senders of the list")
        ->type_name("NUMBER");
    command->add_option("--reason", wanted.reason, "Why; kept with the import, and with rows that have no reason")
        ->type_name("TEXT");
    command->add_option("--as-of", wanted.as_of, "When the file was made: who sent START since then is not suppressed again")
        ->type_name("TIME");
    command->add_option("--map", wanted.map, "What a column is called in the file: recipient=phone; \"-\": it is not taken")
        ->type_name("COLUMN=NAME");
    command->add_option("--separator", wanted.separator, "Of a CSV file, one character or tab, instead of what the header shows");
    command->add_option("--format", wanted.format, "csv or ndjson, instead of what the file's name says")->type_name("FORMAT");
    command->add_flag("--all-or-nothing", wanted.all_or_nothing, "Nothing goes in when a line is wrong");
    command->add_option("--resume", wanted.resume, "Go on with this import, from the same file")
        ->check(CLI::PositiveNumber)
        ->type_name("ID");
    command->add_option("--rejected", wanted.rejected, "Write the lines that are wrong there, with reasons")->type_name("FILE");
    asks(*command, said, [](admin_api& api, const words& all) { return import_suppressions(api, all.file_in); });
}

void add_export(CLI::App& group, words& said) {
    auto& wanted = said.file_out;
    auto* command = group.add_subcommand("export", "All entries as they are now, into a file.");
    command->add_option("file", wanted.file, "- for standard output")->required()->type_name("FILE");
    command->add_option("--format", wanted.format, "csv or ndjson, instead of what the file's name says")->type_name("FORMAT");
    command->add_option("--list", wanted.list, "Of this list")->type_name("NAME");
    command->add_option("--sender", wanted.sender, "For texts from this sender")->type_name("NUMBER");
    command->add_option("--source", wanted.source, "keyword, staff, import or carrier")->type_name("SOURCE");
    command->add_option("--prefix", wanted.prefix, "Numbers that begin so")->type_name("DIGITS");
    command->add_option("--import", wanted.import, "Of this import")->check(CLI::PositiveNumber)->type_name("ID");
    asks(*command, said, [](admin_api& api, const words& all) { return export_suppressions(api, all.file_out); });
}

void add_scrub(CLI::App& root, words& said) {
    auto& wanted = said.campaign;
    auto* command = root.add_subcommand("scrub", "Check a campaign's numbers: each row comes back with its verdict.");
    command->add_option("file", wanted.file, "CSV with a header line; - for standard input")->required()->type_name("FILE");
    command->add_option("--out", wanted.out, "Where to, instead of standard output")->type_name("FILE");
    command->add_option("--sender", wanted.sender, "Who sends it, where no column says so")->type_name("NUMBER");
    command->add_option("--list", wanted.list, "Of this list, instead of the one that such a text has")->type_name("NAME");
    command->add_option("--system-id", wanted.system_id, "The account that submits it")->type_name("NAME");
    command->add_option("--column", wanted.column, "The column of the numbers, instead of \"recipient\"")->type_name("NAME");
    command->add_option("--separator", wanted.separator, "One character or tab, instead of what the header shows");
    asks(*command, said, [](admin_api& api, const words& all) { return scrub(api, all.campaign); });
}

void add_flushes(CLI::App& group, words& said) {
    auto& wanted = said.flush;
    auto* flush = group.add_subcommand(
        "flush", "Lift all entries that match, or that a file names. Shows how many, and asks; 1: not done, the count is told.");
    flush->add_option("--recipient", wanted.recipient, "Of this number")->type_name("NUMBER");
    flush->add_option("--prefix", wanted.prefix, "Of numbers that begin so")->type_name("DIGITS");
    flush->add_option("--list", wanted.list, "Of this list")->type_name("NAME");
    flush->add_option("--sender", wanted.sender, "For texts from this sender")->type_name("NUMBER");
    flush->add_option("--scope", wanted.scope, "Of this reach: sender, list or global")->type_name("SCOPE");
    flush->add_option("--source", wanted.source, "keyword, staff, import or carrier")->type_name("SOURCE");
    flush->add_option("--import", wanted.import_id, "Of this import")->type_name("ID");
    flush->add_option("--since", wanted.since, "Not older than this (2026-01-31T08:30:00Z or a date, UTC)")->type_name("TIME");
    auto* before = flush->add_option("--before", wanted.before, "Older than this")->type_name("TIME");
    flush->add_option("--older-than", wanted.older_than, "Older than 90d, 2w, 12h or 30m")->excludes(before)->type_name("AGE");
    flush->add_flag("--all", wanted.all, "Every entry");
    flush->add_option("--file", wanted.file, "That this CSV names: recipient, and perhaps sender and list; - is standard input")
        ->type_name("FILE");
    flush->add_flag("--skip-bad", wanted.skip_bad, "Leave out lines of the file that can't be read");
    auto* dry_run = flush->add_flag("--dry-run", wanted.dry_run, "Only count, and show some");
    auto* confirm = flush->add_option("--confirm", wanted.confirm, "So many, and no other number of them")
                        ->check(CLI::PositiveNumber)
                        ->excludes(dry_run)
                        ->type_name("COUNT");
    flush->add_flag("--yes", wanted.yes, "However many they are, without a question")->excludes(dry_run)->excludes(confirm);
    flush->add_option("--reason", wanted.reason, "Why; kept in the trail, so without a number")->type_name("TEXT");
    asks(*flush, said, [](admin_api& api, const words& all) { return flush_suppressions(api, all.flush); });

    auto* undo = group.add_subcommand("undo", "Give back what a flush took, but for what has changed since; 1: it is too late.");
    undo->add_option("id", said.flush_id, "The flush")->required()->check(CLI::PositiveNumber)->type_name("FLUSH_ID");
    undo->add_option("--reason", wanted.reason, "Why; kept in the trail")->required()->type_name("TEXT");
    asks(*undo, said, [](admin_api& api, const words& all) { return undo_flush(api, all.flush_id, all.flush.reason); });

    auto* flushes = group.add_subcommand("flushes", "The flushes that were made, newest first.");
    flushes->add_option("--limit", said.listing.limit, "At most so many; 0: all")->capture_default_str()->type_name("COUNT");
    asks(*flushes, said, [](admin_api& api, const words& all) { return list_flushes(api, all.listing.limit); });
}

void add_suppressions(CLI::App& root, words& said) {
    auto* group =
        root.add_subcommand("suppressions", "Who must not be written to: add, remove, show, list, import, export, flush, undo.");
    group->require_subcommand(1);

    auto* add = group->add_subcommand("add", "Suppress a number; without --sender for all senders of the list.");
    add_entry_options(*add, said);
    add->add_option("--reason", said.entry.reason, "Why; kept with the entry")->type_name("TEXT");
    asks(*add, said, [](admin_api& api, const words& all) { return add_suppression(api, all.entry); });

    auto* remove = group->add_subcommand("remove", "Lift one entry; 1: none matches, or several do, or it needs another role.");
    add_entry_options(*remove, said);
    remove->add_option("--scope", said.entry.scope, "Of this reach: sender, list or global")->type_name("SCOPE");
    asks(*remove, said, [](admin_api& api, const words& all) { return remove_suppression(api, all.entry); });

    auto* show = group->add_subcommand("show", "The entries of a number; 1: there is none.");
    show->add_option("recipient", said.entry.recipient, "The number")->required()->type_name("NUMBER");
    show->add_flag("--evidence", said.evidence, "With what proves each: the reply, what it answered, and what became of it");
    asks(*show, said, [](admin_api& api, const words& all) { return show_suppressions(api, all.entry.recipient, all.evidence); });

    auto* list = group->add_subcommand("list", "Browse the entries.");
    list->add_option("--list", said.listing.list, "Of this list")->type_name("NAME");
    list->add_option("--sender", said.listing.sender, "For texts from this sender")->type_name("NUMBER");
    list->add_option("--scope", said.listing.scope, "Of this reach: sender, list or global")->type_name("SCOPE");
    list->add_option("--source", said.listing.source, "keyword, staff, import or carrier")->type_name("SOURCE");
    list->add_option("--since", said.listing.since, "Not older than this (2026-01-31T08:30:00Z or a date, UTC)")
        ->type_name("TIME");
    list->add_option("--before", said.listing.before, "Older than this")->type_name("TIME");
    list->add_option("--limit", said.listing.limit, "At most so many; 0: all")->capture_default_str()->type_name("COUNT");
    asks(*list, said, [](admin_api& api, const words& all) { return list_suppressions(api, all.listing); });
    add_import(*group, said);
    add_export(*group, said);
    add_flushes(*group, said);
}

void add_review(CLI::App& root, words& said) {
    auto* group = root.add_subcommand("review", "The replies that wait for people; show, opt-out and dismiss settle them.");
    group->require_subcommand(0, 1);
    group->add_option("--limit", said.waiting, "At most so many; 0: all")->capture_default_str()->type_name("COUNT");
    asks(*group, said, [](admin_api& api, const words& all) { return list_review(api, all.waiting); });

    const auto add_ids = [&](CLI::App& command) {
        return command.add_option("id", said.replies, "The reply's id")
            ->required()
            ->check(CLI::NonNegativeNumber)
            ->type_name("ID");
    };
    auto* show = group->add_subcommand("show", "One reply with all that is known of it; 1: it does not wait.");
    add_ids(*show)->expected(1);
    asks(*show, said, [](admin_api& api, const words& all) { return show_review(api, all.replies.front()); });

    auto* opt_out = group->add_subcommand("opt-out", "Suppress as STOP would have, without a text in answer.");
    add_ids(*opt_out);
    opt_out->add_option("--reason", said.entry.reason, "Why, instead of the reply's text; kept with the entry")
        ->type_name("TEXT");
    asks(*opt_out, said, [](admin_api& api, const words& all) { return opt_out_by_review(api, all.replies, all.entry.reason); });

    auto* dismiss = group->add_subcommand("dismiss", "Take these replies out of the queue; nothing else is done.");
    add_ids(*dismiss);
    asks(*dismiss, said, [](admin_api& api, const words& all) { return dismiss_review(api, all.replies); });
}

void add_events(CLI::App& root, words& said) {
    auto* group = root.add_subcommand("events", "The audit trail, newest last; head and verify show that nobody has touched it.");
    group->require_subcommand(0, 1);
    group->add_option("--recipient", said.trail.recipient, "Of this number")->type_name("NUMBER");
    group->add_option("--kind", said.trail.kind, "Of this kind: opt-out, opt-in, help, confirmation, dismissal, …")
        ->type_name("KIND");
    group->add_option("--since", said.trail.since, "From then on (2026-01-31T08:30:00Z or a date, UTC), oldest first")
        ->type_name("TIME");
    group->add_option("--limit", said.trail.limit, "At most so many; 0: all")->capture_default_str()->type_name("COUNT");
    group->add_flag("--follow", said.trail.follow, "Go on with what happens from now on, until it is interrupted");
    asks(*group, said, [](admin_api& api, const words& all) { return show_events(api, all.trail); });

    auto* head = group->add_subcommand("head", "Where the trail ends now: note it elsewhere, and verify can tell later.");
    asks(*head, said, [](admin_api& api, const words&) { return show_head(api); });

    auto* verify =
        group->add_subcommand("verify", "Check every event against the chain; 1: one was changed, taken out or added.");
    verify->add_option("--head", said.head, "That this is still part of it, as head gave it")->type_name("HEAD");
    asks(*verify, said, [](admin_api& api, const words& all) { return verify_events(api, all.head); });
}

void add_erasure(CLI::App& root, words& said) {
    auto* command = root.add_subcommand(
        "erase", "Remove what is known of a person; who is suppressed stays so, under a keyed hash. It can't be taken back.");
    command->add_option("recipient", said.entry.recipient, "The number")->required()->type_name("NUMBER");
    command->add_option("--reason", said.entry.reason, "Why; kept with the event, so without the number")->type_name("TEXT");
    asks(*command, said, [](admin_api& api, const words& all) { return erase(api, all.entry.recipient, all.entry.reason); });
}

void add_backup(CLI::App& root, words& said) {
    auto* group = root.add_subcommand("backup", "Copies of the store: create one while the gateway runs, verify, restore.");
    group->require_subcommand(1);
    const auto add_directory = [&](CLI::App& command) {
        command.add_option("directory", said.file, "Where the backups are, on the gateway's machine")
            ->required()
            ->type_name("DIR");
    };
    auto* create = group->add_subcommand("create", "Let the gateway make a backup; what an earlier one there has is shared.");
    add_directory(*create);
    asks(*create, said, [](admin_api& api, const words& all) { return create_backup(api, all.file); });

    auto* verify =
        group->add_subcommand("verify", "Read every octet of all backups there; 1: a file is damaged. Asks no gateway.");
    add_directory(*verify);
    asks(*verify, said, [](admin_api& api, const words& all) { return verify_backup(api, all.file); });

    auto* restore = group->add_subcommand("restore", "Make a store of a backup. Asks no gateway.");
    add_directory(*restore);
    restore->add_option("into", said.into, "The new store: a directory that is new or empty")->required()->type_name("PATH");
    restore->add_option("--backup", said.backup, "This one instead of the newest")->check(CLI::PositiveNumber)->type_name("ID");
    asks(*restore, said, [](admin_api& api, const words& all) { return restore_backup(api, all.file, all.into, all.backup); });
}

void add_questions(CLI::App& root, words& said) {
    auto* why = root.add_subcommand("lookup", "Explain what would become of a text; 0: it passes, 1: it is refused.");
    why->add_option("--sender", said.sender, "Who sends it")->required()->type_name("NUMBER");
    why->add_option("--recipient", said.recipient, "Who gets it")->required()->type_name("NUMBER");
    why->add_option("--system-id", said.system_id, "The account that submits it")->type_name("NAME");
    asks(*why, said, [](admin_api& api, const words& all) { return lookup(api, all.sender, all.recipient, all.system_id); });

    auto* links = root.add_subcommand("links", "The senders that are connected now.");
    asks(*links, said, [](admin_api& api, const words&) { return show_links(api); });

    auto* again =
        root.add_subcommand("reload", "Let the gateway read its configuration again; 1: it has faults, nothing changed.");
    again->add_flag("--dry-run", said.dry_run, "Only say what would change");
    asks(*again, said, [](admin_api& api, const words& all) { return reload(api, all.dry_run); });

    auto* stop = root.add_subcommand("drain", "Let the gateway settle what is open and end.");
    asks(*stop, said, [](admin_api& api, const words&) { return drain(api); });
}

}  // namespace

int execute(std::vector<std::string> arguments, const surroundings& around) {
    words said;
    CLI::App root("Stopgate enforces SMS opt-outs on the SMPP link between a sender and a carrier's message centre.", "stopgate");
    root.set_version_flag("--version", "stopgate " + std::string(app::version()) + " (" + std::string(app::revision()) + ")");
    root.footer(epilogue);
    root.fallthrough();  // the common options may stand anywhere; inherited by what is added below
    root.require_subcommand(1);
    add_common(root, said);
    add_gateway(root, said);
    add_suppressions(root, said);
    add_scrub(root, said);
    add_review(root, said);
    add_events(root, said);
    add_erasure(root, said);
    add_backup(root, said);
    add_questions(root, said);
    std::reverse(arguments.begin(), arguments.end());  // the order that parse() wants
    try {
        root.parse(std::move(arguments));
    } catch (const CLI::ParseError& end) {
        return root.exit(end, around.out, around.err) == 0 ? done : wrong_usage;
    }
    try {
        return said.command(around);
    } catch (const nlohmann::json::exception&) {  // JSON, but not with the members that the API has
        around.err << "stopgate: what answers there is no Stopgate of this version\n";
        return unreachable;
    }
}

}  // namespace proxy::cli
