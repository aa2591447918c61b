// Entries, files of them, and flushes.
#include "proxy/cli/grammar.hpp"

namespace proxy::cli {
namespace {

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

}  // namespace

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

}  // namespace proxy::cli
